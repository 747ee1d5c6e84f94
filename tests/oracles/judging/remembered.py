"""What a judge said of a text it says again: verdicts are kept beside the tools, by the judge's version and the text's digest.

The self-test asks the judges themselves, every time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import astuple
from functools import lru_cache
from pathlib import Path
from typing import Callable

import tools
from dockerfiles import Desk, Remarks
from verdict import Remark
from versions import MODULES, version_of

Look = Callable[[Desk, list[str]], Remarks]


@lru_cache(maxsize=None)
def folder_of(judge: str) -> Path:
    """One that nothing else shares: another version of the judge or of what is asked of it has its own."""
    sources = [Path(__file__).with_name(f"{name}.py") for name in ("dockerfiles", "manifests", "scripts", "tools")] + [tools.HERE / "hadolint.yaml"]
    if judge in MODULES:
        sources += sorted(file for file in (tools.HERE / MODULES[judge][0]).iterdir() if file.is_file())
    key = hashlib.sha256(version_of(judge).encode())
    for source in sources:
        key.update(source.read_bytes())
    folder = tools.cache_root() / "verdicts" / judge / key.hexdigest()[:32]
    for other in folder.parent.iterdir() if folder.parent.is_dir() else ():
        if other != folder:
            shutil.rmtree(other, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def read(file: Path) -> list[Remark] | None:
    try:
        return [Remark(*row) for row in json.loads(file.read_text())]
    except (OSError, ValueError, TypeError):
        return None


def remembered(judge: str, look: Look, desk: Desk, digests: list[str]) -> Remarks:
    folder = folder_of(judge)
    known = {digest: remarks for digest in digests if (remarks := read(folder / digest)) is not None}
    new = [digest for digest in digests if digest not in known]
    fresh = look(desk, new) if new else {}
    for digest in new:
        known[digest] = fresh.get(digest, [])
        part = folder / f"{digest}.part"
        part.write_text(json.dumps([astuple(remark) for remark in known[digest]]))
        part.rename(folder / digest)
    return known
