"""Judges what generated specs compile to. A finding is covered where the compiler warns of the same, or the spec allows it: where a
rule that is reported or allowed has the finding's id in lint/rules.def."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from pathlib import Path

import tools
from session import Session
from subjects import collect
from verdict import Finding, Unfetched, ended

RULES = tools.HERE.parent.parent / "compiler/lint/rules.def"


def foreign_ids() -> dict[str, set[str]]:
    """The ids that others have for what a rule finds."""
    rows = re.findall(r'^(?:RULE\(|CHECK\(\w+,\s*)("(?:[^"\\]|\\.)*"(?:,?\s*"(?:[^"\\]|\\.)*")*)\)', re.sub(r'"\s+"', "", RULES.read_text()), re.M)
    result = {}
    for row in rows:
        name, _, foreign, *_ = re.findall(r'"((?:[^"\\]|\\.)*)"', row)
        result[name] = {one.replace("DS-0", "DS") for one in re.sub(r"\S+:", "", foreign).split()}
    return result


# What an option of a statement asks for in so many words.
BY_OPTION = {"(recommends": {"DL3015", "DS029"}}


def covered_ids(folder: Path, ids: dict[str, set[str]]) -> dict[str, str]:
    """Each id that the spec answers for, and by what."""
    spec = (folder / "model.box").read_text()
    rules = re.findall(r"(?:warning|error)\[([a-z-]+)\]", (folder / "expected/diagnostics.txt").read_text())
    rules += re.findall(r"\ballow ([a-z-]+)", spec)
    result = {one: rule for rule in rules for one in ids.get(rule, set())}
    return result | {one: option for option, found in BY_OPTION.items() if option in spec for one in found}


def judge() -> int:
    root = Path(sys.argv[1]).resolve()
    started = time.monotonic()
    ids = foreign_ids()
    tree = collect(root)
    outcome = Session(tree).run()
    covered: Counter[str] = Counter()
    left: list[Finding] = []
    for finding in outcome.findings:
        case = root / Path(*Path(finding.path).parts[:4])
        if by := covered_ids(case, ids).get(finding.rule):
            covered[f"{finding.judge} {finding.rule}: {by}"] += 1
        else:
            left.append(finding)
    for finding in left[:200]:
        print(finding)
    print(f"generated: {len(tree.dockerfiles)} Dockerfiles, {len(tree.scripts)} scripts, {len(tree.ignore_files)} ignore files; "
          f"{time.monotonic() - started:.0f} s")
    for name, count in sorted(covered.items()):
        print(f"  {count} findings that the spec answers for: {name}")
    print(f"generated: {len(left)} findings")
    for judge, reason in sorted(outcome.skipped.items()):
        print(f"generated: {'failed to get' if isinstance(reason, Unfetched) else 'skipped'} {judge}: {reason}", file=sys.stderr)
    if left:
        return 1
    return 2 if any(isinstance(one, Unfetched) for one in outcome.skipped.values()) else 77 if outcome.skipped else 0


if __name__ == "__main__":
    sys.exit(ended("generated", judge))
