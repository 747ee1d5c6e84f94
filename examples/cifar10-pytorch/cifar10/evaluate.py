"""Prints the accuracy on CIFAR-10 files or, without any, on drawn pictures."""

import argparse

import torch

from cifar10 import data, net


def main():
    parser = argparse.ArgumentParser(prog="evaluate", description=__doc__)
    parser.add_argument("files", nargs="*", help=".bin files or folders of them")
    parser.add_argument("--weights", default=net.WEIGHTS)
    parser.add_argument("--at-least", type=float, default=0, help="fail below this accuracy")
    options = parser.parse_args()

    records = data.read(options.files) if options.files else data.drawn(40, seed=2)
    model = net.load(options.weights)
    right = total = 0
    for labels, pictures in data.batches(records, size=100):
        guesses = net.classify(model, pictures)
        right += sum(guess == label for guess, label in zip(guesses, labels))
        total += len(labels)
    print(f"torch {torch.__version__}: {right} of {total} pictures, accuracy {right / total:.3f}")
    if right / total < options.at_least:
        raise SystemExit(f"accuracy below {options.at_least}")


if __name__ == "__main__":
    main()
