#!/usr/bin/env python3
"""What dockle would find in an image: `image_rules.py ARCHIVE REGISTRY BASE [ALLOW…]` prints a line for each finding.

ARCHIVE is what `docker save` writes, BASE a name like debian:bookworm-slim in the REGISTRY, each ALLOW a rule of Boxwright's
that the spec allows. The rules are those of dockle's CHECKPOINT.md, half of them from the CIS Docker Benchmark, section 4;
dockle itself cannot be had from a package registry. What it asks of an image is asked here, but for these:

* What the base brings, files and history, is not judged. The configuration is judged as a whole.
* Files are looked for in each layer, and not in what is left at the end: what a later layer hides is still in the image.
* CIS-DI-0001 also finds `0` and `root:…`, and DKL-LI-0003 files at any depth below such a folder.
* CIS-DI-0005 is about the machine that asks, and is left out.
* CIS-DI-0009 excuses no ADD; dockle excuses an image's first, which is its base's.
* CIS-DI-0010 tells each name in a row of the history, dockle the first; and it reads on behind a quote that nobody closes.
* DKL-DI-0003 also finds `upgrade`, which CHECKPOINT.md refuses and dockle's code does not.
* DKL-DI-0005 is told by the files. dockle wants the words `rm -rf /var/lib/apt/lists` in the history, but a cache mount leaves
  nothing behind and needs no such words.
* DKL-DI-0006 is asked of the archive's names; dockle asks it of the name that it was called with.

Status: 0 nothing found or all of it waived, 1 findings.
"""

import collections
import re
import shlex
import sys

from image_archive import WHITEOUT, Image, base_config

Finding = collections.namedtuple("Finding", "rule text")

# The rules of Boxwright's that say the same: what a spec allows is waived here, too.
SAME = {"CIS-DI-0001": "root-user", "CIS-DI-0006": "missing-healthcheck", "DKL-DI-0001": "sudo", "DKL-DI-0003": "system-upgrade"}

# What cannot be otherwise: rule, what is found, reason.
UNAVOIDABLE = (
    ("CIS-DI-0010", r"^/.*/(site|dist)-packages/[^/]+/(.*/)?settings\.py$", "a module of a Python package is called so"),
)

SECRET_NAME = re.compile("PASS|SECRET|KEY|ACCESS|TOKEN", re.IGNORECASE)
NO_SECRETS = ("GPG_KEY", "GPG_KEYS")
SECRET_FILES = frozenset(
    "credentials.json credential.json credentials credential credentials.xml password.txt id_rsa id_dsa id_ecdsa id_ed25519"
    " secret_token.rb carrierwave.rb omniauth.rb settings.py database.yml .env".split())
SECRET_ENDINGS = tuple(
    ".secret .ovpn .private_key .cscfg .rdp .mdf .sdf .bek .tpm .fve .jks .psafe3 .agilekeychain .keychain .pcap .gnucache".split())
LEFT_OVER_FILES = frozenset(("Dockerfile", "docker-compose.yml", ".vimrc", ".DS_Store"))
LEFT_OVER_FOLDERS = frozenset((".cache", ".aws", ".azure", ".gcp", ".git", ".vscode", ".idea", ".npm"))
OTHERS_FOLDERS = frozenset(("node_modules", "vendor"))
APT_LISTS = re.compile(r"var/lib/apt/lists/(?!lock$)|var/cache/apt/archives/.*\.deb$")
PASSWORDS, ACCOUNTS = ("etc/shadow", "etc/master.passwd"), ("etc/passwd", "etc/group")


def of_config(image):
    config = image.config["config"]
    if config.get("User", "").partition(":")[0] in ("", "0", "root"):
        yield Finding("CIS-DI-0001", "it runs as root")
    if config.get("Healthcheck") is None:
        yield Finding("CIS-DI-0006", "it says nothing of its health")
    for path in config.get("Volumes") or {}:
        if path in ("/dev", "/proc", "/sys"):
            yield Finding("DKL-DI-0002", f"the volume {path}")
    for tag in image.tags:
        if tag.endswith(":latest"):
            yield Finding("DKL-DI-0006", f"the tag {tag}")


def of_history(image):
    for row in image.history:
        for rule in broken_by([set(command.split()) for command in row.split("&&")]):
            yield Finding(rule, row)
        for name in secret_names(row):
            yield Finding("CIS-DI-0010", f"the name {name} in: {row}")


def broken_by(commands):
    """The rules that a row of the history breaks; its commands are sets of words."""

    def apt(*verbs):
        return [at for at, words in enumerate(commands) if words & {"apt", "apt-get"} and words & set(verbs)]

    updates, installs = apt("update"), apt("install", "upgrade")
    if updates and not (installs and installs[-1] >= updates[0]):
        yield "CIS-DI-0007"
    if any("ADD" in words and words & {"in", "buildkit"} for words in commands):
        yield "CIS-DI-0009"
    if any("sudo" in words for words in commands):
        yield "DKL-DI-0001"
    if apt("upgrade", "dist-upgrade", "full-upgrade") or any({"apk", "upgrade"} <= words for words in commands):
        yield "DKL-DI-0003"
    if any({"apk", "add"} <= words and "--no-cache" not in words for words in commands):
        yield "DKL-DI-0004"


def secret_names(row):
    """The names of what is written NAME=VALUE, that look like a secret's."""
    reader = shlex.shlex(row.replace("#", ""), posix=True, punctuation_chars=False)
    reader.whitespace_split, reader.commenters = True, ""
    try:
        words = list(reader)
    except ValueError:  # an open quote: dockle would not see what stands behind it
        words = row.split()
    for word in words:
        name, _, value = word.partition("=")
        if value.partition("=")[0] and " " not in name and name not in NO_SECRETS and SECRET_NAME.search(name):
            yield name


def of_files(image):
    accounts = {}
    for layer in image.layers():
        for entry in layer:
            path = entry.name.removeprefix("./").strip("/")
            if entry.isdir() or path.rpartition("/")[2].startswith(WHITEOUT):
                continue
            for rule in broken_by_file(path, entry.mode):
                yield Finding(rule, f"/{path}")
            if path in PASSWORDS + ACCOUNTS and entry.isreg():
                accounts[path] = layer.extractfile(entry).read().decode(errors="replace")
    for path, text in accounts.items():
        yield from of_accounts(path, [line.split(":") for line in text.splitlines() if line and line[0] != "#"])


def broken_by_file(path, mode):
    *folders, name = path.split("/")
    if mode & 0o6000:
        yield "CIS-DI-0008"
    if name in SECRET_FILES or name.endswith(SECRET_ENDINGS):
        yield "CIS-DI-0010"
    if APT_LISTS.match(path):
        yield "DKL-DI-0005"
    if name in LEFT_OVER_FILES or (LEFT_OVER_FOLDERS.intersection(folders) and not OTHERS_FOLDERS.intersection(folders)):
        yield "DKL-LI-0003"


def of_accounts(path, rows):
    numbers = {}
    for row in rows:
        if path in PASSWORDS and len(row) > 1 and not row[1]:
            yield Finding("DKL-LI-0001", f"{row[0]} needs no password in /{path}")
        if path in ACCOUNTS and len(row) > 2 and numbers.setdefault(row[2], row[0]) != row[0]:
            yield Finding("DKL-LI-0002", f"{numbers[row[2]]} and {row[0]} have one number, {row[2]}, in /{path}")


def waiver(finding, allowed):
    """Why a finding is none; an empty text if it is one."""
    if SAME.get(finding.rule) in allowed:
        return f"the spec allows {SAME[finding.rule]}"
    return next((reason for rule, text, reason in UNAVOIDABLE if rule == finding.rule and re.search(text, finding.text)), "")


def judge(image, allowed):
    """All that is found, each with the reason why it is waived."""
    found = dict.fromkeys(finding for look in (of_config, of_history, of_files) for finding in look(image))
    return {finding: waiver(finding, allowed) for finding in found}


def main():
    archive, registry, base, *allowed = sys.argv[1:]
    judged = judge(Image(archive, base_config(registry, base)), allowed)
    for (rule, text), reason in judged.items():
        print(f"{rule}: {text}" + (f" (waived: {reason})" if reason else ""))
    return 0 if all(judged.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
