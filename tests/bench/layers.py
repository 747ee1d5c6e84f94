#!/usr/bin/env python3
"""What an image adds to its base: `layers.py ARCHIVE REGISTRY BASE` prints bytes, layers and wasted bytes as JSON.

ARCHIVE is what `docker save` writes, BASE a name like debian:bookworm-slim in the REGISTRY. Bytes are those of the files,
as they lie unpacked. Wasted is what dive calls so: where several layers hold the same path, all that they hold of it is
wasted, and where one layer removes what another brought, so is what was removed; here that holds for the files of a removed
folder, too. Layers of the base are not judged, and a file of the base that is written again or removed once is no waste of
ours: that cannot be done in fewer layers.
"""

import collections
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "engine"))
from image_archive import OPAQUE, WHITEOUT, Image, base_config


class Waste:
    """Follows the paths through our layers: how often each was written or removed, and with how many bytes."""

    def __init__(self):
        self.present = {}
        self.times = collections.Counter()
        self.bytes = collections.Counter()

    def note(self, path, size):
        self.times[path] += 1
        self.bytes[path] += size

    def remove(self, path):
        for held in [held for held in self.present if held == path or held.startswith(path + "/")]:
            self.note(held, self.present.pop(held))

    def add(self, layer):
        """Takes one layer and returns the bytes of its files."""
        written = {}
        for entry in layer:
            path = entry.name.removeprefix("./").strip("/")
            folder, _, leaf = path.rpartition("/")
            if leaf == OPAQUE or entry.isdir():
                continue
            if leaf.startswith(WHITEOUT):
                self.remove(f"{folder}/{leaf.removeprefix(WHITEOUT)}".lstrip("/"))
            else:
                written[path] = entry.size if entry.isreg() else 0
        for path, size in written.items():
            self.note(path, size)
        self.present.update(written)
        return sum(written.values())

    def wasted(self):
        return {path: self.bytes[path] for path, times in self.times.items() if times > 1 and self.bytes[path]}


def measure(image):
    waste, size = Waste(), 0
    for layer in image.layers():
        size += waste.add(layer)
    wasted = waste.wasted()
    worst = sorted(wasted, key=wasted.get, reverse=True)[:3]
    return {"bytes": size, "layers": len(image.layer_names), "wasted": sum(wasted.values()), "worst": worst}


if __name__ == "__main__":
    print(json.dumps(measure(Image(sys.argv[1], base_config(sys.argv[2], sys.argv[3])))))
