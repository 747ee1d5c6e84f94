"""How our shell grammar reads the RUNs of the public Dockerfiles that corpus.txt lists; writes CORPUS.md.

With --list it writes corpus.txt anew instead, from the commits that the repositories of the folder are at.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import shell_agreement
import tools
from verdict import Broken, ended

LIST = tools.HERE / "corpus.txt"
TABLE = tools.HERE / "CORPUS.md"
HEAD = "# Public Dockerfiles: repository, commit, path, SHA-256. Their texts are their authors' and are not kept here.\n"


def git(folder: Path, *words: str) -> bytes:
    inner = folder / "repo"
    done = subprocess.run(["git", "-C", inner if inner.is_dir() else folder, *words], capture_output=True)
    if done.returncode != 0:
        raise Broken(f"git {' '.join(words)} in {folder}: {tools.last_line(done.stderr.decode(errors='replace'))}")
    return done.stdout


def place(folder: Path, repository: str) -> Path:
    return folder / repository.replace("/", "+")


def write_list(folder: Path) -> int:
    rows, seen = [], set()
    for one in sorted(folder.iterdir()):
        commit = git(one, "rev-parse", "HEAD").decode().strip()
        for path in git(one, "ls-tree", "-r", "-z", "--name-only", "HEAD").decode().split("\0"):
            if not shell_agreement.NAME.search(path) or shell_agreement.NOT_NAME.search(path) or any(c.isspace() for c in path):
                continue
            if b"120000 " in git(one, "ls-tree", "HEAD", "--", path):
                continue
            checksum = hashlib.sha256(git(one, "show", f"{commit}:{path}")).hexdigest()
            if checksum not in seen:
                seen.add(checksum)
                rows.append(f"{one.name.replace('+', '/', 1)} {commit} {path} {checksum}\n")
    LIST.write_text(HEAD + "".join(rows))
    print(f"{len(rows)} Dockerfiles")
    return 0


def listed() -> dict[str, list[tuple[str, str, str]]]:
    result: dict[str, list[tuple[str, str, str]]] = {}
    for line in LIST.read_text().splitlines():
        if line and not line.startswith("#"):
            repository, commit, path, checksum = line.split()
            result.setdefault(repository, []).append((commit, path, checksum))
    return result


def runs(folder: Path, repository: str, files: list[tuple[str, str, str]]) -> list[shell_agreement.Run]:
    found: list[shell_agreement.Run] = []
    for commit, path, checksum in files:
        content = git(place(folder, repository), "show", f"{commit}:{path}")
        if hashlib.sha256(content).hexdigest() != checksum:
            raise Broken(f"{repository} {path} is not what corpus.txt says")
        text = content.decode(errors="replace")
        if shell_agreement.is_for_shell(text):
            found += shell_agreement.runs(f"{repository}: {path}", text)
    return found


def judge(folder: Path, program: str) -> int:
    rows, total = [], shell_agreement.Counted()
    files_total = runs_total = 0
    for repository, files in listed().items():
        found = runs(folder, repository, files)
        counted = shell_agreement.compare(program, found)
        rows.append(f"| {repository} | {len(files)} | {len(found)} | {counted.words} | {shell_agreement.percent(counted.same_words, counted.words)} "
                    f"| {shell_agreement.percent(counted.same_commands, counted.commands)} | {counted.incomplete} | {counted.unread} |\n")
        total.take(counted)
        files_total += len(files)
        runs_total += len(found)
    words = shell_agreement.percent(total.same_words, total.words)
    commands = shell_agreement.percent(total.same_commands, total.commands)
    TABLE.write_text(
        "# How the shell grammar reads public Dockerfiles\n\n"
        f"Made by `tests/oracles/corpus.sh` from the {files_total} Dockerfiles of [corpus.txt](corpus.txt); the other parser is "
        f"{shell_agreement.OTHER}.\n\n"
        "| repository | Dockerfiles | RUNs | command words | seen alike, % | commands with the same words, % | not complete for us "
        "| not read by the other |\n|---|---|---|---|---|---|---|---|\n" + "".join(rows) +
        f"| **all** | {files_total} | {runs_total} | {total.words} | {words} | {commands} | {total.incomplete} | {total.unread} |\n")
    print(f"corpus: {files_total} Dockerfiles, {runs_total} RUNs, {words} % of {total.words} command words, {commands} % of "
          f"{total.commands} commands: {TABLE}")
    report = tools.cache_root() / "corpus.txt"
    report.write_text("\n".join(total.report))
    print(f"corpus: {len(total.report)} RUNs with differences: {report}")
    return 0 if min(float(words), float(commands)) >= shell_agreement.BAR else 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="corpus", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    compiler = Path(os.environ.get("BOXWRIGHT") or tools.HERE.parent.parent / "build/release/boxwright")
    return ended("corpus", lambda: write_list(asked.folder) if asked.list else judge(asked.folder, os.environ.get("SHELL_WORDS") or str(compiler.parent / "shell_words")))


if __name__ == "__main__":
    sys.exit(main())
