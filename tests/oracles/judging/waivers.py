"""Waivers: lines `JUDGE RULE reason…` in a file `waivers` beside a spec. One that waives nothing is a finding itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

JUDGES = ("hadolint", "buildkit", "trivy", "checkov", "shellcheck", "dash", "checkbashisms", "context",
          "compose", "kubernetes")

# Rules of the judges that speak of what is not pinned. The spec has its own word for that, so a waiver here must lean
# on it: see Case.allows_unpinned.
UNPINNED = {
    ("hadolint", "DL3006"), ("hadolint", "DL3007"), ("hadolint", "DL3008"), ("hadolint", "DL3013"), ("hadolint", "DL3016"),
    ("hadolint", "DL3018"), ("hadolint", "DL3033"), ("hadolint", "DL3037"), ("hadolint", "DL3041"), ("hadolint", "DL3062"),
    ("trivy", "DS001"), ("checkov", "CKV_DOCKER_7"), ("checkov", "CKV_K8S_43"),
}


@dataclass(eq=False)
class Waiver:
    judge: str
    rule: str
    line: int
    used: bool = False


@dataclass(eq=False)
class Waivers:
    """The waivers of one case."""

    path: Path
    rows: list[Waiver] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> Waivers:
        found = cls(path)
        if not path.is_file():
            return found
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            words = line.split(maxsplit=2)
            if not words or words[0].startswith("#"):
                continue
            if words[0] not in JUDGES:
                found.faults.append((number, f"no judge is called `{words[0]}`; there are {', '.join(JUDGES)}"))
            elif len(words) < 3:
                found.faults.append((number, "a waiver is written `JUDGE RULE reason`"))
            elif any((row.judge, row.rule) == (words[0], words[1]) for row in found.rows):
                found.faults.append((number, f"`{words[0]} {words[1]}` is waived twice"))
            else:
                found.rows.append(Waiver(words[0], words[1], number))
        return found

    def cover(self, judge: str, rule: str) -> Waiver | None:
        """The waiver that covers a finding; it then counts as used."""
        for row in self.rows:
            if row.rule == rule and row.judge == judge.removesuffix("-system"):
                row.used = True
                return row
        return None
