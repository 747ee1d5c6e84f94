"""Do texts come back as they were meant from the files for compose and Kubernetes? Asks on many that are hard to quote."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import manifests
import tools
from verdict import Broken, ended

ROUNDS, VALUES = 4, 150
PIECES = ["$", "$$", "${X}", "$(X)", "$$(X)", "${X:-y}", '"', "'", "\\", "\\n", ": ", " #", "#", "- ", "? ", "!", "&a", "*a", "|", ">", "%", "@",
          "`", "{", "}", "[", "]", ",", "yes", "no", "null", "~", "1e3", "0x1f", "2024-01-01", " ", "  ", "\t", "=", "é", "☃", "𝄞", "\u2028", "\u2029",
          "\u00a0", "\u0085", "\ufeff", "%{x}", "<<", "---", "..."]


def value(chance: random.Random) -> str:
    pieces = [chance.choice(PIECES) if chance.random() < 0.7 else chr(chance.randrange(0x20, 0x7F)) for _ in range(chance.randrange(1, 9))]
    return "".join(pieces)


def as_string(text: str) -> str:
    """A string of the language."""
    told = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "$": "$$"}
    return '"' + "".join(told.get(c, c if c.isprintable() else f"\\u{{{ord(c):x}}}") for c in text) + '"'


def wrong(values: dict[str, str], folder: Path, program: str) -> list[str]:
    rows = "\n".join(f"    env {name}={as_string(text)}" for name, text in values.items())
    (folder / "model.box").write_text(
        'image acme/quoted:1.0 {\n  from debian:bookworm-slim\n  allow unpinned debian:bookworm-slim "a test"\n  launch {\n' + rows + "\n  }\n}\n")
    done = subprocess.run([program, "compile", "--emit=compose,kubernetes"], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise Broken(f"the spec does not compile: {done.stderr[-2000:]}")
    project, error = manifests.loaded("compose", folder / "compose.yaml")
    if error:
        return [f"compose: {error}"]
    objects, error = manifests.loaded("kubernetes", folder / "kubernetes.yaml")
    if error:
        return [f"kubernetes: {error}"]
    service = project["services"]["quoted"]["environment"]
    (job,) = [one for one in objects if one["kind"] == "Job"]
    pod = {one["name"]: one["value"] for one in job["spec"]["template"]["spec"]["containers"][0]["env"]}
    found = []
    for name, text in values.items():
        if service[name] != text:
            found.append(f"compose reads {service[name]!r} where {text!r} is meant")
        # Two dollar signs are one, and one before a bracket would be a variable.
        if pod[name].replace("$$", "\0").count("$(") or pod[name].replace("$$", "$") != text:
            found.append(f"kubernetes reads {pod[name]!r} where {text!r} is meant")
    return found


def judge() -> int:
    seed = int(os.environ.get("BOXWRIGHT_SEED", "20240611"))
    program = os.environ.get("BOXWRIGHT") or str(tools.HERE.parent.parent / "build/release/boxwright")
    found: list[str] = []
    for count in range(ROUNDS):
        chance = random.Random(seed + count)
        with tempfile.TemporaryDirectory(prefix="boxwright-quoting-") as name:
            found += wrong({f"V{i}": value(chance) for i in range(VALUES)}, Path(name), program)
    for line in found:
        print(line)
    print(f"quoting: {ROUNDS * VALUES} texts, {len(found)} read otherwise; BOXWRIGHT_SEED={seed}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(ended("quoting", judge))
