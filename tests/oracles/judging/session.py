"""One session of the court: every judge looks at every subject, and waivers are applied."""

from __future__ import annotations

import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import contexts
import dockerfiles
import scripts
from dockerfiles import Desk, Remarks
from subjects import Case, Subject, Tree
from verdict import Finding, Unavailable
from waivers import UNPINNED

WORKERS = 2  # more would only take the processors away from whatever else is tested at the same time


@dataclass
class Outcome:
    findings: list[Finding] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)  # judge → why
    judged: Counter[str] = field(default_factory=Counter)  # judge → distinct texts
    waived: Counter[str] = field(default_factory=Counter)  # judge → findings that a waiver covers
    notes: list[str] = field(default_factory=list)


class Session:
    def __init__(self, tree: Tree):
        self.tree = tree
        self.outcome = Outcome()

    def run(self) -> Outcome:
        with tempfile.TemporaryDirectory(prefix="boxwright-oracles-") as name:
            folder = Path(name)
            desk = {
                kind: Desk(folder / kind, file, {subject.digest: subject.content for subject in subjects})
                for kind, file, subjects in (("dockerfiles", "Dockerfile", self.tree.dockerfiles), ("scripts", "script.sh", self.tree.scripts),
                                             ("ignore", ".dockerignore", self.tree.ignore_files))
            }
            self.judge_all(desk["dockerfiles"], desk["scripts"], desk["ignore"])
        self.check_waivers()
        self.outcome.findings.sort()
        return self.outcome

    def judge_all(self, texts: Desk, launchers: Desk, ignore: Desk) -> None:
        with ThreadPoolExecutor(WORKERS) as pool:
            jobs = [
                pool.submit(self.judge_dockerfiles_first, texts),
                pool.submit(self.ask, "hadolint", self.tree.dockerfiles, lambda: dockerfiles.hadolint(texts, texts.digests)),
                pool.submit(self.ask, "trivy", self.tree.dockerfiles, lambda: dockerfiles.trivy(texts, texts.digests)),
                pool.submit(self.ask, "shellcheck", self.tree.scripts, lambda: scripts.shellcheck(launchers, launchers.digests)),
                pool.submit(self.ask, "shellcheck-system", self.tree.scripts, lambda: scripts.shellcheck_of_system(launchers, launchers.digests)),
                pool.submit(self.ask, "dash", self.tree.scripts, lambda: scripts.dash(launchers, launchers.digests)),
                pool.submit(self.ask, "checkbashisms", self.tree.scripts, lambda: scripts.checkbashisms(launchers, launchers.digests)),
                pool.submit(self.judge_contexts, ignore),
            ]
            for job in jobs:
                job.result()

    def ask(self, judge: str, subjects: list[Subject], look: Callable[[], Remarks]) -> None:
        """Runs one judge over its subjects. A judge that is not to be had is noted, not forgotten."""
        if not subjects:
            return
        try:
            remarks = look()
        except Unavailable as reason:
            self.outcome.skipped[judge] = str(reason)
            return
        self.outcome.judged[judge] += len(subjects)
        for subject in subjects:
            for remark in remarks.get(subject.digest, []):
                for path, case in subject.places:
                    place = self.tree.relative(path)
                    self.weigh(Finding(place, remark.line, remark.judge, remark.rule, remark.message), case)

    def judge_dockerfiles_first(self, desk: Desk) -> None:
        """BuildKit's answer also says which texts checkov can read."""
        with_documents: set[str] = set(desk.digests)

        def look() -> Remarks:
            remarks, found = dockerfiles.buildkit(desk, desk.digests)
            with_documents.intersection_update(found)
            return remarks

        self.ask("buildkit", self.tree.dockerfiles, look)
        if "buildkit" in self.outcome.skipped:
            self.outcome.skipped["checkov"] = "needs buildkit-judge, which tells which files have here-documents"
            return
        readable = [subject for subject in self.tree.dockerfiles if subject.digest not in with_documents]
        self.ask("checkov", readable, lambda: dockerfiles.checkov(desk, [subject.digest for subject in readable]))
        if with_documents:
            self.outcome.notes.append(f"checkov was not asked about {len(with_documents)} with here-documents, which it cannot read")

    def judge_contexts(self, desk: Desk) -> None:
        self.ask("context", self.tree.ignore_files, lambda: contexts.parse(desk, desk.digests))
        if "context" in self.outcome.skipped or not self.tree.dockerfiles:
            return
        try:
            found, compared = contexts.compare(self.tree)
        except Unavailable as reason:
            self.outcome.skipped["context"] = str(reason)
            return
        self.outcome.notes.append(f"{compared} contexts were compared with what their Dockerfiles read")
        for finding, case in found:
            self.weigh(finding, case)

    def weigh(self, finding: Finding, case: Case) -> None:
        waiver = case.waivers.cover(finding.judge, finding.rule)
        if waiver is None:
            self.outcome.findings.append(finding)
            return
        self.outcome.waived[finding.judge] += 1

    def check_waivers(self) -> None:
        for case in self.tree.cases:
            place = self.tree.relative(case.waivers.path)

            def fault(line: int, rule: str, message: str) -> None:
                self.outcome.findings.append(Finding(place, line, "waivers", rule, message))

            for line, message in case.waivers.faults:
                fault(line, "Malformed", message)
            for row in case.waivers.rows:
                if not row.used and not any(judge.removesuffix("-system") == row.judge for judge in self.outcome.skipped):
                    fault(row.line, "Unused", f"nothing here is found by {row.judge} {row.rule}: remove the waiver")
                elif row.used and (row.judge, row.rule) in UNPINNED and not case.allows_unpinned():
                    fault(row.line, "NotInSpec", f"{row.judge} {row.rule} is about what is not pinned: the spec must say `allow unpinned …`")
