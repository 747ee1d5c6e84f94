"""The command line of tests/oracles/run."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import selftest
import tools
from session import Outcome, Session
from subjects import Tree, collect
from verdict import Broken, Unavailable

OK, FINDINGS, BROKEN, SKIPPED = 0, 1, 2, 77


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/oracles/run", description="Judges expected Dockerfiles, ignore files and launch scripts.")
    parser.add_argument("--root", type=Path, default=tools.HERE.parent.parent, help="the checkout to judge (this one)")
    parser.add_argument("--explain", action="store_true", help="say what was judged, by whom, and what was waived")
    parser.add_argument("--no-selftest", action="store_true", help="leave out the proof that the judges find anything")
    parser.add_argument("--selftest-only", action="store_true", help="judge the self-test's files and nothing else")
    parser.add_argument("--where", choices=["buildkit-judge", "policy-judge"], help="build the program if need be and print its path")
    return parser.parse_args()


def explain(tree: Tree, outcome: Outcome, seconds: float) -> None:
    places = sum(len(subject.places) for subject in tree.dockerfiles)
    print(f"{places} Dockerfiles, {len(tree.dockerfiles)} of them distinct; {len(tree.ignore_files)} distinct ignore files, "
          f"{len(tree.scripts)} distinct scripts, {len(tree.cases)} cases; {seconds:.0f} s")
    for judge in sorted(outcome.judged):
        waived = f", {outcome.waived[judge]} findings waived" if outcome.waived[judge] else ""
        print(f"  {judge}: {outcome.judged[judge]} texts judged{waived}")
    for note in outcome.notes:
        print(f"  {note}")


def skipped(reasons: dict[str, str]) -> None:
    for judge in sorted(reasons):
        print(f"oracles: skipped {judge}: {reasons[judge]}", file=sys.stderr)


def prove() -> tuple[int, dict[str, str]]:
    wrong, reasons = selftest.run()
    for line in wrong:
        print(f"oracles: self-test: {line}", file=sys.stderr)
    return (BROKEN if wrong else OK), reasons


def judge(arguments: argparse.Namespace) -> int:
    unjudged: dict[str, str] = {}
    if not arguments.no_selftest:
        status, unjudged = prove()
        if status != OK or arguments.selftest_only:
            skipped(unjudged)
            return status or (SKIPPED if unjudged else OK)
    started = time.monotonic()
    tree = collect(arguments.root.resolve())
    if not tree.dockerfiles:
        print(f"oracles: no expected Dockerfile below {arguments.root}: there is nothing to judge", file=sys.stderr)
        return FINDINGS
    outcome = Session(tree).run()
    for finding in outcome.findings:
        print(finding)
    if arguments.explain:
        explain(tree, outcome, time.monotonic() - started)
    skipped(unjudged | outcome.skipped)
    if outcome.findings:
        print(f"oracles: {len(outcome.findings)} findings", file=sys.stderr)
        return FINDINGS
    return SKIPPED if unjudged or outcome.skipped else OK


def main() -> int:
    arguments = options()
    try:
        if arguments.where:
            print(tools.go_program(arguments.where))
            return OK
        return judge(arguments)
    except Unavailable as reason:
        print(f"oracles: skipped: {reason}", file=sys.stderr)
        return SKIPPED
    except Broken as fault:
        print(f"oracles: broken: {fault}", file=sys.stderr)
        return BROKEN
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
