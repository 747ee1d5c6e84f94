"""Trains the network on CIFAR-10 files or, without any, on drawn pictures."""

import argparse
import random
from pathlib import Path

import torch
from torch import nn

from cifar10 import data, net


def shuffled(records, dice):
    parts = [records[at:at + data.RECORD] for at in range(0, len(records), data.RECORD)]
    dice.shuffle(parts)
    return b"".join(parts)


def main():
    parser = argparse.ArgumentParser(prog="train", description=__doc__)
    parser.add_argument("files", nargs="*", help=".bin files or folders of them")
    parser.add_argument("--out", type=Path, required=True, help="where the weights go")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    dice = random.Random(options.seed)
    records = data.read(options.files) if options.files else data.drawn(1000, seed=options.seed)
    model, loss_of = net.build(), nn.CrossEntropyLoss()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.01)
    for epoch in range(1, options.epochs + 1):
        losses = []
        for labels, pictures in data.batches(shuffled(records, dice), size=100):
            optimiser.zero_grad()
            loss = loss_of(model(pictures), torch.tensor(labels))
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
        print(f"epoch {epoch}: loss {sum(losses) / len(losses):.4f}", flush=True)
    net.save(model, options.out)
    print(f"wrote {options.out}")


if __name__ == "__main__":
    main()
