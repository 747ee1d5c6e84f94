from mhubio.core import Module


class ModelRunner(Module):
    """What a model's runner derives from."""
