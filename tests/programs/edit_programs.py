#!/usr/bin/env python3
"""Holds the programs that change files (stdlib/edit.*) against one another and against what they are to do.

Each runs as an image's build would run it, on texts and edits full of what shells, expressions and awk read specially.
Languages that the machine lacks are skipped by name.
"""
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

PROGRAMS = pathlib.Path(__file__).resolve().parents[2] / "stdlib"
INTERPRETERS = {"python3": ["python3", "-c"], "perl": ["perl", "-e"]}
AWKS = {"mawk": ["mawk"], "gawk": ["gawk"], "busybox": ["busybox", "awk"]}
TEXTS = ["", "a\n", "a", "a\nb\nc", "x = \"it's\"\n$HOME `id` \\n \\\\ %s\n\ttab\r\nend", "é ü\nline\n\n\n", "a\n" * 50]
PIECES = ["a", "b", "$HOME", "it's", "\\", "\\n", "%s", "\t", "é", "\r", "x", "end", "\n", "`id`", "&", "\\1", "/", "|", '"']


def escaped(text):
    return "".join(
        "\\\\" if c == "\\" else "\\%03o" % ord(c) if ord(c) < 32 or ord(c) == 127 else c for c in text)


def program(ending):
    return (PROGRAMS / ("edit." + ending)).read_text().rstrip("\n")


def run(tool, path, edits):
    """The outcome of all edits, as the compiler writes the calls."""
    if tool in INTERPRETERS:
        text = program("py" if tool == "python3" else "pl")
        words = [word for kind, times, old, new in edits for word in (kind, str(times), escaped(old), escaped(new))]
        return subprocess.run(INTERPRETERS[tool] + [text, escaped(path)] + words, capture_output=True)
    outcome = None
    for kind, times, old, new in edits:
        values = {"kind": kind, "times": 0 if kind == "append" else times, "old": escaped(old), "new": escaped(new)}
        flags = [word for name, value in values.items() for word in ("-v", "%s=%s" % (name, value))]
        outcome = subprocess.run(AWKS[tool] + flags + [program("awk")], capture_output=True,
                                 env=dict(os.environ, FILE=path, LC_ALL="C"))
        if outcome.returncode != 0:
            break
    return outcome


def wanted(text, edits):
    """What the edits make of a text; nothing where a count does not fit."""
    for kind, times, old, new in edits:
        old, new = old.encode(), new.encode()
        if kind == "append":
            text += (b"" if text[-1:] in b"\n" else b"\n") + old + b"\n"
            continue
        if kind == "replace":
            found, text = text.count(old), text.replace(old, new)
        else:
            lines = re.findall(rb"[^\n]*\n|[^\n]+$", text)
            kept = [line for line in lines if old not in line]
            found, text = len(lines) - len(kept), b"".join(kept)
        if found != times:
            return None
    return text


def random_edit(source):
    kind = source.choice(["replace", "replace", "append", "delete"])
    old = "".join(source.choices(PIECES, k=source.randint(1, 2)))
    if kind == "delete":
        old = old.replace("\n", "") or "a"
    new = "".join(source.choices(PIECES, k=source.randint(0, 2))) if kind == "replace" else ""
    return kind, 1 if kind == "append" else source.choice([1, 1, 1, 2, 50]), old, new


def compare(tool, path, text, edits, want):
    path.write_bytes(text)
    path.chmod(0o640)
    outcome = run(tool, str(path), edits)
    got = path.read_bytes()
    right = (outcome.returncode == 0 and got == want) if want is not None else outcome.returncode != 0 and outcome.stderr
    if right and path.stat().st_mode & 0o777 == 0o640:
        return True
    print("%s: %r with %r gives %r (%d), wanted %r: %s" %
          (tool, text, edits, got, outcome.returncode, want, outcome.stderr.decode()))
    return False


def main():
    tools = []
    for tool in [*INTERPRETERS, *AWKS]:
        if shutil.which(tool):
            tools.append(tool)
        else:
            print("skipped: %s is not on this machine" % tool)
    source = random.Random(1)
    fine = True
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a 'file'"
        for _ in range(60):
            text = source.choice(TEXTS).encode()
            edits = [random_edit(source) for _ in range(source.randint(1, 3))]
            for tool in tools:
                fine = compare(tool, path, text, edits, wanted(text, edits)) and fine
        expression = [("regex", 2, r"^(\w) = (\d+)$", r"\2 \\ \1")]
        for tool in tools:
            if tool in INTERPRETERS:
                fine = compare(tool, path, b"v = 12\nw = 3\n", expression, b"12 \\ v\n3 \\ w\n") and fine
                fine = compare(tool, path, b"\xff\0a\n", [("replace", 1, "a", "b")], b"\xff\0b\n") and fine
            else:  # no awk but GNU's reads a NUL: better no change than another one
                fine = compare(tool, path, b"\0a\nb\0\n", [("replace", 1, "b", "c")], None) and fine
    sys.exit(0 if fine and tools else 1)


if __name__ == "__main__":
    main()
