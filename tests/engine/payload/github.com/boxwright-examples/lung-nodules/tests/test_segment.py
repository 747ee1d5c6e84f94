import numpy

import segment


def test_a_blob_is_a_nodule_and_the_border_is_not():
    mask = numpy.zeros((9, 9, 9), dtype=bool)
    mask[4:6, 4:6, 4:6] = True
    mask[0] = True
    assert [len(found) for found in segment.nodules(mask, smallest=4)] == [8]
