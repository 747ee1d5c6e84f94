"""mhub.run --workflow NAME | --config FILE: the workflow of the imported model, over every .nii in /app/data/input_data.

The framework's own steps (import, conversion, sorting) are left out; the model's run, and their files are handed over.
"""

import argparse
import importlib
import shutil
import sys
from pathlib import Path

from mhubio.core import Instance, InstanceData

APP = Path("/app")


def steps(config):
    """The names in the list `execute:`."""
    names, inside = [], False
    for line in config.read_text(encoding="utf-8").splitlines():
        if line.startswith("execute:"):
            inside = True
        elif inside and line.lstrip().startswith("- "):
            names.append(line.split("- ", 1)[1].strip())
        elif line.strip():
            inside = False
    return names


def run(module, scan, work):
    """One step of the model on one scan."""
    task = module.task
    inputs = {name: InstanceData(str(scan)) for name in task.inputs}
    outputs = {name: InstanceData(str(work / path)) for name, path in task.outputs.items()}
    task(Instance(str(work)), **inputs, **outputs)


def main():
    parser = argparse.ArgumentParser(prog="mhub.run")
    parser.add_argument("--workflow", default="default")
    parser.add_argument("--config", type=Path)
    parser.add_argument("--utility", action="store_true", help="say what this image is")
    options = parser.parse_args()
    if options.utility:
        print("a stand-in for MHub's base image")
        return
    config = options.config or next(APP.glob(f"models/*/config/{options.workflow}.yml"), None)
    if config is None:
        sys.exit(f"no model here has a workflow called {options.workflow}")
    model = importlib.import_module(f"models.{config.parts[-3]}.utils")
    scans = sorted((APP / "data/input_data").glob("*.nii"))
    if not scans:
        sys.exit("/app/data/input_data holds no .nii")
    for scan in scans:
        work = APP / "data/sorted_data" / scan.stem
        work.mkdir(parents=True, exist_ok=True)
        for name in steps(config):
            if hasattr(model, name):
                run(getattr(model, name)(), scan, work)
        shutil.copytree(work, APP / "data/output_data" / scan.stem, dirs_exist_ok=True)


main()
