"""The part of MHub's framework that a model's runner needs: decorators that say what a task takes and gives."""

import subprocess


class Instance:
    """One case and its folder."""

    def __init__(self, abspath):
        self.abspath = abspath


class InstanceData:
    """One file of a case."""

    def __init__(self, abspath):
        self.abspath = abspath


class IO:
    """Decorators that only take notes, for the run to read."""

    @staticmethod
    def Config(name, _kind, default, the=""):
        def note(module):
            setattr(module, name, default)
            return module

        return note

    @staticmethod
    def Instance(the=""):
        return lambda task: task

    @staticmethod
    def Input(name, wanted, the=""):
        return IO._note("inputs", name, wanted)

    @staticmethod
    def Output(name, path, _kind, data="", bundle="", the=""):
        return IO._note("outputs", name, path)

    @staticmethod
    def _note(table, name, value):
        def note(task):
            setattr(task, table, {**getattr(task, table, {}), name: value})
            return task

        return note


class Module:
    """One step of a workflow."""

    def v(self, *words):
        print(*words, flush=True)

    def subprocess(self, command, text=True):
        subprocess.run(command, check=True, text=text)
