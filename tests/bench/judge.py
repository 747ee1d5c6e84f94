#!/usr/bin/env python3
"""Judges what the engines did with one example.

    judge.py --list                         the gates, each with the sentence that it holds the example to
    judge.py GATE ENGINE EXAMPLE FOLDER     one of them; FOLDER is what measure.sh kept
"""

import json
import pathlib
import re
import sys

import progress
import touches

INSTALL = re.compile(r"\b(apt-get|pip3?|uv pip|conda) (-\S+ )*install\b")

# What a touch of a source file may execute, in the order in which it runs: the copy of that file and what reads it. Each is
# found in exactly one step; `[stage] text` is matched from its beginning. A WORKDIR behind it may run, too: it looks whether
# its folder is there, and writes nothing.
SOURCE_READERS = {
    # the script of MHub's base may read anything, and so may the check
    "mhub-model": (
        r"\[source-lung-nodules\] (ADD|RUN git init)",
        r"\[source-lung-nodules\] RUN .*rm -r /source/tests",
        r"\[image\] COPY --from=source-lung-nodules",
        r"\[image\] RUN buildutils/import_mhub_model.sh",
        r"\[check\] RUN",
    ),
    "radio-astronomy": (
        r"\[build\] COPY .*src /src",
        r"\[build\] RUN .*make$",
        r"\[image\] COPY --from=build",
        # behind it, and as likely to change; in a folder of the system no copy is linked
        r"\[image\] COPY .*telescopes.tsv",
        r"\[check\] RUN",
    ),
    "mlem-server": (r"\[image\] COPY .*server.py", r"\[check\] RUN"),
    "streamlit-dashboard": (r"(\[final\] )?COPY .*app.py",),
    "cifar10-pytorch": (r"\[image\] COPY .*cifar10 /opt/cifar10/cifar10", r"\[check\] RUN"),
    "sales-figure": (r"\[image\] COPY .*figure.py", r"\[check\] RUN"),
}
# An engine without linked copies rebuilds all that stands behind a copy. There, what a spec writes as text may do so: it is
# small, and the cost model holds it to change more often than code.
TEXT_OF_THE_SPEC = re.compile(r"RUN (--network=none )?(mkdir -p \S+ && )?printf ")
# The installs that read what `requirements` touches.
INSTALLS_OF_REQUIREMENTS = {
    "mhub-model": r"numpy==1\.26\.4",
    "radio-astronomy": r"libcfitsio10",
    "mlem-server": r"requirements\.txt",
    "streamlit-dashboard": r"requirements\.txt",
    "cifar10-pytorch": r"torch==2\.5\.1",
    "sales-figure": r"requirements\.txt",
}


def foretold(path):
    """The steps that `boxwright diff` said would be rebuilt, as the engine names them."""
    steps = []
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        for layer in json.loads(line)["layers"]:
            if layer["action"] == "rebuild":
                steps.append((layer["stage"], layer["instruction"], layer["text"]))
    return steps


class Measured:
    """What measure.sh kept of an example or of its twin."""

    def __init__(self, folder, kind):
        self.folder = pathlib.Path(folder) / kind
        self.image = json.loads((self.folder / "layers.json").read_text(encoding="utf-8"))
        self.first = progress.read(self.folder / "first.log")
        self.touches = {touch: progress.read(self.folder / f"{touch}.log") for touch in touches.TOUCHES}


def flat(text):
    return " ".join(text.replace("\\\n", " ").split())


def listed(steps):
    return "".join(f"\n    {step}" for step in steps)


def rebuilds_nothing(touch):
    def judge(_engine, _example, ours, _twin):
        executed = ours.touches[touch].executed
        return f"it executed{listed(executed)}" if executed else ""

    return judge


def compare_with_expected(executed, expected):
    """Holds the steps that were executed to patterns of those that were to be; says what is too much or missing."""
    others = [step for step in executed if not any(re.match(pattern, str(step)) for pattern in expected)]
    missed = [pattern for pattern in expected if not any(re.match(pattern, str(step)) for step in executed)]
    if missed:
        return f"these were not executed: {', '.join(missed)}; executed were{listed(executed)}"
    return f"executed for nothing:{listed(others)}" if others else ""


def only_readers(engine, example, ours, _twin):
    work = [step for step in ours.touches["source"].executed if not step.text.startswith("WORKDIR ")]
    if engine == "docker":
        work = [step for step in work if not TEXT_OF_THE_SPEC.match(step.text)]
    return compare_with_expected(work, SOURCE_READERS[example])


def no_other_install(_engine, example, ours, _twin):
    wrong, own = [], 0
    for touch, build in ours.touches.items():
        for step in (step for step in build.executed if INSTALL.search(step.text)):
            if touch == "requirements" and re.search(INSTALLS_OF_REQUIREMENTS[example], step.text):
                own += 1
            else:
                wrong.append(f"after {touch}: {step}")
    if own != 1:
        return f"{own} installs read the touched requirements, not one"
    return f"installed again{listed(wrong)}" if wrong else ""


def as_foretold(_engine, _example, ours, _twin):
    """What an engine executed and what was foretold are the same steps. It leaves out the stage's name in a Dockerfile of one
    stage, and writes an instruction on one line, without its continuations."""
    for touch, build in ours.touches.items():
        said = {(stage, flat(text)) for stage, _, text in foretold(ours.folder / f"{touch}.diff")}
        did = {(step.stage, flat(step.text)) for step in build.executed}
        stages = {stage for stage, _ in did}
        if stages == {""}:
            said = {("", text) for _, text in said}
        if said != did:
            only = [f"{name}{listed(f'[{stage}] {text}' for stage, text in sorted(steps))}"
                    for name, steps in (("foretold, but not executed:", said - did), ("executed, but not foretold:", did - said)) if steps]
            return f"after {touch}: " + "\n".join(only)
    return ""


def no_waste(_engine, _example, ours, _twin):
    return f"{ours.image['wasted']} bytes, most in {', '.join(ours.image['worst'])}" if ours.image["wasted"] else ""


def no_larger(_engine, _example, ours, twin):
    sizes = ours.image["bytes"], twin.image["bytes"]
    return f"{sizes[0]} bytes over the base, the twin {sizes[1]}" if sizes[0] > sizes[1] else ""


GATES = {
    "nothing": ("without a touch, building again executes nothing", rebuilds_nothing("nothing")),
    "source": ("a source file's touch executes its copy and what reads it, and nothing else", only_readers),
    "installs": ("no touch but that of its own input makes apt or pip install again", no_other_install),
    "label": ("a label's touch executes nothing", rebuilds_nothing("label")),
    "launch": ("a touch of the launch block executes nothing", rebuilds_nothing("launch")),
    "diff": ("what `boxwright diff` foretold is what the engine executed, after every touch", as_foretold),
    "waste": ("our own layers waste no byte", no_waste),
    "size": ("it is no larger than its naive twin", no_larger),
}


def main(words):
    if words == ["--list"]:
        print("\n".join(f"{gate}\t{sentence}" for gate, (sentence, _) in GATES.items()))
        return 0
    if len(words) != 4 or words[0] not in GATES:
        print(__doc__, file=sys.stderr)
        return 2
    gate, engine, example, folder = words
    if example not in SOURCE_READERS:
        raise SystemExit(f"judge.py: nothing is known of {example}")
    complaint = GATES[gate][1](engine, example, Measured(folder, "ours"), Measured(folder, "twin"))
    if complaint:
        print(complaint)
    return 1 if complaint else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
