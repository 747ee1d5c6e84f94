"""Do other programs read our messages as they are meant?

Compiles each case of tests/golden/diagnostics, and a few specs with names and characters that are hard to count, to SARIF, to
JSON and to GitLab's report. The schema of SARIF and the SARIF Multitool judge the first; each of its fixes, applied by UTF-16
columns, must give what the JSON form's gives by code points, and mend the finding. Before that, documents with known faults
show that each of these checks finds something.
"""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, NamedTuple
from urllib.parse import unquote

import packages
import tools
from verdict import Broken, ended

GOLDENS = tools.HERE.parent / "golden/diagnostics"
SCHEMA = ("@microsoft/jest-sarif", "1.0.0-beta.0", "748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102",
          "lib/schemas/sarif-2.1.0-rtm.5.json")
MULTITOOL = ("@microsoft/sarif-multitool-linux", "5.7.0", "27d8e3e96dde578a23b7c45035b8d741fece5731e2700aa068015b8c44d1514e",
             "Sarif.Multitool")
VALIDATOR = "check-jsonschema==0.39.0"
NOT_HAD = {"SARIF2005"}  # it asks for a public page of the tool, which there is none of
NOT_ALL = ("E0139", "E0140")  # there are more than are told, so that one less cannot be seen
SEVERITIES = ("info", "minor", "major", "critical", "blocker")

HARD = {  # specs of our own, by their path
    "a b/m\u00f6%del#1.box": 'image acme/app:1.0 {\n  from debian:bookworm-slim\n  env A="\U0001d11e\u00e9\U0001d11e" B=${hom} C=${hom}\n  healtcheck none\n}\n',
    "crlf.box": '# \U0001d11e\r\nimage acme/app:1.0 {\r\n  from debian:bookworm-slim\r\n  env "\U0001d11e"=x A = b\r\n}\r\n',
    "template.box": "template t { workdri /x }\nimage acme/app:1.0 {\n  from debian:bookworm-slim\n  use t\n}\n",
    "quiet.box": 'image acme/app:1.0 {\n  from debian:bookworm-slim\n  allow unpinned debian:bookworm-slim "a test"\n}\n',
}


class Told(NamedTuple):
    """What was said of one spec."""

    name: str
    folder: Path
    spec: str
    arguments: list[str]
    sarif: dict
    gitlab: list
    lines: list[dict]


# ---- the tools ----


def unpacked(name: str, version: str, checksum: str, path: str) -> Path:
    """A file of an npm package, in the tools' cache; nothing of the package is run to install it."""
    archive = packages.archive("npm", name, version, checksum)
    folder = f"{name.replace('/', '_')}-{version}"
    kept = tools.cache_root() / folder / "package" / path
    if not kept.is_file():
        with tools.being_made(tools.cache_root(), folder) as fresh, tarfile.open(archive) as opened:
            members = [one for one in opened.getmembers() if one.isfile() and ".." not in Path(one.name).parts and not one.name.startswith("/")]
            opened.extractall(fresh, members=members)
            (fresh / "package" / path).chmod(0o755)
    return kept


def schema_faults(document: dict, folder: Path) -> list[str]:
    python = tools.from_pypi(VALIDATOR, program="bin/python")
    file = folder / "document.sarif"
    file.write_text(json.dumps(document))
    # Its own patterns are refused by the validator's default reader of regular expressions.
    done = subprocess.run([python, "-m", "check_jsonschema", "--regex-variant", "python", "--output-format", "json", "--schemafile", unpacked(*SCHEMA), file],
                          capture_output=True, text=True)
    try:
        told = json.loads(done.stdout)
    except ValueError as error:
        raise Broken(f"check-jsonschema: {tools.last_line(done.stderr + done.stdout)}") from error
    return [f"schema: {one['path']}: {one['message']}" for one in told["errors"]] + [f"schema: {one}" for one in told.get("parse_errors", [])]


def multitool_faults(document: dict, folder: Path) -> list[str]:
    """It ends with 0 whatever it finds, and finds nothing where a value is outside of its enumeration: the schema goes first."""
    file, report = folder / "document.sarif", folder / "report.sarif"
    file.write_text(json.dumps(document))
    report.unlink(missing_ok=True)
    done = subprocess.run([unpacked(*MULTITOOL), "validate", file, "--rule-kind", "Sarif", "--level", "Error;Warning", "--output", report,
                           "--log", "ForceOverwrite"], capture_output=True, text=True, env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
    if not report.is_file():
        raise Broken(f"the SARIF Multitool: {tools.last_line(done.stderr + done.stdout)}")
    found = json.loads(report.read_text(encoding="utf-8-sig"))["runs"][0].get("results", [])
    return [f"{one['ruleId']}: {' '.join(one['message'].get('arguments', []))}" for one in found if one["ruleId"] not in NOT_HAD]


# ---- what is told ----


def tell(program: str, name: str, folder: Path, spec: str, arguments: list[str]) -> Told:
    def form(form: str) -> str:
        done = subprocess.run([program, "check", f"--message-format={form}", *arguments, spec], cwd=folder, capture_output=True)
        if done.returncode not in (0, 1):
            raise Broken(f"{name}: {done.stderr.decode(errors='replace')[-500:]}")
        return done.stdout.decode()

    return Told(name, folder, spec, arguments, json.loads(form("sarif")), json.loads(form("gitlab")),
                [json.loads(line) for line in form("json").splitlines()])


def everything(program: str, folder: Path) -> list[Told]:
    asked = [(case.parent.name, case.parent, "model.box", (case.parent / "args").read_text().split() if (case.parent / "args").is_file() else [])
             for case in sorted(GOLDENS.glob("*/model.box"))]
    for path, text in HARD.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(text.encode())
        asked.append((path, folder, path, []))
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda one: tell(program, *one), asked))


# ---- fixes ----


def offset(text: str, line: int, column: int, width: int) -> int:
    """Where a place is, whose column counts UTF-16 code units (2) or code points (4)."""
    coding = {2: "utf-16-le", 4: "utf-32-le"}[width]
    lines = text.split("\n")
    return sum(len(one) + 1 for one in lines[: line - 1]) + len(lines[line - 1].encode(coding)[: (column - 1) * width].decode(coding, "replace"))


def replaced(text: str, region: dict, replacement: str, width: int) -> str:
    begin = offset(text, region["startLine"], region["startColumn"], width)
    end = offset(text, region["endLine"], region["endColumn"], width)
    return text[:begin] + replacement + text[end:]


def in_code_points(fix: dict) -> dict:
    return {"startLine": fix["line"], "startColumn": fix["column"], "endLine": fix["end_line"], "endColumn": fix["end_column"]}


def fix_faults(told: Told, program: str) -> list[str]:
    faults = []
    for result, line in zip(told.sarif["runs"][0]["results"], told.lines):
        fixes = result.get("fixes", [])
        if len(fixes) != len(line["fix"]):
            faults.append(f"{result['ruleId']} has {len(fixes)} fixes and {len(line['fix'])} as JSON")
        for ours, other in zip(fixes, line["fix"]):
            (change,) = ours["artifactChanges"]
            (replacement,) = change["replacements"]
            path = told.folder / unquote(change["artifactLocation"]["uri"])
            text = path.read_bytes().decode(errors="replace").replace("\r\n", "\n").removeprefix("\ufeff")
            fixed = replaced(text, replacement["deletedRegion"], replacement["insertedContent"]["text"], 2)
            if fixed != replaced(text, in_code_points(other), other["replacement"], 4):
                faults.append(f"a fix of {result['ruleId']} gives another text than the one of the JSON form")
            elif path == told.folder / told.spec and mends_nothing(told, program, fixed, line):
                faults.append(f"a fix of {result['ruleId']} mends nothing")
    return faults


def mends_nothing(told: Told, program: str, fixed: str, line: dict) -> bool:
    if any(one["code"] in NOT_ALL for one in told.lines):
        return False
    done = subprocess.run([program, "check", "--message-format=json", *told.arguments, "-"], cwd=told.folder, capture_output=True, input=fixed.encode())
    after = [json.loads(one) for one in done.stdout.decode().splitlines()]

    def count(lines: list[dict]) -> int:
        return sum(one["code"] == line["code"] and one["message"] == line["message"] for one in lines)

    return count(after) >= count(told.lines)


# ---- GitLab ----


def gitlab_faults(told: Told) -> list[str]:
    """As docs.gitlab.com/ci/testing/code_quality says what a report has to hold."""
    faults, seen = [], set()
    if not isinstance(told.gitlab, list):
        return ["the report for GitLab is no array"]
    for entry in told.gitlab:
        path = entry.get("location", {}).get("path", "")
        begin = entry.get("location", {}).get("lines", {}).get("begin")
        if not all(isinstance(entry.get(key), str) and entry[key] for key in ("description", "check_name", "fingerprint")):
            faults.append("an entry lacks its description, its check_name or its fingerprint")
        if entry.get("severity") not in SEVERITIES:
            faults.append(f"{entry.get('severity')} is no severity of GitLab's")
        if not path or path.startswith(("/", "./")):
            faults.append(f"`{path}` is no path from the repository's folder on")
        if not isinstance(begin, int) or begin < 1:
            faults.append(f"{begin} is no line")
        if entry.get("fingerprint") in seen:
            faults.append(f"two entries have the fingerprint {entry.get('fingerprint')}")
        seen.add(entry.get("fingerprint"))
    results = told.sarif["runs"][0]["results"]
    ours = [(one["check_name"], one["location"]["lines"]["begin"]) for one in told.gitlab if not faults]
    if not faults and ours != [(one["ruleId"], one["locations"][0]["physicalLocation"]["region"]["startLine"]) for one in results]:
        faults.append("GitLab is told of other findings than SARIF")
    return faults


# ---- all of it ----


def together(all_told: list[Told]) -> dict:
    """One document with the runs of all: the Multitool needs a second to start."""
    first = all_told[0].sarif
    for told in all_told:
        if {key: value for key, value in told.sarif.items() if key != "runs"} != {key: value for key, value in first.items() if key != "runs"}:
            raise Broken(f"{told.name}: another kind of document")
    return {**first, "runs": [told.sarif["runs"][0] for told in all_told]}


def sarif_faults(all_told: list[Told], folder: Path) -> list[str]:
    document = together(all_told)
    found = schema_faults(document, folder) or multitool_faults(document, folder)

    def with_name(fault: str) -> str:
        run = re.search(r"runs\[(\d+)\]", fault)
        return f"{all_told[int(run[1])].name}: {fault}" if run else fault

    return [with_name(fault) for fault in found]


def faults_of(all_told: list[Told], program: str, folder: Path) -> list[str]:
    faults = sarif_faults(all_told, folder)
    for told in all_told:
        faults += [f"{told.name}: {fault}" for fault in fix_faults(told, program) + gitlab_faults(told)]
    return faults


# ---- the proof that these find anything ----


def first_region(result: dict) -> dict:
    return result["locations"][0]["physicalLocation"]["region"]


def deleted_region(result: dict) -> dict:
    return result["fixes"][0]["artifactChanges"][0]["replacements"][0]["deletedRegion"]


FOR_SCHEMA: dict[str, Callable[[dict], object]] = {"level": lambda one: one.update(level="bad")}
FOR_MULTITOOL: dict[str, Callable[[dict], object]] = {  # by the rule that is due
    "SARIF1007": lambda one: first_region(one).update(endLine=1),
    "SARIF1009": lambda one: one.update(ruleIndex=9),
    "SARIF2017": lambda one: one["locations"][0]["physicalLocation"].pop("region"),
}
FOR_FIXES: dict[str, Callable[[dict], object]] = {"another text": lambda one: deleted_region(one).update(startColumn=1)}
FOR_GITLAB: dict[str, Callable[[list], object]] = {
    "lacks": lambda all: all[0].pop("fingerprint"),
    "two entries": lambda all: all[1].update(fingerprint=all[0]["fingerprint"]),
    "no severity": lambda all: all[0].update(severity="error"),
    "no path": lambda all: all[0]["location"].update(path="/model.box"),
    "no line": lambda all: all[0]["location"]["lines"].update(begin=0),
    "other findings": lambda all: all.pop(),
}


def selftest(program: str, folder: Path) -> list[str]:
    """Which of the faults that are made here are not found."""
    (folder / "model.box").write_bytes(HARD["crlf.box"].encode())
    good = tell(program, "good", folder, "model.box", [])

    def spoilt(name: str, spoil: Callable[[dict], object] | None, spoil_report: Callable[[list], object] | None = None) -> Told:
        told = Told(name, *copy.deepcopy(list(good)[1:]))
        if spoil:
            spoil(told.sarif["runs"][0]["results"][0])
        if spoil_report:
            spoil_report(told.gitlab)
        return told

    found = [f"schema {fault}" for fault in sarif_faults([spoilt(name, spoil) for name, spoil in FOR_SCHEMA.items()], folder)]
    wrong = [] if any("level" in fault for fault in found) else ["the schema finds nothing"]
    found = sarif_faults([good, *(spoilt(name, spoil) for name, spoil in FOR_MULTITOOL.items())], folder)
    wrong += [f"in a good document this is found: {fault}" for fault in found if fault.startswith("good: ")]
    wrong += [f"the Multitool does not find {rule}" for rule in FOR_MULTITOOL if not any(fault.startswith(f"{rule}: {rule}") for fault in found)]
    wrong += [f"`{due}` is not found" for due, spoil in FOR_FIXES.items() if due not in " ".join(fix_faults(spoilt(due, spoil), program))]
    wrong += [f"`{due}` is not found" for due, spoil in FOR_GITLAB.items() if due not in " ".join(gitlab_faults(spoilt(due, None, spoil)))]
    return [*wrong, *fix_faults(good, program), *gitlab_faults(good)]


def judge() -> int:
    program = os.environ.get("BOXWRIGHT") or str(tools.HERE.parent.parent / "build/release/boxwright")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="boxwright-messages-") as name:
        folder = Path(name)
        if wrong := selftest(program, folder):
            print("\n".join(f"messages: self-test: {fault}" for fault in wrong), file=sys.stderr)
            return 2
        all_told = everything(program, folder)
        faults = faults_of(all_told, program, folder)
    for fault in faults:
        print(fault)
    results = sum(len(told.sarif["runs"][0]["results"]) for told in all_told)
    fixes = sum(len(line["fix"]) for told in all_told for line in told.lines)
    print(f"messages: {len(all_told)} specs, {results} results with {fixes} fixes, {len(faults)} faults; {time.monotonic() - started:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(ended("messages", judge))
