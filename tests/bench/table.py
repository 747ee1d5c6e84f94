#!/usr/bin/env python3
"""Prints the table of what was measured: table.py COMMAND FOLDER, where FOLDER/ENGINE/EXAMPLE is what measure.sh kept."""

import datetime
import pathlib
import re
import sys

import judge
import touches

ENGINES = {
    "buildkit": "BuildKit, the default dialect",
    "docker": "Docker 20.10, `--dialect=portable`",
}
# How probable the model (docs/cost.md) holds a change of what each touch edits; it says nothing of labels and launches.
CODE, MANIFEST, WEIGHTS, SOURCE, PINNED = 0.50, 0.08, 0.04, 0.02, 0.01
CHANCES = {
    "mhub-model": {"source": SOURCE, "requirements": PINNED, "weight": WEIGHTS},
    "radio-astronomy": {"source": CODE, "requirements": PINNED, "weight": CODE},
    "mlem-server": {"source": CODE, "requirements": MANIFEST, "weight": WEIGHTS},
    "streamlit-dashboard": {"source": CODE, "requirements": MANIFEST, "weight": SOURCE},
    "cifar10-pytorch": {"source": CODE, "requirements": PINNED, "weight": WEIGHTS},
    "sales-figure": {"source": CODE, "requirements": MANIFEST, "weight": SOURCE},
}
HEAD = """# Measured builds

`{command}` wrote this page on {date}, with {versions}.

Each example is built, and beside it the Dockerfile of the lesson that it corrects (`twins/`), from the same files. Then each
is built again after one small edit, and what the engine executes, and does not take from its cache, is counted. What an
earlier run built is in the caches; the edits are new each time.

- **bytes** and **layers** are those over the base image, **wasted** is what several layers hold or what one brings and
  another removes, after dive's formula; **context** is what the client sent for the first build.
- The touches: *nothing*; one *source* file, or a new commit of the source that is cloned; the *requirements*, which are
  packages of apt in radio-astronomy; a *weight*, or the table or list that takes its place; a *label*; the *launch* block of
  the spec, in the twin the line of the Dockerfile that is about its start. A cell holds the steps that were executed.
- **expected** is the sum of chance × seconds over the touches, with the chances of `docs/cost.md` and without the seconds
  that a build takes which executes nothing; **by the model** is what the remarks of the pass `schedule` say.
- A twin pins nothing that it downloads: the same bytes can change behind its address, and it does not notice.
"""


def amount(size):
    for unit in ("B", "kB", "MB"):
        if size < 1000 or unit == "MB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000


def row(cells):
    return "| " + " | ".join(cells) + " |"


def rows_of(folder):
    for example in sorted(path for path in folder.iterdir() if path.is_dir()):
        if not (example / "complete").exists():
            raise SystemExit(f"table.py: {example.name} was not built to the end with {folder.name}")
        for kind, name in (("ours", example.name), ("twin", "its twin")):
            if (example / kind).exists():
                yield example.name, name, judge.Measured(example, kind)


def counts(folder):
    heads = ("", "bytes", "layers", "wasted", "context", *touches.TOUCHES)
    yield row(heads)
    yield row(["---"] + ["---:"] * (len(heads) - 1))
    for _, name, measured in rows_of(folder):
        image = measured.image
        steps = (str(len(measured.touches[touch].executed)) for touch in touches.TOUCHES)
        yield row((name, amount(image["bytes"]), str(image["layers"]), amount(image["wasted"]), amount(measured.first.context_bytes), *steps))


def by_the_model(folder):
    """What the remarks of the schedule say of the order that was built, over all stages."""
    if not (folder / "remarks").exists():
        return ""
    which = "before" if (folder.parent.parent / "code-first").exists() else "on average"
    costs = re.findall(rf"([0-9.]+) MB {which}", (folder / "remarks").read_text(encoding="utf-8"))
    return f"{sum(map(float, costs)):.1f} MB"


def seconds(folder):
    yield row(("seconds", *touches.TOUCHES, "expected", "by the model"))
    yield row(["---"] + ["---:"] * (len(touches.TOUCHES) + 2))
    for example, name, measured in rows_of(folder):
        spent = {touch: build.seconds for touch, build in measured.touches.items()}
        expected = sum(chance * (spent[touch] - spent["nothing"]) for touch, chance in CHANCES[example].items())
        yield row((name, *(f"{spent[touch]:.1f}" for touch in touches.TOUCHES), f"{expected:.2f}", by_the_model(measured.folder)))


def main(command, folder):
    engines = [pathlib.Path(folder, engine) for engine in ENGINES if pathlib.Path(folder, engine).is_dir()]
    parts = [version for engine in engines for version in (engine / "versions").read_text(encoding="utf-8").strip().split(", ")]
    versions = " and ".join(dict.fromkeys(parts))
    lines = [HEAD.format(command=command, date=datetime.date.today().isoformat(), versions=versions)]
    for engine in engines:
        lines += [f"## {ENGINES[engine.name]}", "", *counts(engine), "", *seconds(engine), ""]
    print("\n".join(lines[:-1]))


if __name__ == "__main__":
    main(*sys.argv[1:])
