"""The judges of launch scripts, which are meant for any POSIX shell."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import tools
from dockerfiles import Desk, Remarks, decode, digest_of
from verdict import Broken, Remark

BASHISM = re.compile(r"(possible bashism|script|could not|cannot|error)\b.*?([0-9a-f]{64}/[^ :]+)(?: line (\d+))?(.*)")


def shellcheck(desk: Desk, digests: list[str]) -> Remarks:
    """A current ShellCheck with its optional checks, too."""
    program = tools.from_pypi(tools.SHELLCHECK, program="bin/shellcheck")
    return run_shellcheck(desk, digests, "shellcheck", program, "--enable=all")


def shellcheck_of_system(desk: Desk, digests: list[str]) -> Remarks:
    """The ShellCheck that users of this distribution have."""
    return run_shellcheck(desk, digests, "shellcheck-system", tools.from_system("shellcheck", "shellcheck"))


def run_shellcheck(desk: Desk, digests: list[str], judge: str, program: Path, *options: str) -> Remarks:
    done = desk.run([program, "--norc", "--shell=sh", "--format=json1", *options, *desk.names(digests)], allowed=(0, 1))
    if done.stderr.strip():
        raise Broken(f"{judge} complains: {done.stderr.strip()}")
    remarks: dict[str, list[Remark]] = defaultdict(list)
    for row in decode(done.stdout, judge)["comments"]:
        remarks[digest_of(row["file"])].append(Remark(judge, f"SC{row['code']}", row["line"], f"{row['level']}: {row['message']}"))
    return remarks


def dash(desk: Desk, digests: list[str]) -> Remarks:
    """Does the shell that is /bin/sh on Debian read it? One run a file: it stops at the first fault."""
    program = tools.from_system("dash", "dash")
    remarks: dict[str, list[Remark]] = {}
    for digest, name in zip(digests, desk.names(digests)):
        done = desk.run([program, "-n", name], allowed=(0, 2))
        if done.returncode != 0 or done.stderr.strip():
            line = re.search(r": (\d+): ", done.stderr)
            message = done.stderr.strip().replace(name, "script")
            remarks[digest] = [Remark("dash", "syntax", int(line.group(1)) if line else 0, message)]
    return remarks


def checkbashisms(desk: Desk, digests: list[str]) -> Remarks:
    """It goes by the first line, and only says so when that is another shell's: what it did not judge is a remark."""
    program = tools.from_system("checkbashisms", "devscripts")
    done = desk.run([program, *desk.names(digests)], allowed=tuple(range(8)))  # 1, 2 and 4, added up
    remarks: dict[str, list[Remark]] = defaultdict(list)
    lines = done.stderr.splitlines()
    for i, text in enumerate(lines):
        told = BASHISM.search(text)
        if told is None:
            continue
        kind, name, line, rest = told.groups()
        rule = "bashism" if kind == "possible bashism" else "unread"
        quoted = f": {lines[i + 1].strip()}" if rule == "bashism" and i + 1 < len(lines) else ""
        message = (rest.strip(" :()") if rule == "bashism" else text.replace(name, "it")) + quoted
        remarks[digest_of(name)].append(Remark("checkbashisms", rule, int(line or 0), message))
    if done.returncode != 0 and not remarks:
        raise Broken(f"checkbashisms ended with status {done.returncode}: {done.stderr.strip()}")
    return remarks


JUDGES = {"shellcheck": shellcheck, "shellcheck-system": shellcheck_of_system, "dash": dash, "checkbashisms": checkbashisms}
