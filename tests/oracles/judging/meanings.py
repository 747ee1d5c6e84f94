"""Does BuildKit's own frontend read in a Dockerfile what the compiler says that it means?

The compiler prints the meaning of each golden's and example's images (`boxwright verify --message-format=json`), which comes
from its own values and not from the text. buildkit-judge reads the expected Dockerfile with BuildKit's frontend, and each
RUN's text with a shell parser of its own, and compares. The files that the compiler says the build may see are those that
BuildKit's walker admits.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import defaultdict
from pathlib import Path

import tools
from dockerfiles import decode
from subjects import IGNORE_FILES, Case, Subject, Tree
from verdict import Broken, Finding, Unavailable

Place = tuple[Path, Case]


def compiler() -> Path:
    program = Path(os.environ.get("BOXWRIGHT") or tools.HERE.parent.parent / "build/release/boxwright")
    if not program.is_file():
        raise Unavailable(f"there is no {program}, which says what the Dockerfiles mean; BOXWRIGHT names another")
    return program.resolve()


def arguments_of(dockerfile: Path, case: Case) -> tuple[str, ...]:
    """How the case was compiled, as far as its meaning depends on it."""
    expected = dockerfile.relative_to(case.folder).parts[0]
    if case.is_example:
        return ("--dialect=portable",) if expected == "expected-portable" else ()
    given = case.folder / "args"
    words = given.read_text().split() if given.is_file() else []
    return tuple(word for word in words if not word.startswith("--emit="))


def meanings(tree: Tree) -> dict[Path, dict[str, object]]:
    """What each expected Dockerfile means, by its path; those that somebody else's rules put elsewhere are left out."""
    asked: dict[tuple[str, ...], dict[Path, Path]] = defaultdict(dict)
    for subject in tree.dockerfiles:
        for dockerfile, case in subject.places:
            expected = case.folder / dockerfile.relative_to(case.folder).parts[0]
            spec = case.folder / "model.box"
            if spec.is_file():
                asked[arguments_of(dockerfile, case)][spec] = expected
    found: dict[Path, dict[str, object]] = {}
    for arguments, specs in asked.items():
        done = subprocess.run([compiler(), "verify", "--message-format=json", *arguments, *specs], capture_output=True, text=True)
        if done.returncode != 0:
            raise Broken(f"the compiler does not say what its files mean: {tools.last_line(done.stderr + done.stdout)}")
        for line in filter(None, done.stdout.split("\n")):
            meaning = json.loads(line)
            file = Path(meaning["dockerfile"])
            spec = next(folder for folder in file.parents if folder / "model.box" in specs)
            found[specs[spec / "model.box"] / file.relative_to(spec)] = meaning
    return found


def judge(tree: Tree) -> tuple[list[tuple[Finding, Case]], list[Subject], list[str]]:
    """Findings with the case they belong to, what was judged, and what else there is to say."""
    meant = meanings(tree)
    if not meant:
        return [], [], []
    places: dict[str, Place] = {}
    questions = ""
    judged = []
    for subject in tree.dockerfiles:
        for dockerfile, case in subject.places:
            if dockerfile in meant:
                places[str(dockerfile)] = (dockerfile, case)
                questions += json.dumps({"file": str(dockerfile), "meaning": meant[dockerfile]}) + "\n"
        if any(dockerfile in meant for dockerfile, _ in subject.places):
            judged.append(subject)
    program = tools.go_program("buildkit-judge")
    done = subprocess.run([program, "meaning"], input=questions, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise Broken(f"buildkit-judge meaning failed: {tools.last_line(done.stderr)}")
    found: list[tuple[Finding, Case]] = []
    rows = [decode(line, "buildkit-judge") for line in filter(None, done.stdout.split("\n"))]
    if [row["file"] for row in rows] != list(places):
        raise Broken("buildkit-judge did not answer for every file")
    for row in rows:
        dockerfile, case = places[row["file"]]
        found += [(Finding(tree.relative(dockerfile), f["line"], "meaning", f["rule"], f["message"]), case) for f in row["findings"]]
    differing, trees = contexts(tree, meant, program)
    found += differing
    compared = [row for row in rows if row["compared"]]
    notes = [f"meaning: {len(compared)} Dockerfiles and {sum(row['steps'] for row in compared)} steps mean what the compiler says; "
             f"{len(rows) - len(compared)} hold instructions of the spec's own and were not compared; "
             f"of {trees} contexts just the files that the compiler names are sent"]
    return found, judged, notes


def contexts(tree: Tree, meant: dict[Path, dict[str, object]], program: Path) -> tuple[list[tuple[Finding, Case]], int]:
    """The files that the ignore file admits are those that the compiler names; and how many contexts were looked at."""
    found = []
    trees = 0
    for subject in tree.dockerfiles:
        for dockerfile, case in subject.places:
            context = case.context_of(dockerfile)
            ignore_file = next((dockerfile.parent / name for name in IGNORE_FILES if (dockerfile.parent / name).is_file()), None)
            if context is None or ignore_file is None or dockerfile not in meant:
                continue
            trees += 1
            done = subprocess.run([program, "context", "-ignore", ignore_file, context], capture_output=True, text=True)
            if done.returncode != 0:
                raise Broken(f"buildkit-judge context failed: {tools.last_line(done.stderr)}")
            entries = [line.split("\t", 2) for line in done.stdout.split("\n") if line]
            admitted = {path for mode, _, path in entries if not mode.startswith("d")}
            due = set(meant[dockerfile]["context"])  # type: ignore[call-overload]
            for path in sorted(admitted ^ due):
                what = "is sent to the builder, and the compiler does not name it" if path in admitted else "is named by the compiler, and not sent"
                found.append((Finding(tree.relative(ignore_file), 0, "meaning", "Context", f"{path} {what}"), case))
    return found, trees
