"""Does our shell grammar see the same commands in public Dockerfiles as another parser does?

Takes the Dockerfiles of the packages in shell_packages.txt, and of each RUN that a shell reads its text. Compares the
commands of compiler/shell with those of tree-sitter's grammar of bash: command words by their place and spelling, then all
words of the commands that both see.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Iterator, NamedTuple

import packages
import tools
from verdict import Broken, ended

OTHER = "tree-sitter-bash[core]==0.25.1"
BAR = 99.0  # percent
FEWEST = 100  # Dockerfiles
NAME = re.compile(r"(^|/)(dockerfile[^/]*|[^/]*\.dockerfile)$", re.IGNORECASE)
NOT_NAME = re.compile(r"\.(go|js|ts|json|md|py|dockerignore|sh|ya?ml)$|ignore$", re.IGNORECASE)


class Run(NamedTuple):
    place: str
    text: str


# ---- packages ----


def listed() -> list[list[str]]:
    lines = (tools.HERE / "shell_packages.txt").read_text().splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


def files(path: Path) -> Iterator[tuple[str, str]]:
    """The Dockerfiles of an archive."""
    def wanted(name: str) -> bool:
        return bool(NAME.search(name)) and not NOT_NAME.search(name)

    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as opened:
            for name in sorted(filter(wanted, opened.namelist())):
                yield name, opened.read(name).decode(errors="replace")
    else:
        with tarfile.open(path) as opened:
            for member in sorted(opened.getmembers(), key=lambda one: one.name):
                if member.isfile() and wanted(member.name):
                    yield member.name, opened.extractfile(member).read().decode(errors="replace")  # type: ignore[union-attr]


# ---- Dockerfiles ----

HERE_DOCUMENT = re.compile(r"<<(-?)\s*(['\"]?)([A-Za-z_][A-Za-z0-9_]*)\2")


def is_for_shell(text: str) -> bool:
    """A Dockerfile for Linux; what else reads RUN texts is no shell."""
    if re.search(r"^#\s*escape\s*=\s*`", text, re.IGNORECASE | re.MULTILINE):
        return False
    return not re.search(r"^\s*SHELL\s*\[\s*\"(?!(/\S*/)?(ba|da|a)?sh\")", text, re.IGNORECASE | re.MULTILINE)


def instructions(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, text with continued lines joined as BuildKit joins them, and the lines of here-documents."""
    lines = text.replace("\r\n", "\n").split("\n")
    at = 0
    while at < len(lines):
        first, joined = at, ""
        while at < len(lines):
            line = lines[at]
            at += 1
            if line.lstrip().startswith("#") or (joined and not line.strip()):
                continue
            continued = re.fullmatch(r"(.*)\\[ \t]*", line)
            joined += continued[1] if continued else line
            if not continued:
                break
        documents = ""
        if re.match(r"\s*(ONBUILD\s+)?RUN\s", joined, re.IGNORECASE):
            for strips, _, end in HERE_DOCUMENT.findall(joined):
                while at < len(lines):
                    documents += lines[at] + "\n"
                    at += 1
                    if (lines[at - 1].lstrip("\t") if strips else lines[at - 1]) == end:
                        break
        yield first + 1, joined.strip(), documents


def runs(place: str, text: str) -> Iterator[Run]:
    for line, instruction, documents in instructions(text):
        found = re.match(r"(?:ONBUILD\s+)?RUN\s+((?:--[a-z]+(?:=\S*)?\s+)*)(.*)", instruction, re.IGNORECASE | re.DOTALL)
        if not found:
            continue
        command = found[2]
        if command.startswith("["):
            try:
                json.loads(command)
                continue
            except ValueError:
                pass
        if re.fullmatch(HERE_DOCUMENT.pattern, command.strip()):
            command = "\n".join(documents.split("\n")[:-2])  # the document is the script
            if command.startswith("#!"):
                continue
        elif documents:
            command += "\n" + documents
        yield Run(f"{place}:{line}", command)


# ---- the comparison ----


def ask(command: list[str | Path], texts: list[str]) -> list[dict]:
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True)
    if done.returncode != 0:
        raise Broken(f"{command[0]} ended with {done.returncode}: {tools.last_line(done.stderr)}")
    return json.loads(done.stdout)


class Counted:
    """What was compared. A text that the other parser says it cannot read is only reported."""

    def __init__(self) -> None:
        self.words = self.same_words = self.commands = self.same_commands = self.unread = self.incomplete = 0
        self.report: list[str] = []

    def take(self, other: Counted) -> None:
        for name in ("words", "same_words", "commands", "same_commands", "unread", "incomplete"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.report += other.report

    def add(self, run: Run, our: dict, their: dict) -> None:
        self.incomplete += not our["complete"]
        ours = {offset: words for offset, words in our["commands"]}
        theirs = {offset: words for offset, words, _ in their["commands"]}
        whole = {offset for offset, _, whole in their["commands"] if whole and offset in ours}
        a, b = ({(offset, words[0]) for offset, words in one.items()} for one in (ours, theirs))
        other_words = [offset for offset in sorted(whole) if ours[offset] != theirs[offset]]
        if their["complete"]:
            self.same_words += len(a & b)
            self.words += len(a | b)
            self.commands += len(whole)
            self.same_commands += len(whole) - len(other_words)
        else:
            self.unread += 1
        if a != b or other_words:
            counted = "" if their["complete"] else " (not counted: tree-sitter cannot read it)"
            lines = [f"{run.place}{counted}"]
            lines += [f"  only we see:    {word}" for word in sorted(a - b)] + [f"  only they see:  {word}" for word in sorted(b - a)]
            for offset in other_words:
                lines += [f"  our words:      {ours[offset]}", f"  their words:    {theirs[offset]}"]
            self.report.append("\n".join([*lines, f"  of: {run.text}", ""]))


def percent(same: int, of: int) -> str:
    return f"{100 * same / max(of, 1):.2f}" if of else "100.00"


def compare(program: str, found: list[Run]) -> Counted:
    other = tools.from_pypi(OTHER, program="bin/python")
    texts = [run.text for run in found]
    ours = ask([program], texts)
    theirs = ask([other, "-B", tools.HERE / "judging/tree_sitter_words.py"], texts)
    counted = Counted()
    for run, our, their in zip(found, ours, theirs):
        counted.add(run, our, their)
    return counted


def judge(program: str, report_to: Path) -> int:
    dockerfiles, found = 0, []
    for registry, name, version, checksum in listed():
        for path, text in files(packages.archive(registry, name, version, checksum)):
            of_file = list(runs(f"{name}@{version}: {path.removeprefix(f'{name}@{version}/')}", text)) if is_for_shell(text) else []
            dockerfiles += bool(of_file)
            found += of_file
    counted = compare(program, found)
    report_to.write_text("\n".join(counted.report))
    words, commands = percent(counted.same_words, counted.words), percent(counted.same_commands, counted.commands)
    print(f"shell-agreement: {dockerfiles} Dockerfiles, {len(found)} RUNs\n"
          f"  {words} % of {counted.words} command words are seen alike\n"
          f"  {commands} % of {counted.commands} commands have the same words\n"
          f"  {counted.incomplete} RUNs are not complete for us; {counted.unread} cannot be read by tree-sitter and do not count\n"
          f"  {len(counted.report)} RUNs with differences: {report_to}")
    return 0 if min(float(words), float(commands)) >= BAR and dockerfiles >= FEWEST else 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="shell_agreement", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--report", type=Path, help="where the differences go (default: beside the tools, in the cache)")
    asked = parser.parse_args()
    compiler = Path(os.environ.get("BOXWRIGHT") or tools.HERE.parent.parent / "build/release/boxwright")
    program = os.environ.get("SHELL_WORDS") or str(compiler.parent / "shell_words")
    return ended("shell-agreement", lambda: judge(program, asked.report or tools.cache_root() / "shell-agreement.txt"))


if __name__ == "__main__":
    sys.exit(main())
