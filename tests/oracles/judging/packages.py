"""Archives of registry packages, fetched once and held to a checksum."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
from pathlib import Path

import tools
from verdict import Broken, Unfetched


def archive(registry: str, name: str, version: str, checksum: str) -> Path:
    """The package's archive; fetched once."""
    kept = tools.cache_root() / "packages" / f"{registry}-{name.replace('/', '_')}-{version}"
    if not kept.is_file() or hashlib.sha256(kept.read_bytes()).hexdigest() != checksum:
        tools.say(f"fetching {name} {version}")
        kept.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder:
            fetched = from_go(name, version) if registry == "go" else from_npm(name, version, folder)
            content = fetched.read_bytes()
            if (found := hashlib.sha256(content).hexdigest()) != checksum:
                raise Broken(f"{name} {version} has the checksum {found}, not {checksum}")
            fresh = Path(folder) / "fresh"
            fresh.write_bytes(content)
            fresh.rename(kept)
    return kept


def fetch(command: list[str | Path], folder: str | None, env: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    if done.returncode != 0:
        raise Unfetched(f"`{' '.join(map(str, command))}` failed: {tools.last_line(done.stderr + done.stdout)}")
    return done.stdout


def from_go(name: str, version: str) -> Path:
    go, _ = tools.go_tool()
    with tempfile.TemporaryDirectory() as folder:  # outside of any module
        return Path(json.loads(fetch([go, "mod", "download", "-json", f"{name}@{version}"], folder, tools.go_environment()))["Zip"])


def from_npm(name: str, version: str, folder: str) -> Path:
    npm = tools.from_system("npm", "npm")
    told = fetch([npm, "pack", "--json", "--ignore-scripts", f"{name}@{version}"], folder, dict(os.environ))
    return Path(folder) / json.loads(told)[0]["filename"]
