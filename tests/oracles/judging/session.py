"""One session: every judge looks at every subject, and waivers are applied."""

from __future__ import annotations

import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Callable

import contexts
import dockerfiles
import linters
import manifests
import meanings
import scripts
from dockerfiles import Desk, Remarks
from remembered import remembered
from subjects import Case, Subject, Tree
from verdict import Finding, Unavailable
from waivers import UNPINNED

WORKERS = 2  # more would only take the processors away from whatever else is tested at the same time


@dataclass
class Outcome:
    findings: list[Finding] = field(default_factory=list)
    skipped: dict[str, Unavailable] = field(default_factory=dict)  # judge → why
    judged: Counter[str] = field(default_factory=Counter)  # judge → distinct texts
    waived: Counter[tuple[str, str]] = field(default_factory=Counter)  # judge and rule → findings that a waiver covers
    notes: list[str] = field(default_factory=list)


class Session:
    def __init__(self, tree: Tree, *, asks_compiler: bool = True):
        self.tree = tree
        self.asks_compiler = asks_compiler
        self.outcome = Outcome()

    def run(self) -> Outcome:
        with tempfile.TemporaryDirectory(prefix="boxwright-oracles-") as name:
            folder = Path(name)

            def desk(kind: str, file: str, subjects: list[Subject]) -> Desk:
                return Desk(folder / kind, file, {subject.digest: subject.content for subject in subjects})

            self.judge_all(desk("dockerfiles", "Dockerfile", self.tree.dockerfiles), desk("scripts", "script.sh", self.tree.scripts),
                           desk("ignore", ".dockerignore", self.tree.ignore_files))
            self.judge_linter_files()
            self.judge_manifests(desk("kubernetes", "kubernetes.yaml", self.tree.kubernetes_files))
        self.check_waivers()
        self.outcome.findings.sort()
        return self.outcome

    def judge_all(self, texts: Desk, launchers: Desk, ignore: Desk) -> None:
        with ThreadPoolExecutor(WORKERS) as pool:
            jobs = [
                pool.submit(self.judge_by_buildkit_and_checkov, texts),
                pool.submit(self.ask, "hadolint", self.tree.dockerfiles, lambda: remembered("hadolint", dockerfiles.hadolint, texts, texts.digests)),
                pool.submit(self.ask, "trivy", self.tree.dockerfiles, lambda: remembered("trivy", dockerfiles.trivy, texts, texts.digests)),
                pool.submit(self.judge_contexts, ignore),
                pool.submit(self.judge_meanings),
            ]
            for judge, look in scripts.JUDGES.items():
                jobs.append(pool.submit(self.ask, judge, self.tree.scripts, partial(remembered, judge, look, launchers, launchers.digests)))
            for job in jobs:
                job.result()

    def judge_linter_files(self) -> None:
        try:
            found, folders = linters.check(self.tree.root)
        except Unavailable as reason:
            self.outcome.skipped["linters"] = reason
            return
        self.outcome.findings += found
        if folders:
            self.outcome.notes.append(f"the files of {folders} specs for a team's own linters name what these find and the spec waives")

    def judge_manifests(self, objects: Desk) -> None:
        self.ask("compose", self.tree.compose_files, lambda: manifests.compose(self.tree.compose_files))
        self.ask("kubernetes", self.tree.kubernetes_files, lambda: manifests.kubernetes(self.tree.kubernetes_files))
        self.ask("checkov", self.tree.kubernetes_files, lambda: manifests.checkov(objects, objects.digests))
        self.ask("trivy", self.tree.kubernetes_files, lambda: manifests.trivy(objects, objects.digests))

    def ask(self, judge: str, subjects: list[Subject], look: Callable[[], Remarks]) -> None:
        """Runs one judge over its subjects. A judge that is not to be had is noted, not forgotten."""
        if not subjects:
            return
        try:
            remarks = look()
        except Unavailable as reason:
            self.outcome.skipped[judge] = reason
            return
        self.outcome.judged[judge] += len(subjects)
        for subject in subjects:
            for remark in remarks.get(subject.digest, []):
                for path, case in subject.places:
                    place = self.tree.relative(path)
                    self.weigh(Finding(place, remark.line, remark.judge, remark.rule, remark.message), case)

    def judge_by_buildkit_and_checkov(self, desk: Desk) -> None:
        """BuildKit's answer also says which texts checkov can read."""
        unfit: set[str] = set()

        def look() -> Remarks:
            remarks, found = dockerfiles.buildkit(desk, desk.digests)
            unfit.update(found)
            return remarks

        self.ask("buildkit", self.tree.dockerfiles, look)
        if "buildkit" in self.outcome.skipped:
            self.outcome.skipped["checkov"] = Unavailable("needs buildkit-judge, which says which files have here-documents")
            return
        readable = [subject for subject in self.tree.dockerfiles if subject.digest not in unfit]
        self.ask("checkov", readable, lambda: remembered("checkov", dockerfiles.checkov, desk, [subject.digest for subject in readable]))
        if unfit:
            self.outcome.notes.append(f"checkov was not asked about {len(unfit)} that hold here-documents, which it misreads")

    def judge_contexts(self, desk: Desk) -> None:
        self.ask("context", self.tree.ignore_files, lambda: contexts.parse(desk, desk.digests))
        if "context" in self.outcome.skipped or not self.tree.dockerfiles:
            return
        try:
            found, compared = contexts.compare(self.tree)
        except Unavailable as reason:
            self.outcome.skipped["context"] = reason
            return
        self.outcome.notes.append(f"{compared} contexts were compared with what their Dockerfiles read")
        for finding, case in found:
            self.weigh(finding, case)

    def judge_meanings(self) -> None:
        if not self.asks_compiler:
            return
        try:
            found, judged, notes = meanings.judge(self.tree)
        except Unavailable as reason:
            self.outcome.skipped["meaning"] = reason
            return
        if judged:
            self.outcome.judged["meaning"] += len(judged)
        self.outcome.notes += notes
        for finding, case in found:
            self.weigh(finding, case)

    def weigh(self, finding: Finding, case: Case) -> None:
        waiver = case.waivers.cover(finding.judge, finding.rule)
        if waiver is None:
            self.outcome.findings.append(finding)
            return
        self.outcome.waived[finding.judge, finding.rule] += 1

    def check_waivers(self) -> None:
        for case in self.tree.cases:
            def fault(line: int, rule: str, message: str, place: str = self.tree.relative(case.waivers.path)) -> None:
                self.outcome.findings.append(Finding(place, line, "waivers", rule, message))

            for line, message in case.waivers.faults:
                fault(line, "Malformed", message)
            for row in case.waivers.rows:
                unasked = any(judge.removesuffix("-system") == row.judge for judge in self.outcome.skipped)
                if not row.used and not unasked:
                    fault(row.line, "Unused", f"nothing here is found by {row.judge} {row.rule}: remove the waiver")
                elif row.used and (row.judge, row.rule) in UNPINNED and not case.allows_unpinned():
                    what = f"{row.judge} {row.rule} is about what is not pinned"
                    fault(row.line, "NotInSpec", f"{what}: the spec must say `allow unpinned …`")
