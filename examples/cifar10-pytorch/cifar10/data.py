"""Pictures: CIFAR-10's binary files, and drawn ones to try everything without them.

A record is one byte, the class, and 3072 bytes: 32 x 32 pixels of red, then green, then blue
(the "binary version" at https://www.cs.toronto.edu/~kriz/cifar.html).
"""

import random
from pathlib import Path

import torch

CLASSES = (
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
)
SIDE = 32
RECORD = 1 + 3 * SIDE * SIDE
COLOURS = (
    (110, 170, 230), (200, 40, 40), (150, 200, 250), (220, 150, 60), (120, 80, 40),
    (90, 90, 90), (60, 160, 60), (170, 110, 70), (30, 70, 150), (230, 200, 50),
)


def draw(label, dice):
    """A record that stands for a photograph: stripes and checks in the colour of the class."""
    wide, shift, noise = 2 + label % 4, dice.randrange(8), 25
    planes = []
    for channel in COLOURS[label]:
        for y in range(SIDE):
            for x in range(SIDE):
                across = (x + shift) // wide % 2 if label % 2 else 0
                down = (y + shift) // wide % 2 if label % 3 else 0
                value = channel - 40 * (across ^ down) + dice.randint(-noise, noise)
                planes.append(max(0, min(255, value)))
    return bytes([label]) + bytes(planes)


def drawn(count, seed):
    """Records of all classes in turn; the same for the same seed."""
    dice = random.Random(seed)
    return b"".join(draw(number % len(CLASSES), dice) for number in range(count))


def read(paths):
    """The records of CIFAR-10 files, or of the .bin files in folders."""
    files = []
    for path in map(Path, paths):
        files += sorted(path.glob("*.bin")) if path.is_dir() else [path]
    try:
        records = b"".join(file.read_bytes() for file in files)
    except OSError as error:
        raise SystemExit(error) from error
    if not records or len(records) % RECORD:
        raise SystemExit(f"no CIFAR-10 records in {', '.join(map(str, paths))}")
    return records


def batches(records, size):
    """Pairs of labels and pictures, the pictures as a tensor with values from 0 to 1."""
    for start in range(0, len(records), size * RECORD):
        some = [
            records[at:at + RECORD]
            for at in range(start, min(start + size * RECORD, len(records)), RECORD)
        ]
        pixels = bytearray(b"".join(record[1:] for record in some))
        pictures = torch.frombuffer(pixels, dtype=torch.uint8).reshape(len(some), 3, SIDE, SIDE)
        yield [record[0] for record in some], pictures / 255
