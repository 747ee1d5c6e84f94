"""The layers that the stub knows."""

from . import Tensor


class Module:
    """A layer: its parameters have names and shapes, and calling it computes."""

    shapes = {}

    def __call__(self, x):
        return self.forward(x)

    def eval(self):
        return self

    def named_layers(self):
        return {"": self}

    def load_state_dict(self, state):
        state = dict(state)
        for layer, module in self.named_layers().items():
            for name, shape in module.shapes.items():
                key = f"{layer}.{name}" if layer else name
                if key not in state or state[key].shape != tuple(shape):
                    raise RuntimeError(f"missing or of the wrong shape: {key}")
                setattr(module, name, state.pop(key))
        if state:
            raise RuntimeError(f"unexpected: {', '.join(state)}")


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = layers

    def named_layers(self):
        return {str(i): layer for i, layer in enumerate(self.layers)}

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


class Conv2d(Module):
    def __init__(self, inputs, outputs, kernel, stride=1, padding=0):
        self.inputs, self.outputs = inputs, outputs
        self.kernel, self.stride, self.padding = kernel, stride, padding
        self.shapes = {"weight": (outputs, inputs, kernel, kernel), "bias": (outputs,)}

    def forward(self, x):
        count, channels, height, width = x.shape
        rows = (height + 2 * self.padding - self.kernel) // self.stride + 1
        columns = (width + 2 * self.padding - self.kernel) // self.stride + 1
        kernels = list(zip(self.weight.tolist(), self.bias.tolist()))
        result = []
        for picture in x.tolist():
            blank = [0.0] * (width + 2 * self.padding)
            side = [0.0] * self.padding
            padded = [
                [blank] * self.padding + [side + row + side for row in plane] + [blank] * self.padding
                for plane in picture
            ]
            patches = [
                [
                    value
                    for plane in padded
                    for row in plane[y * self.stride : y * self.stride + self.kernel]
                    for value in row[c * self.stride : c * self.stride + self.kernel]
                ]
                for y in range(rows)
                for c in range(columns)
            ]
            for kernel, bias in kernels:
                flat = [value for plane in kernel for row in plane for value in row]
                result += [sum(map(float.__mul__, flat, patch), bias) for patch in patches]
        return Tensor(result, [count, self.outputs, rows, columns])


class ReLU(Module):
    def forward(self, x):
        return Tensor([max(0.0, value) for value in x.flat], x.shape)


class AdaptiveAvgPool2d(Module):
    def __init__(self, size):
        if size != 1:
            raise NotImplementedError("the stub averages whole planes only")

    def forward(self, x):
        count, channels, height, width = x.shape
        plane = height * width
        means = [sum(x.flat[i : i + plane]) / plane for i in range(0, len(x.flat), plane)]
        return Tensor(means, [count, channels, 1, 1])


class Flatten(Module):
    def forward(self, x):
        return Tensor(x.flat, [x.shape[0], len(x.flat) // x.shape[0]])


class Linear(Module):
    def __init__(self, inputs, outputs):
        self.outputs = outputs
        self.shapes = {"weight": (outputs, inputs), "bias": (outputs,)}

    def forward(self, x):
        weights = list(zip(self.weight.tolist(), self.bias.tolist()))
        result = [
            sum((w * v for w, v in zip(row, values)), bias)
            for values in x.tolist()
            for row, bias in weights
        ]
        return Tensor(result, [x.shape[0], self.outputs])
