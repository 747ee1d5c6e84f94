"""Collects what is to be judged: emitted files of the examples and of the golden cases, each distinct text once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterator

from waivers import Waivers

STDLIB = Path(__file__).resolve().parents[3] / "stdlib"
IGNORE_FILES = ("Dockerfile.dockerignore", ".dockerignore")  # the first that is there counts, as for the builder


@dataclass(eq=False)
class Case:
    """A folder that holds a spec, what it needs and what is expected of it."""

    folder: Path
    is_example: bool
    waivers: Waivers

    def allows_unpinned(self) -> bool:
        """Does a spec of this case, or a template it uses, allow what is not pinned, or does the compiler warn of it?"""
        texts = [file.read_text(errors="replace") for file in self.folder.rglob("*.box") if file.is_file()]
        templates = {STDLIB / f"{name}.box" for text in texts for name in re.findall(r"\buse ([a-z-]+)", text)}
        texts += [template.read_text(errors="replace") for template in templates if template.is_file()]
        if any("allow unpinned" in " ".join(text.split()) for text in texts):
            return True
        return any("unpinned" in file.read_text(errors="replace") for file in self.folder.glob("expected*/diagnostics.txt"))

    def context_of(self, dockerfile: Path) -> Path | None:
        """The build context: the folder of the spec that the Dockerfile was compiled from; None if that is unclear."""
        expected = self.folder / dockerfile.relative_to(self.folder).parts[0]
        nested = self.folder / dockerfile.parent.relative_to(expected)
        for folder in (nested, self.folder):
            if any(folder.glob("*.box")):
                return folder
        return None


@dataclass(eq=False)
class Subject:
    """One distinct text and every place where it stands."""

    digest: str
    content: bytes
    places: list[tuple[Path, Case]] = field(default_factory=list)


@dataclass
class Tree:
    """All there is to judge below one root."""

    root: Path
    cases: list[Case]
    dockerfiles: list[Subject]
    scripts: list[Subject]
    ignore_files: list[Subject]
    compose_files: list[Subject]
    kubernetes_files: list[Subject]

    def relative(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def collect(root: Path) -> Tree:
    cases: dict[Path, Case] = {}

    def case_at(folder: Path, is_example: bool) -> Case:
        if folder not in cases:
            cases[folder] = Case(folder, is_example, Waivers.read(folder / "waivers"))
        return cases[folder]

    dockerfiles: dict[str, Subject] = {}
    scripts: dict[str, Subject] = {}
    ignore_files: dict[str, Subject] = {}
    compose_files: dict[str, Subject] = {}
    kubernetes_files: dict[str, Subject] = {}
    for folder, expected, is_example in expected_folders(root):
        case = case_at(folder, is_example)
        for path in sorted(file for file in expected.rglob("*") if file.is_file()):
            if path.name == "Dockerfile":
                add(dockerfiles, path, case)
            elif path.name in IGNORE_FILES:
                add(ignore_files, path, case)
            elif path.name == "compose.yaml":
                add(compose_files, path, case)
            elif path.name.startswith("kubernetes") and path.suffix == ".yaml":
                add(kubernetes_files, path, case)
            elif path.suffix == ".sh" and "launch" in path.relative_to(expected).parts[:-1]:
                add(scripts, path, case)
    for is_example, pattern in ((True, "examples/*/waivers"), (False, "tests/golden/**/waivers")):
        for file in root.glob(pattern):
            if "expected" not in file.relative_to(root).parts:
                case_at(file.parent, is_example)  # a waivers file with nothing to waive must be told of, too
    return Tree(root, [cases[folder] for folder in sorted(cases)], *(list(kind.values()) for kind in (dockerfiles, scripts, ignore_files, compose_files, kubernetes_files)))


def expected_folders(root: Path) -> Iterator[tuple[Path, Path, bool]]:
    """Case folder, folder of expected files, and whether the case is an example."""
    for expected in sorted(root.glob("examples/*/expected*")):
        if expected.is_dir():
            yield expected.parent, expected, True
    for expected in sorted(root.glob("tests/golden/**/expected")):
        if expected.is_dir() and "expected" not in expected.parent.relative_to(root).parts:
            yield expected.parent, expected, False


def add(known: dict[str, Subject], path: Path, case: Case) -> None:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    known.setdefault(digest, Subject(digest, content)).places.append((path, case))
