#!/usr/bin/env python3
"""Writes the names of statements from grammar/keywords.def into the queries, between the lines that say so; with --check it
only says which query has others. Exit status: 0 the names are those of the table, 1 they were not (--check)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TABLE = HERE.parent.parent / "grammar/keywords.def"


def rows() -> list[list[str]]:
    """The columns of each row of the table; neighbouring strings are one."""
    text = re.sub(r"(?m)^//.*\n", "", TABLE.read_text(encoding="utf-8"))
    found = []
    for row in re.split(r"(?m)^KEYWORD\(", text)[1:]:
        columns, column = [], ""
        for token in re.findall(r'"(?:[^"\\]|\\.)*"|[^",()]+|.', row):
            if token in (",", ")"):
                columns.append(column.strip())
                column = ""
            else:
                column += token[1:-1] if token.startswith('"') else token
            if token == ")":
                break
        found.append(columns)
    return found


def lists() -> dict[str, list[str]]:
    """The lists that queries may ask for, by name."""
    result: dict[str, set[str]] = {"statements": set(), "running shell": set()}
    for row in rows():
        name, bodies = row[1], {body.strip() for body in row[6].split("|")}
        result["statements"].add(name)
        if "RAW" in bodies:
            result["running shell"].add(name)
    return {what: sorted(names) for what, names in result.items()}


def wrapped(names: list[str], indentation: str) -> str:
    lines, line = [], indentation
    for name in names:
        word = f'"{name}"'
        if len(line) + len(word) + 1 > 120:
            lines.append(line.rstrip())
            line = indentation
        line += word + " "
    return "\n".join([*lines, line.rstrip()]) + "\n"


def main() -> int:
    names = lists()
    status = 0
    for path in sorted((HERE / "queries").glob("*.scm")):
        text = path.read_text(encoding="utf-8")
        new = re.sub(r"(?ms)^([ ]*); names: ([\w ]+)\n.*?^[ ]*; end of names\n",
                     lambda found: f"{found[1]}; names: {found[2]}\n{wrapped(names[found[2]], found[1])}{found[1]}; end of names\n", text)
        if new == text:
            continue
        if "--check" in sys.argv[1:]:
            print(f"queries/{path.name} has not the names of grammar/keywords.def: run editors/tree-sitter/update_names.py")
            status = 1
        else:
            path.write_text(new, encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
