"""Does our reader of ignore files leave out the same paths as the engines' own? Asks on many that are hard to read."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import tools
from verdict import Broken, ended

SINGLE, SEVERAL = 2000, 700  # ignore files of one line, and of several
PATHS = 8  # for each
SHOWN = 20

NAMES = ["a", "b", "src", "app.py", ".env", ".git", "a b", "é", "日本", "x[1]", "a*b", "data", "README.md", "a.b.c", "~", "#x", "!x", "-", "A"]
WILD = ["*", "**", "?", "*.py", "a*", "*b", ".*", "[a-z]", "[^a]", "[a-c]*", "[é-ü]", "**.py", "a**", "***", "??", "[]a]", "[a\\]]", "[a-]", "[!a]", "[*]"]
ESCAPED = ["\\*", "\\?", "a\\*b", "x\\[1]", "\\#x", "\\!x", "\\a", "a\\ b", "\\é"]
ODD = [".", "..", "", " ", "[", "[a", "[]", "a\\", "\\", "[z-a]", "{a,b}", "(a)", "a|b", "^a", "a$", "a+", "\ta", "a\r", "\u00a0", "\ufeff"]


def part(chance: random.Random) -> str:
    return chance.choice(chance.choices([NAMES, WILD, ESCAPED, ODD], [10, 6, 2, 1])[0])


def pattern(chance: random.Random) -> str:
    text = "/".join(part(chance) for _ in range(chance.choice([1, 1, 2, 2, 3, 4])))
    text = chance.choice(["", "", "", "", "/", "./", "**/", "../", "//"]) + text + chance.choice(["", "", "", "", "/", "/.", "/**", "//", "/*"])
    return chance.choice(["", "", "", "", " ", "\t"]) + chance.choice(["", "", "", "!", "! "]) + text + chance.choice(["", "", "", " "])


def made_from(line: str, chance: random.Random) -> str:
    """A path that the pattern may match: its wildcards are filled in."""
    text = line.strip().lstrip("!").strip()
    for wild, fill in (("**", ["", "a", "a/b", "x"]), ("*", ["", "a", "src", "."]), ("?", ["a", "é", "/"]), ("\\", [""])):
        while wild in text:
            text = text.replace(wild, chance.choice(fill), 1)
    text = "".join(chance.choice("abz") if c == "[" else "" if c in "]^" else c for c in text)
    parts = [piece for piece in text.split("/") if piece not in ("", ".", "..")]
    for _ in range(chance.choice([0, 0, 0, 0, 0, 1])):
        parts.insert(chance.randrange(len(parts) + 1), chance.choice(NAMES))
    if len(parts) > 1 and chance.random() < 0.1:
        parts.pop(chance.randrange(len(parts)))
    return "/".join(parts) or "a"


def path(lines: list[str], chance: random.Random) -> str:
    if chance.random() < 0.9:
        return made_from(chance.choice(lines), chance)
    return "/".join(chance.choice(NAMES) for _ in range(chance.randrange(1, 5)))


def question(chance: random.Random, lines: int) -> dict[str, object]:
    chosen = [pattern(chance) for _ in range(lines)]
    text = chance.choice(["\n", "\n", "\n", "\r\n"]).join(chosen)
    text = chance.choice(["", "", "", "# a comment\n", "\n", "\ufeff"]) + text + chance.choice(["", "\n"])
    return {"file": text, "paths": [path(chosen, chance) for _ in range(PATHS)]}


def questions(seed: int) -> list[dict[str, object]]:
    chance = random.Random(seed)
    return [question(chance, 1) for _ in range(SINGLE)] + [question(chance, chance.randrange(2, 7)) for _ in range(SEVERAL)]


def answers(program: list[str | Path], asked: list[dict[str, object]]) -> list[list[bool] | None]:
    done = subprocess.run(program, input=json.dumps(asked), capture_output=True, text=True)
    if done.returncode != 0:
        raise Broken(f"{program[0]} failed: {tools.last_line(done.stderr)}")
    told = json.loads(done.stdout)
    if len(told) != len(asked):
        raise Broken(f"{program[0]} gave {len(told)} answers to {len(asked)} questions")
    return told


def differences(asked: list[dict[str, object]], ours: list[list[bool] | None], theirs: list[list[bool] | None]) -> list[str]:
    """Where we refuse a line that an engine takes, nothing is claimed; the spec's author is told to write another one."""
    found = []
    for one, our, their in zip(asked, ours, theirs):
        if their is None and our is not None:
            found.append(f"{one['file']!r}: refused by the engines, and not by us")
        for name, left_out, due in zip(one["paths"], our or [], their or []):  # type: ignore[call-overload]
            if left_out != due:
                found.append(f"{one['file']!r}: the engines {'leave out' if due else 'send'} {name!r}, and we do not")
    return found


def judge() -> int:
    seed = int(os.environ.get("BOXWRIGHT_SEED", "20240611"))
    program = Path(os.environ.get("BOXWRIGHT") or str(tools.HERE.parent.parent / "build/release/boxwright"))
    mine = Path(os.environ.get("IGNORE_MATCHES") or program.parent / "ignore_matches")
    if not mine.is_file():
        print(f"patterns: broken: there is no {mine}; build the tests", file=sys.stderr)
        return 2
    asked = questions(seed)
    theirs = answers([tools.go_program("buildkit-judge"), "matches"], asked)
    ours = answers([mine], asked)
    # A judge that left nothing out, or all, would agree with anybody who did the same.
    given = [value for one in theirs for value in one or []]
    compared = sum(len(our or []) for our, their in zip(ours, theirs) if their is not None)
    if not 0.2 < sum(given) / len(given) < 0.8 or None not in theirs or compared < 10_000:
        raise Broken(f"the questions are no test: {sum(given)} of {len(given)} paths are left out, {theirs.count(None)} files refused")
    found = differences(asked, ours, theirs)
    for line in found[:SHOWN]:
        print(line)
    print(f"patterns: {compared} patterns and paths compared, {sum(given)} left out, {theirs.count(None)} files refused, "
          f"{ours.count(None)} by us; "
          f"{len(found)} differences; BOXWRIGHT_SEED={seed}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(ended("patterns", judge))
