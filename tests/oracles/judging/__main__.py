"""The command line of tests/oracles/run."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import selftest
import tools
from session import Outcome, Session
from subjects import Subject, Tree, collect
from verdict import Broken, Unavailable, Unfetched
from versions import version_of

OK, FINDINGS, BROKEN, SKIPPED = 0, 1, 2, 77


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/oracles/run", description="Judges expected Dockerfiles, ignore files and launch scripts.")
    parser.add_argument("--root", type=Path, default=tools.HERE.parent.parent, help="the checkout to judge (this one)")
    parser.add_argument("--no-selftest", action="store_true", help="leave out the proof that the judges find anything")
    parser.add_argument("--selftest-only", action="store_true", help="judge the self-test's files and nothing else")
    parser.add_argument("--where", choices=["buildkit-judge", "policy-judge", "manifest-judge"], help="build the program if need be and print its path")
    return parser.parse_args()


def summarise(tree: Tree, outcome: Outcome, seconds: float) -> None:
    """What was judged, by whom, and what was waived."""
    def amount(what: str, subjects: list[Subject]) -> str:
        return f"{sum(len(subject.places) for subject in subjects)} {what} ({len(subjects)} distinct)"

    print(f"oracles: {amount('Dockerfiles', tree.dockerfiles)}, {amount('ignore files', tree.ignore_files)}, "
          f"{amount('scripts', tree.scripts)}, {amount('compose files', tree.compose_files)}, "
          f"{amount('Kubernetes files', tree.kubernetes_files)} of {len(tree.cases)} cases; {seconds:.0f} s")
    for judge in sorted(outcome.judged):
        rules = ", ".join(f"{rule} {count}" for (by, rule), count in sorted(outcome.waived.items()) if by == judge)
        waived = f"; findings waived: {rules}" if rules else ""
        print(f"  {judge} {version_of(judge)}: {outcome.judged[judge]} texts{waived}")
    for note in outcome.notes:
        print(f"  {note}")
    print(f"oracles: {len(outcome.findings)} findings, {sum(outcome.waived.values())} waived", flush=True)


def unjudged(reasons: dict[str, Unavailable]) -> int:
    """Says which judges were not asked, and why; gives the status for that."""
    for judge, reason in sorted(reasons.items()):
        print(f"oracles: {'failed to get' if isinstance(reason, Unfetched) else 'skipped'} {judge}: {reason}", file=sys.stderr)
    if any(isinstance(reason, Unfetched) for reason in reasons.values()):
        return BROKEN
    return SKIPPED if reasons else OK


def prove() -> tuple[int, dict[str, Unavailable]]:
    wrong, reasons = selftest.run()
    for line in wrong:
        print(f"oracles: self-test: {line}", file=sys.stderr)
    return (BROKEN if wrong else OK), reasons


def judge(arguments: argparse.Namespace) -> int:
    missing: dict[str, Unavailable] = {}
    if not arguments.no_selftest:
        status, missing = prove()
        if status != OK or arguments.selftest_only:
            left_out = unjudged(missing)
            return status or left_out
    started = time.monotonic()
    tree = collect(arguments.root.resolve())
    if not tree.dockerfiles:
        print(f"oracles: no expected Dockerfile below {arguments.root}: there is nothing to judge", file=sys.stderr)
        return FINDINGS
    outcome = Session(tree).run()
    for finding in outcome.findings:
        print(finding)
    summarise(tree, outcome, time.monotonic() - started)
    left_out = unjudged(missing | outcome.skipped)
    return FINDINGS if outcome.findings else left_out


def main() -> int:
    arguments = options()
    try:
        if arguments.where:
            print(tools.go_program(arguments.where))
            return OK
        return judge(arguments)
    except Unavailable as reason:
        return unjudged({arguments.where or "judges": reason})
    except Broken as fault:
        print(f"oracles: broken: {fault}", file=sys.stderr)
        return BROKEN
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
