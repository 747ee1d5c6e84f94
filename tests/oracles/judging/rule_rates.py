"""How often does each rule about steps fire on the commands of public Dockerfiles?

Each RUN of the Dockerfiles that shell_agreement reads, or of those of corpus.txt, becomes the `run` of an image of its own, on
a Debian base.
"""

from __future__ import annotations

import argparse
import collections
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import corpus
import packages
import shell_agreement
import tools
from verdict import Broken, ended

BASE = "debian:bookworm-slim@sha256:" + "0123456789abcdef" * 4
FENCE = '"' * 8


def found_runs() -> list[shell_agreement.Run]:
    found = []
    for registry, name, version, checksum in shell_agreement.listed():
        for path, text in shell_agreement.files(packages.archive(registry, name, version, checksum)):
            if shell_agreement.is_for_shell(text):
                found += shell_agreement.runs(f"{name}@{version}: {path}", text)
    return found


def usable(found: list[shell_agreement.Run]) -> list[shell_agreement.Run]:
    return [run for run in found if run.text.strip() and FENCE not in run.text and "\0" not in run.text]


def spec(run: shell_agreement.Run) -> str:
    lines = "".join(f"  {line}\n" for line in run.text.split("\n"))
    return f"image a/b {{\n  from {BASE}\n  run {FENCE}\n{lines}  {FENCE}\n}}\n"


def findings(compiler: Path, run: shell_agreement.Run, folder: Path) -> list[dict]:
    (folder / "model.box").write_text(spec(run))
    done = subprocess.run([compiler, "check", "--message-format=json", "model.box"], cwd=folder, capture_output=True, text=True)
    if done.returncode > 1:
        raise Broken(f"{run.place}: the compiler ended with {done.returncode}: {done.stderr}")
    return [json.loads(line) for line in (done.stdout + done.stderr).splitlines() if line.startswith("{")]


def judge() -> int:
    parser = argparse.ArgumentParser(prog="rule_rates", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="print this many findings, evenly from all rules")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the Dockerfiles of corpus.txt, in the repositories of DIR, instead")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    compiler = Path(os.environ.get("BOXWRIGHT") or tools.HERE.parent.parent / "build/release/boxwright").resolve()
    if asked.corpus:
        everything = usable([run for repository, files in corpus.listed().items() for run in corpus.runs(asked.corpus, repository, files)])
    else:
        everything = usable(found_runs())
    by_rule: dict[str, list[str]] = collections.defaultdict(list)
    errors = 0
    with tempfile.TemporaryDirectory() as folder:
        for run in everything:
            said = findings(compiler, run, Path(folder))
            errors += any(one["severity"] == "error" for one in said)
            for one in said:
                if one["severity"] != "error":
                    by_rule[one["code"]].append(f"{run.place}\n  {one['message']}\n  of: {run.text}\n")
    print(f"{len(everything)} RUNs; {errors} are no `run` of a spec")
    for rule, places in sorted(by_rule.items(), key=lambda one: -len(one[1])):
        print(f"  {rule:<20} {len(places):>5}")
    chance = random.Random(asked.seed)
    left = {rule: chance.sample(places, len(places)) for rule, places in sorted(by_rule.items())}
    taken = 0
    while taken < asked.sample and any(left.values()):
        for rule, places in left.items():
            if places and taken < asked.sample:
                print(f"\n[{rule}] {places.pop()}", end="")
                taken += 1
    return 0


if __name__ == "__main__":
    sys.exit(ended("rule-rates", judge))
