"""Finds nodules in a chest CT: a voxel classifier, then connected components.

    python3 segment.py CT.nii MASK.nii.gz --weights FOLDER
"""

import argparse
import json
from pathlib import Path

import nibabel
import numpy

NEIGHBOURS = ((1, 0, 0), (-1, 0, 0), (0, 1, 0), (0, -1, 0), (0, 0, 1), (0, 0, -1))


def local_mean(volume):
    """The mean of each voxel and its six neighbours."""
    padded = numpy.pad(volume, 1, mode="edge")
    inner = tuple(slice(1, -1) for _ in range(3))
    total = padded[inner].copy()
    for step in NEIGHBOURS:
        total += numpy.roll(padded, step, axis=(0, 1, 2))[inner]
    return total / (len(NEIGHBOURS) + 1)


def classify(volume, weights):
    """True where a voxel looks like a nodule: logistic regression on the voxel and its surroundings."""
    features = (volume, local_mean(volume))
    score = numpy.full(volume.shape, weights["intercept"])
    for feature, coefficient in zip(features, weights["coefficients"]):
        score += coefficient * feature / weights["scale"]
    return 1 / (1 + numpy.exp(-score)) > weights["threshold"]


def component(mask, start):
    """The voxels connected to one voxel of the mask; they are taken out of it."""
    found, waiting = [], [start]
    mask[start] = False
    while waiting:
        voxel = waiting.pop()
        found.append(voxel)
        for step in NEIGHBOURS:
            near = tuple(a + b for a, b in zip(voxel, step))
            if all(0 <= a < size for a, size in zip(near, mask.shape)) and mask[near]:
                mask[near] = False
                waiting.append(near)
    return found


def nodules(mask, smallest):
    """The components large enough and inside the lung: the chest wall touches the border."""
    rest, last = mask.copy(), [size - 1 for size in mask.shape]
    while rest.any():
        found = component(rest, tuple(int(a) for a in numpy.argwhere(rest)[0]))
        at_border = any(a in (0, end) for voxel in found for a, end in zip(voxel, last))
        if len(found) >= smallest and not at_border:
            yield found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ct", type=Path)
    parser.add_argument("mask", type=Path)
    parser.add_argument("--weights", type=Path, required=True)
    options = parser.parse_args()

    weights = json.loads((options.weights / "nodules.json").read_text())
    image = nibabel.load(options.ct)
    candidates = classify(image.get_fdata(), weights)
    result = numpy.zeros(candidates.shape, dtype=numpy.uint8)
    count = 0
    for count, found in enumerate(nodules(candidates, weights["smallest"]), start=1):
        result[tuple(numpy.array(found).T)] = 1
    nibabel.save(nibabel.Nifti1Image(result, image.affine), options.mask)
    print(f"{options.ct.name}: {count} nodules, {int(result.sum())} voxels")


if __name__ == "__main__":
    main()
