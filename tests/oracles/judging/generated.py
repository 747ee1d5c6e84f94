"""Judges what generated specs compile to. Such a spec waives nothing, so that a finding is covered where the compiler itself
warns of the same: where a rule that it reports for the spec has the finding's id in lint/rules.def."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from pathlib import Path

import tools
from session import Session
from subjects import collect
from verdict import Broken, Finding, Unavailable, Unfetched

RULES = tools.HERE.parent.parent / "compiler/lint/rules.def"


def foreign_ids() -> dict[str, set[str]]:
    """The ids that others have for what a rule finds."""
    rows = re.findall(r'^(?:RULE\(|CHECK\(\w+,\s*)("(?:[^"\\]|\\.)*"(?:,?\s*"(?:[^"\\]|\\.)*")*)\)', RULES.read_text(), re.M)
    result = {}
    for row in rows:
        name, _, foreign, *_ = re.findall(r'"((?:[^"\\]|\\.)*)"', row)
        result[name] = {one.replace("DS-0", "DS") for one in foreign.split()}
    return result


def reported(folder: Path) -> set[str]:
    return set(re.findall(r"(?:warning|error)\[([a-z-]+)\]", (folder / "expected/diagnostics.txt").read_text()))


def main() -> int:
    root = Path(sys.argv[1]).resolve()
    started = time.monotonic()
    try:
        ids = foreign_ids()
        tree = collect(root)
        outcome = Session(tree).run()
    except Unavailable as reason:
        print(f"generated: {'failed to get' if isinstance(reason, Unfetched) else 'skipped'}: {reason}", file=sys.stderr)
        return 2 if isinstance(reason, Unfetched) else 77
    except Broken as fault:
        print(f"generated: broken: {fault}", file=sys.stderr)
        return 2
    covered: Counter[str] = Counter()
    left: list[Finding] = []
    for finding in outcome.findings:
        case = root / Path(*Path(finding.path).parts[:4])
        rules = [rule for rule in reported(case) if finding.rule in ids.get(rule, set())]
        if rules:
            covered[f"{finding.judge} {finding.rule} by {rules[0]}"] += 1
        else:
            left.append(finding)
    for finding in left[:200]:
        print(finding)
    print(f"generated: {len(tree.dockerfiles)} Dockerfiles, {len(tree.scripts)} scripts, {len(tree.ignore_files)} ignore files; "
          f"{time.monotonic() - started:.0f} s")
    for name, count in sorted(covered.items()):
        print(f"  {count} findings of {name}, of which the compiler warns too")
    print(f"generated: {len(left)} findings")
    for judge, reason in sorted(outcome.skipped.items()):
        print(f"generated: {'failed to get' if isinstance(reason, Unfetched) else 'skipped'} {judge}: {reason}", file=sys.stderr)
    if left:
        return 1
    return 2 if any(isinstance(one, Unfetched) for one in outcome.skipped.values()) else 77 if outcome.skipped else 0


if __name__ == "__main__":
    sys.exit(main())
