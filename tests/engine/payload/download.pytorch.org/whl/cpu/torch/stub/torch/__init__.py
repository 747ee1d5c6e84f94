"""A stand-in for PyTorch in tests that have no room for the real one (some 200 MB).

It computes the forward pass of small networks in plain Python, with PyTorch's names and results,
and does nothing else: no gradients, no devices, no other types.
"""

from contextlib import nullcontext
from math import prod

__version__ = "2.5.1+cpu.stub"
uint8 = "uint8"
no_grad = nullcontext


def __getattr__(name):
    raise AttributeError(f"the stub of PyTorch has no torch.{name}: it computes forward passes only")


class Tensor:
    """Numbers in one flat list, and a shape."""

    def __init__(self, flat, shape):
        self.flat, self.shape = flat, tuple(shape)
        if len(flat) != prod(self.shape):
            raise RuntimeError(f"shape {self.shape} is invalid for {len(flat)} values")

    def reshape(self, *shape):
        return Tensor(self.flat, shape)

    def __truediv__(self, number):
        return Tensor([value / number for value in self.flat], self.shape)

    def argmax(self, dim):
        if dim != 1 or len(self.shape) != 2:
            raise NotImplementedError("the stub knows argmax(dim=1) of a matrix only")
        rows = self.tolist()
        return Tensor([row.index(max(row)) for row in rows], [len(rows)])

    def sum(self):
        return Tensor([sum(self.flat)], [])

    def item(self):
        (value,) = self.flat
        return value

    def tolist(self):
        return _nested(self.flat, self.shape)


def _nested(flat, shape):
    if not shape:
        return flat[0]
    step = len(flat) // shape[0] if shape[0] else 0
    return [_nested(flat[i * step : (i + 1) * step], shape[1:]) for i in range(shape[0])]


def tensor(values):
    shape, flat = [], values if isinstance(values, list) else [values]
    if isinstance(values, list):
        shape.append(len(values))
    while flat and isinstance(flat[0], list):
        shape.append(len(flat[0]))
        flat = [value for inner in flat for value in inner]
    return Tensor(flat, shape)


def frombuffer(buffer, dtype):
    if dtype != uint8:
        raise NotImplementedError("the stub knows uint8 only")
    return Tensor(list(buffer), [len(buffer)])


from . import nn as nn  # noqa: E402 (it needs Tensor)
