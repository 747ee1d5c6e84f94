"""A small convolutional network for CIFAR-10: train it, measure it, ask it."""
