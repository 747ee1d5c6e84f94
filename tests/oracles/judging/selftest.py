"""Proves the judges: in a tree made for the purpose each finds just what is wrong there.

A judge that loads nothing would find nothing anywhere, and everything would look clean. So every judge has files here
that it must complain about, by name, and files that it must leave alone. The whole path is used: files are collected,
judged and waived as in the real tree.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import selftest_files
import selftest_meanings
import tools
from session import Session
from subjects import collect
from verdict import Unavailable


def run() -> tuple[list[str], dict[str, Unavailable]]:
    """What is not as it must be, and which judges were skipped and why."""
    with tempfile.TemporaryDirectory(prefix="boxwright-oracles-selftest-") as name:
        root = Path(name)
        for path, content in selftest_files.FILES.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(content, encoding="utf-8")
        outcome = Session(collect(root), asks_compiler=False).run()
    missing = set(outcome.skipped)
    told = {(finding.path, finding.judge, finding.rule) for finding in outcome.findings}
    due = {(row.path, row.judge, rule) for row in selftest_files.DUE for rule in row.rules.split()
           if not missing.intersection((row.judge, row.needs))}
    wrong = [f"{judge} does not find {rule} in {path}" for path, judge, rule in sorted(due - told)]
    wrong += [f"{judge} finds {rule} in {path}, which is not there" for path, judge, rule in sorted(told - due)]
    if "trivy" not in missing:
        wrong += examples_of_policies()
    try:
        wrong += selftest_meanings.run()
    except Unavailable as reason:
        outcome.skipped["meaning"] = reason
    return wrong, outcome.skipped


def examples_of_policies() -> list[str]:
    try:
        done = subprocess.run([tools.go_program("policy-judge"), "examples"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except Unavailable:
        return []
    return [] if done.returncode == 0 else [f"policy-judge judges the policies' own examples wrongly: {done.stdout}{done.stderr}"]
