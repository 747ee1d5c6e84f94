"""Names what is in each picture of some CIFAR-10 files."""

import argparse

from cifar10 import data, net


def main():
    parser = argparse.ArgumentParser(prog="predict", description=__doc__)
    parser.add_argument("files", nargs="+", help=".bin files or folders of them")
    parser.add_argument("--weights", default=net.WEIGHTS)
    options = parser.parse_args()

    model = net.load(options.weights)
    number = 0
    for labels, pictures in data.batches(data.read(options.files), size=100):
        for label, guess in zip(labels, net.classify(model, pictures)):
            number += 1
            print(f"{number}\t{data.CLASSES[guess]}\t(is {data.CLASSES[label]})")


if __name__ == "__main__":
    main()
