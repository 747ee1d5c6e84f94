#!/usr/bin/env python3
"""The rules for images, on images made here: each finds what it is about, and nothing in a good twin. Called with a folder
to work in, where it leaves wasteful.tar and thrifty.tar, images for dive."""

import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

from image_archive import Image
from image_rules import judge

# The base breaks every rule that can be broken by files and history: it is not ours to mend.
BASE_FILES = {"usr/bin/su": (0o4755, "su"), "root/.netrc/id_rsa": (0o600, "key"), "var/lib/apt/lists/main": (0o644, "Package: x"),
              "etc/shadow": (0o640, "root::1::::::\n"), "etc/passwd": (0o644, "a:x:1:1:::\nb:x:1:1:::\n"), "src/.git/config": (0o644, "")}
BASE_ROWS = ["ADD rootfs.tar / # buildkit", "RUN /bin/sh -c sudo apt-get update # buildkit", "ENV PASSWORD=x", "RUN apk add x", "RUN apt upgrade"]
GOOD = {"User": "10001:10001", "Healthcheck": {"Test": ["NONE"]}}


def row(text):
    return {"rows": [text]}


def file(path, mode=0o644, text="", *later):
    return {"layers": [{path: (mode, text)}, *later]}


# A rule, what breaks it, and what does not.
CASES = (
    ("CIS-DI-0001", {"User": ""}, {"User": "1:1"}),
    ("CIS-DI-0001", {"User": "root"}, {"User": "rooter"}),
    ("CIS-DI-0001", {"User": "0:0"}, {"User": "10:0"}),
    ("CIS-DI-0006", {"Healthcheck": None}, {"Healthcheck": {"Test": ["CMD", "true"]}}),
    ("CIS-DI-0007", row("RUN /bin/sh -c apt-get update # buildkit"), row("RUN /bin/sh -c apt-get update && apt-get install -y x # buildkit")),
    ("CIS-DI-0007", row("RUN apt-get install x && apt update"), row("RUN apt update && true && apt install x")),
    ("CIS-DI-0008", file("usr/bin/x", 0o4755), file("usr/bin/x", 0o755)),
    ("CIS-DI-0008", file("usr/bin/x", 0o2755), file("usr/bin/x", 0o1755)),
    ("CIS-DI-0009", row("ADD file.txt /file.txt # buildkit"), row("COPY file.txt /file.txt # buildkit")),
    ("CIS-DI-0009", row("/bin/sh -c #(nop) ADD file:0123 in / "), row("RUN echo ADD")),
    ("CIS-DI-0010", row("ENV DB_PASSWORD=x"), row("ENV DB_PASSWORD=")),
    ("CIS-DI-0010", row("RUN |1 token=x /bin/sh -c make # buildkit"), row("RUN |1 to=ken /bin/sh -c make # buildkit")),
    ("CIS-DI-0010", row("LABEL org.example.\"secret\"='it is'"), row("ENV GPG_KEY=0123")),
    ("CIS-DI-0010", row("RUN it's KEY=open"), row("RUN it's open")),
    ("CIS-DI-0010", file("app/.env"), file("app/env")),
    ("CIS-DI-0010", file("app/store.jks"), file("app/jks")),
    ("CIS-DI-0010", file("root/id_rsa", 0o600, "key", {"root/.wh.id_rsa": (0o600, "")}), file("root/.wh.id_rsa")),
    ("DKL-DI-0001", row("RUN make && sudo make install"), row("RUN make install # pseudo")),
    ("DKL-DI-0002", {"Volumes": {"/proc": {}}}, {"Volumes": {"/data": {}}}),
    ("DKL-DI-0003", row("RUN apt-get dist-upgrade -y"), row("RUN apt-get dist-clean")),
    ("DKL-DI-0003", row("RUN apk upgrade"), row("RUN pip install --upgrade x")),
    ("DKL-DI-0004", row("RUN apk add git"), row("RUN apk add --no-cache git")),
    ("DKL-DI-0005", file("var/lib/apt/lists/main_Packages"), file("var/lib/apt/lists/lock")),
    ("DKL-DI-0005", file("var/cache/apt/archives/x_1_all.deb"), file("var/cache/x_1_all.deb")),
    ("DKL-DI-0006", {"tags": ["me/image:latest"]}, {"tags": ["me/image:latest-1"]}),
    ("DKL-LI-0001", file("etc/shadow", 0o640, "root:*:1::::::\nme::1::::::\n"), file("etc/shadow", 0o640, "root:*:1::::::\nme:!:1::::::\n")),
    ("DKL-LI-0002", file("etc/passwd", 0o644, "a:x:1:1:::\nb:x:1:2:::\n"), file("etc/passwd", 0o644, "a:x:1:1:::\nb:x:2:1:::\n")),
    ("DKL-LI-0002", file("etc/group", 0o644, "a:x:7:\nb:x:7:\n"), file("etc/group", 0o644, "a:x:7:\nb:x:8:a\n")),
    ("DKL-LI-0003", file("root/.cache/pip/http/ab"), file("root/cache/pip/http/ab")),
    ("DKL-LI-0003", file("app/Dockerfile"), file("app/Dockerfile.md")),
    ("DKL-LI-0003", file("app/.git/HEAD"), file("app/node_modules/x/.git/HEAD")),
)
# What is found and waived, by what the spec allows or because it cannot be otherwise; and the same, not waived.
WAIVED = (
    ("CIS-DI-0001", {"User": "0"}, ["root-user"], ["unpinned"]),
    ("CIS-DI-0006", {"Healthcheck": None}, ["missing-healthcheck"], ["root-user"]),
    ("CIS-DI-0010", file("usr/lib/python3/site-packages/x/settings.py"), [], None),
    ("CIS-DI-0010", file("opt/app/settings.py"), None, []),
)


def layer_of(files):
    with io.BytesIO() as buffer:
        with tarfile.open(fileobj=buffer, mode="w") as layer:
            for path, (mode, text) in files.items():
                entry = tarfile.TarInfo(path)
                entry.mode, entry.size = mode, len(text)
                layer.addfile(entry, io.BytesIO(text.encode()))
        return buffer.getvalue()


def put(archive, name, content):
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def rows_of(*texts, **more):
    return [{"created_by": text, **more} for text in texts]


def save(path, layers=(), rows=(), tags=(), **config):
    """Writes an image on the base, as `docker save` does; returns the base's configuration."""
    blobs = [layer_of(files) for files in (BASE_FILES, *layers)]
    sums = ["sha256:" + hashlib.sha256(blob).hexdigest() for blob in blobs]
    base = {"rootfs": {"type": "layers", "diff_ids": sums[:1]}, "history": rows_of(BASE_ROWS[0]) + rows_of(*BASE_ROWS[1:], empty_layer=True)}
    rows = rows_of(*rows, empty_layer=True) + rows_of(*["COPY"] * len(layers))
    whole = {"config": GOOD | config, "rootfs": {"type": "layers", "diff_ids": sums}, "history": base["history"] + rows}
    names = [f"{number}/layer.tar" for number in range(len(blobs))]
    with tarfile.open(path, "w") as archive:
        put(archive, "config.json", json.dumps(whole).encode())
        put(archive, "manifest.json", json.dumps([{"Config": "config.json", "RepoTags": list(tags), "Layers": names}]).encode())
        for name, blob in zip(names, blobs):
            put(archive, name, blob)
    return base


def found(work, image, allowed=()):
    """The rules that an image breaks, and those of them that are not waived."""
    judged = judge(Image(work / "image.tar", save(work / "image.tar", **image)), allowed)
    return {finding.rule for finding in judged}, {finding.rule for finding, reason in judged.items() if not reason}


def main():
    work = Path(sys.argv[1])
    work.mkdir(parents=True, exist_ok=True)
    wrong = []

    def expect(what, wanted, got):
        if wanted != got:
            wrong.append(f"{what}: expected {wanted}, found {got}")

    for rule, bad, good in CASES:
        expect(bad, ({rule}, {rule}), found(work, bad))
        expect(good, (set(), set()), found(work, good))
    for rule, image, allowed, others in WAIVED:
        if allowed is not None:
            expect((image, allowed), ({rule}, set()), found(work, image, allowed))
        if others is not None:
            expect((image, others), ({rule}, {rule}), found(work, image, others))
    try:
        Image(work / "image.tar", {"rootfs": {"diff_ids": ["sha256:another"]}})
        wrong.append("another base was taken for this image's")
    except SystemExit:
        pass
    twice = {"data": (0o644, "x" * 4_000_000)}
    save(work / "thrifty.tar", [twice, {"more": (0o644, "x")}])
    save(work / "wasteful.tar", [twice, twice])
    print("\n".join([*wrong, f"{len(CASES)} pairs, {len(wrong)} wrong"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
