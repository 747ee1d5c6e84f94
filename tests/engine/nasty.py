#!/usr/bin/env python3
"""Strings that break careless quoting, through a spec and back.

nasty.py spec              prints a spec that uses each of them as a variable, a label, a word of the command, a file's
                           text and a variable of the launch
nasty.py image FILE        compares them, byte for byte, with what `docker image inspect` says of the built image
nasty.py container FILE    compares those of the launch with what `docker inspect` says of the container it started
nasty.py printed [TIMES]   prints them as a process should that is given all of them, in hexadecimal
"""

import json
import sys

STRINGS = [
    "",
    " ",
    "  leading blanks",
    "trailing blanks  ",
    "\ttab before and after\t",
    "two\twords",
    "it's",
    "''",
    'say "yes"',
    '"',
    "trailing backslash\\",
    "\\",
    "\\\\",
    "C:\\new\\table",
    "\\n is no line end",
    "\\\"",
    "$",
    "$$",
    "$HOME",
    "${HOME}",
    "${HOME:-x}",
    "\\$HOME",
    "$(id)",
    "`id`",
    "<<EOF",
    "# not a comment",
    "a#b",
    "a=b c=d",
    "a && b || c; d | e > f",
    "[\"json\"]",
    "{{.Json}} %s %d",
    "*?[a-z]~!",
    "-rm --flag",
    "no\u00a0break",
    "next\u0085line",
    "line\u2028separator",
    "\ufeffbyte order mark",
    "delete\u007f",
    "\u0001control\u001f",
    "Grüße, 日本語, 🐳",
    "#",
    "a\\",
]
NAMES = [f"nasty{number:02}" for number in range(len(STRINGS))]


def literal(text):
    """A string in double quotes as the language writes it; a dollar sign is doubled, what is invisible escaped."""
    simple = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "$": "$$"}
    hidden = lambda c: ord(c) < 32 or c in "\u007f\u0085\u00a0\u2028\ufeff"
    return '"' + "".join(simple.get(c) or (f"\\u{{{ord(c):x}}}" if hidden(c) else c) for c in text) + '"'


def quoted(text):
    """The other way to write it: in single quotes, where nothing is special, if the text allows that."""
    plain = all(ord(c) >= 32 and c not in "'\u007f\ufeff" or c == "\t" for c in text)
    return f"'{text}'" if plain else literal(text)


def spec():
    rows = ["# Made by tests/engine/nasty.py", "image nasty:1 {", "  from debian:bookworm-slim"]
    rows += [f"  env {name}={literal(text)}" for name, text in zip(NAMES, STRINGS)]
    rows += [f"  env L{name}={quoted(text)}" for name, text in zip(NAMES, STRINGS)]
    rows += [f"  label org.example.{name}={literal(text)}" for name, text in zip(NAMES, STRINGS)]
    rows += ["  entrypoint printf '%s|' " + " ".join(literal(text) for text in STRINGS)]
    rows += ["  cmd " + " ".join(quoted(text) for text in STRINGS)]
    rows += [f"  file /nasty/{name} {literal(text)}" for name, text in zip(NAMES, STRINGS)]
    rows += ["  launch {", "    network none"]
    rows += [f"    env R{name}={literal(text)}" for name, text in zip(NAMES, STRINGS)]
    rows += ["  }", "}"]
    return "\n".join(rows) + "\n"


def compare(what, expected, actual):
    """Says how one place differs; returns how many differences there are."""
    if expected == actual:
        return 0
    print(f"{what}: expected {expected!r}, got {actual!r}")
    return 1


def config_in(path):
    """What an image or a container says of itself, and its variables."""
    with open(path, encoding="utf-8") as file:
        config = json.load(file)[0]["Config"]
    return config, dict(entry.split("=", 1) for entry in config["Env"])


def check_container(path):
    _, env = config_in(path)
    wrong = sum(compare(f"env R{name}", text, env.get("R" + name)) for name, text in zip(NAMES, STRINGS))
    print(f"{len(STRINGS)} strings, {wrong} differences")
    return 1 if wrong else 0


def check_image(path):
    config, env = config_in(path)
    labels = config["Labels"] or {}
    wrong = 0
    for name, text in zip(NAMES, STRINGS):
        wrong += compare(f"env {name}", text, env.get(name))
        wrong += compare(f"env L{name}", text, env.get("L" + name))
        wrong += compare(f"label {name}", text, labels.get("org.example." + name))
    wrong += compare("entrypoint", ["printf", "%s|", *STRINGS], config["Entrypoint"])
    wrong += compare("cmd", STRINGS, config["Cmd"])
    print(f"{len(STRINGS)} strings in 5 places, {wrong} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["spec"]:
        sys.stdout.write(spec())
    elif len(sys.argv) == 3 and sys.argv[1] == "image":
        sys.exit(check_image(sys.argv[2]))
    elif len(sys.argv) == 3 and sys.argv[1] == "container":
        sys.exit(check_container(sys.argv[2]))
    elif sys.argv[1] == "printed":
        print("".join(text + "|" for text in STRINGS * int((sys.argv[2:] or ["1"])[0])).encode().hex())
    else:
        sys.exit(__doc__)
