"""Judges ignore files: each must parse, and must admit exactly what its Dockerfile reads of the build context."""

from __future__ import annotations

import subprocess
from pathlib import Path

import tools
from dockerfiles import Desk, Remarks, decode, json_lines
from subjects import IGNORE_FILES, Case, Tree
from verdict import Broken, Finding, Remark


def parse(desk: Desk, digests: list[str]) -> Remarks:
    program = tools.go_program("buildkit-judge")
    done = desk.run([program, "ignore", *desk.names(digests)], allowed=(0, 1))
    rows = json_lines(done.stdout, "buildkit-judge", digests)
    return {row["file"].split("/")[0]: [Remark("context", f["rule"], 0, f["message"]) for f in row["findings"]] for row in rows}


def compare(tree: Tree) -> tuple[list[tuple[Finding, Case]], int]:
    """Findings with the case they belong to, and how many contexts were compared."""
    program = tools.go_program("buildkit-judge")
    found: list[tuple[Finding, Case]] = []
    compared = 0
    for subject in tree.dockerfiles:
        for dockerfile, case in subject.places:
            place = tree.relative(dockerfile)
            context = case.context_of(dockerfile)
            ignore_file = next((dockerfile.parent / name for name in IGNORE_FILES if (dockerfile.parent / name).is_file()), None)
            if context is None or ignore_file is None:
                if case.is_example:
                    what = "no spec" if context is None else "no ignore file"
                    found.append((Finding(place, 0, "context", "Incomplete", f"an example, and {what} belongs to it"), case))
                continue
            compared += 1
            found += [(Finding(tree.relative(ignore_file), row.line, row.judge, row.rule, row.message), case)
                      for row in compare_one(program, dockerfile, ignore_file, context)]
    return found, compared


def compare_one(program: Path, dockerfile: Path, ignore_file: Path, context: Path) -> list[Remark]:
    done = subprocess.run([program, "compare", dockerfile, ignore_file, context], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        # Such a file does not parse, which is told in its own right; anything else must not be lost.
        return [Remark("context", "Uncomparable", 0, done.stderr.strip())]
    answer = decode(done.stdout, "buildkit-judge")
    if not isinstance(answer, dict):
        raise Broken("buildkit-judge compare printed no object")
    return [Remark("context", row["rule"], row["line"], row["message"]) for row in answer["findings"]]
