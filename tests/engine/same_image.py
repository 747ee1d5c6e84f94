#!/usr/bin/env python3
"""Builds each spec twice, without the passes that only save time or room and with them, and compares the two images:
files, contents, modes, owners, links, extended attributes, and configuration.

    same_image.py --work DIR --stores DIR --seeds FIRST COUNT [--dialect NAME] [--with=OPTION]

`--work` holds a folder for each seed with model.box and its build context (see generate_specs), and gets what each
compile and build wrote; `--stores` keeps the layers of the bases from one call to the next. The environment names the compiler (BOXWRIGHT), `buildctl` and its daemon (BUILDCTL,
BUILDKIT_HOST) and the addresses that builds know besides (BUILD_HOSTS, as NAME=ADDRESS,…).
"""

import argparse
import concurrent.futures
import difflib
import fnmatch
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

from image_tree import Store

# What two builds of one Dockerfile do not have in common, either, and what no container sees. A pattern's `*` also
# stands for `/`.
LEFT_OUT = {
    "/var/log/*": "logs hold the time",
    "/var/cache/*": "caches: apt's, debconf's, ldconfig's",
    "/var/lib/apt/lists/lock": "apt's, empty; gone with the lists, and there where these were a mount",
    "/var/lib/apt/lists/partial": "the same, a folder",
    "/var/lib/dpkg/*-old": "dpkg's copy of its list before the last call",
    "/etc/*-": "the accounts before the last change, kept by useradd",
    "/tmp/*": "launched containers have an empty one over it; the portable dialect leaves there what a step only read",
    "/proc": "the engine's", "/sys": "the engine's", "/dev": "the engine's",
}
CONFIGURATION = ("User", "WorkingDir", "Entrypoint", "Cmd", "ExposedPorts", "Volumes", "Healthcheck", "Labels",
                 "StopSignal", "Shell", "OnBuild")


def is_left_out(path):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in LEFT_OUT)


def differences(one, other, left_out=is_left_out):
    """Each thing in which two images differ, as `path: what`."""
    (files, config), (other_files, other_config) = one, other
    for path in sorted(files.keys() | other_files.keys()):
        a, b = files.get(path), other_files.get(path)
        if a == b or left_out(path):
            continue
        if a is None or b is None:
            yield f"{path}: only in the {'second' if a is None else 'first'} image"
            continue
        for what in ("kind", "mode", "owner", "content", "xattrs"):
            x, y = getattr(a, what), getattr(b, what)
            if x == y:
                continue
            x, y = (f"{x:o}", f"{y:o}") if what == "mode" else (x, y)
            yield f"{path}: {what} {x} and {y}"
            if what == "content" and a.text and b.text:
                yield from changed_lines(a.text, b.text)
    a, b = config.get("config", {}), other_config.get("config", {})
    for name in CONFIGURATION:
        if (a.get(name) or None) != (b.get(name) or None):
            yield f"configuration {name}: {json.dumps(a.get(name))} and {json.dumps(b.get(name))}"
    a, b = (dict(pair.partition("=")[::2] for pair in c.get("Env") or []) for c in (a, b))
    for name in sorted(a.keys() | b.keys()):
        if a.get(name) != b.get(name):
            yield f"configuration Env {name}: {a.get(name)!r} and {b.get(name)!r}"


def changed_lines(one, other):
    lines = [text.decode(errors="replace").splitlines() for text in (one, other)]
    for line in list(difflib.unified_diff(*lines, n=0, lineterm=""))[2:12]:
        yield "    " + line[:300]


class Failure(Exception):
    """A step that failed, and what it said."""


def call(words, log, **options):
    with log.open("w") as out:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, check=False, **options)
    if done.returncode:
        lines = log.read_text(errors="replace").splitlines()
        raise Failure(f"{' '.join(map(str, words[:2]))} failed, see {log}:\n" + "\n".join(lines[-6:]))


class Builder:
    """Compiles and builds on one OCI layout: each thread has its own."""

    def __init__(self, store, dialect, tries=2):
        self.store, self.dialect, self.tries = Store(store), dialect, tries

    def image(self, spec, name, options):
        """The image of a spec compiled with these options; `spec/name` keeps the Dockerfile and the logs."""
        out = spec / name
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        call([os.environ["BOXWRIGHT"], "compile", "model.box", f"--dialect={self.dialect}", "-o", name, *options],
             out / "compile.log", cwd=spec)
        return self.build(spec, out)

    def build(self, context, out):
        """The image that `out/Dockerfile` makes of this context."""
        hosts = os.environ.get("BUILD_HOSTS", "")
        words = [os.environ["BUILDCTL"], "build", "--progress=plain", "--frontend=dockerfile.v0",
                 f"--local=context={context}", f"--local=dockerfile={out}", *([f"--opt=add-hosts={hosts}"] if hosts else []),
                 f"--output=type=oci,tar=false,compression=uncompressed,dest={self.store.folder}",
                 f"--metadata-file={out / 'build.json'}"]
        for left in reversed(range(self.tries)):
            try:
                call(words, out / "build.log")
                break
            except Failure as failure:
                # A registry of packages may be out of breath; a Dockerfile that is wrong fails again.
                if not left:
                    raise failure
        return self.store.image(json.loads((out / "build.json").read_text())["containerimage.digest"])

    def compare(self, spec, options):
        try:
            plain = self.image(spec, "plain", ["-O", "0"])
            optimised = self.image(spec, "optimised", options)
            return list(differences(plain, optimised))
        finally:
            self.store.forget_layers()


def run(work, stores, seeds, dialect, options, jobs):
    """Prints what differs; returns how many specs were compared and how many were not the same."""
    local, number, lock = threading.local(), iter(range(jobs)), threading.Lock()

    def one(seed):
        if not hasattr(local, "builder"):
            with lock:
                local.builder = Builder(stores / str(next(number)), dialect)
        spec = work / str(seed)
        try:
            return seed, local.builder.compare(spec, options)
        except Failure as failure:
            return seed, [str(failure)]

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for seed, found in pool.map(one, seeds):
            if not found:
                continue
            failed += 1
            print(f"seed {seed}, {dialect}{''.join(' ' + o for o in options)}: compare {work / str(seed)}/plain/Dockerfile "
                  f"and optimised/Dockerfile", *found[:12], sep="\n  ", flush=True)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--stores", type=Path, required=True)
    parser.add_argument("--seeds", type=int, nargs=2, metavar=("FIRST", "COUNT"), required=True)
    parser.add_argument("--dialect", default="buildkit")
    parser.add_argument("--with", dest="option", default="", help="an option of the second compile")
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1))
    options = parser.parse_args()
    first, count = options.seeds
    work = options.work.resolve()
    extra = [options.option] if options.option else []
    failed = run(work, options.stores.resolve(), range(first, first + count), options.dialect, extra, options.jobs)
    print(f"{count} specs, {failed} with a difference")
    return 1 if failed or not count else 0


if __name__ == "__main__":
    sys.exit(main())
