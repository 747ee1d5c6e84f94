"""What the judges say, and the ways in which one can fail to say anything."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Callable


class Unavailable(Exception):
    """A judge cannot be had on this machine; the text says why. Its part is skipped, and said to be."""


class Unfetched(Unavailable):
    """A judge is not there yet, and its download or set-up failed. Its part is left out, and the run fails for it: else
    a broken network would pass for a machine that cannot have the judge."""


class Broken(Exception):
    """A judge is there but failed. That is never a skip: a broken judge must not pass for a content one."""


@dataclass(frozen=True, order=True)
class Remark:
    """One complaint about one text, before it is known where the text stands. Line 0 is the whole file."""

    judge: str
    rule: str
    line: int
    message: str


@dataclass(frozen=True, order=True)
class Finding:
    """One complaint about one file of the tree."""

    path: str
    line: int
    judge: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: [{self.judge} {self.rule}] {self.message}"


def ended(name: str, work: Callable[[], int]) -> int:
    """The exit status of a check: its own, or 2 and 77 where a judge is broken or not to be had, which is said."""
    try:
        return work()
    except Unavailable as reason:
        print(f"{name}: {'failed to get' if isinstance(reason, Unfetched) else 'skipped'}: {reason}", file=sys.stderr)
        return 2 if isinstance(reason, Unfetched) else 77
    except (Broken, OSError) as fault:
        print(f"{name}: broken: {fault}", file=sys.stderr)
        return 2
