"""The judges of compose files and Kubernetes objects: their own loaders, checkov, and what run.sh says.

The script of a launch is the yardstick: whatever it gives to `docker run`, a service and a pod give too, or the file has
a note that says what is left out.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import Any, Callable, Iterator

import tools
from dockerfiles import Desk, Remarks, clean_environment, decode, digest_of, json_lines
from subjects import Subject
from verdict import Broken, Remark

POLICIES = 156
# These want objects that belong to whoever owns the cluster (limits of a namespace), and an image from one cloud's registry
# each, so that no image pleases all of them.
ELSEWHERE = {"KSV032", "KSV033", "KSV034", "KSV035", "KSV039", "KSV040"}
CALLER = {"HOST_UID": "1001", "HOST_GID": "1002", "HOME": "/home/me", "XDG_CACHE_HOME": "/home/me/.cache"}
SUFFIXES = {"b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "Ki": 1 << 10, "Mi": 1 << 20, "Gi": 1 << 30}


def checkov(desk: Desk, digests: list[str]) -> Remarks:
    python = tools.from_pypi(tools.CHECKOV, program="bin/python")
    named = [word for name in desk.names(digests) for word in ("-f", name)]
    done = desk.run([python, "-m", "checkov.main", "--framework", "kubernetes", "--skip-download", "--compact", "-o", "json", *named],
                    allowed=(0, 1))
    report = decode(done.stdout, "checkov")
    results = report.get("results", {}) if isinstance(report, dict) else {}
    passed, failed = results.get("passed_checks", []), results.get("failed_checks", [])
    unread = set(digests) - {digest_of(row["file_path"]) for row in passed + failed}
    if unread or results.get("skipped_checks") or results.get("parsing_errors"):
        raise Broken(f"checkov did not judge every file: {len(unread)} unread, parsing errors {results.get('parsing_errors')}")
    remarks: dict[str, list[Remark]] = defaultdict(list)
    for row in failed:
        remarks[digest_of(row["file_path"])].append(Remark("checkov", row["check_id"], row["file_line_range"][0], row["check_name"]))
    return remarks


def trivy(desk: Desk, digests: list[str]) -> Remarks:
    program = tools.go_program("policy-judge")
    done = desk.run([program, "kubernetes", *desk.names(digests)], allowed=(0, 1))
    rows = json_lines(done.stdout, "policy-judge", digests)
    if any(row["policies"] != POLICIES for row in rows):
        raise Broken(f"policy-judge did not ask all {POLICIES} policies")
    return {digest_of(row["file"]): [Remark("trivy", f["rule"], f["line"], f["message"]) for f in row["findings"] if f["rule"] not in ELSEWHERE]
            for row in rows}


def loaded(kind: str, path: Path) -> tuple[Any, str]:
    """What a file means to those who read it, or why they do not."""
    program = tools.go_program("manifest-judge")
    done = subprocess.run([program, kind, path], env={**clean_environment(Path("/nonexistent")), **CALLER},
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise Broken(f"manifest-judge ended with status {done.returncode}: {done.stderr.strip()[-500:]}")
    return (decode(done.stdout, "manifest-judge"), "") if done.returncode == 0 else (None, done.stderr.strip())


def compose(subjects: list[Subject]) -> Remarks:
    return judged("compose", judge_compose, subjects)


def kubernetes(subjects: list[Subject]) -> Remarks:
    return judged("kubernetes", judge_kubernetes, subjects)


def judged(judge: str, look: Callable[[Path], Iterator[tuple[str, str]]], subjects: list[Subject]) -> Remarks:
    """The same text says the same everywhere; a script beside it that is not read here is a finding too."""
    remarks: dict[str, list[Remark]] = {}
    for subject in subjects:
        path = subject.places[0][0]
        try:
            remarks[subject.digest] = [Remark(judge, rule, 0, text) for rule, text in look(path)]
        except (LookupError, ValueError, OSError) as error:
            remarks[subject.digest] = [Remark(judge, "Unread", 0, f"it cannot be compared with its script: {error!r}")]
    return remarks


def judge_compose(path: Path) -> Iterator[tuple[str, str]]:
    project, error = loaded("compose", path)
    if error:
        yield "Invalid", error
        return
    notes = notes_of(path)
    scripts = {script.name: Launch(script) for script in path.parent.glob("launch/run*.sh")}
    for name, service in project["services"].items():
        profiles = service.get("profiles") or []
        script = scripts.pop(f"run-{profiles[0]}.sh" if profiles else "run.sh", None)
        if script is None:
            yield "Script", f"the service {name} has no script"
            continue
        for key, wanted, found in compared_service(script, service, path.parent, project):
            if wanted != found:
                yield "Differs", f"{name}: {key} is {found!r}, and the script has {wanted!r}"
        for flag in script.further:
            if flag not in notes:
                yield "Silent", f"{name}: {flag} is neither said nor noted"
    for name in scripts:
        yield "Script", f"launch/{name} has no service"


def notes_of(path: Path) -> str:
    return "\n".join(line for line in path.read_text().splitlines() if line.startswith("# Note: "))


class Launch:
    """What a script hands to `docker run`."""

    VALUES = {"name", "label", "restart", "pull", "cap-drop", "cap-add", "security-opt", "user", "network", "publish", "tmpfs",
              "mount", "env", "env-file", "cpus", "ipc", "memory", "shm-size", "workdir", "ulimit", "entrypoint"}
    FLAGS = {"rm", "detach", "init", "read-only", "interactive"}

    def __init__(self, script: Path):
        text = script.read_text()
        self.variables = dict(re.findall(r"^(image|container|stamp)=\"?([^\"\n]*)\"?$", text, re.M))
        gpus = re.search(r"^gpus=\$\{GPUS-(.*)\} #", text, re.M)
        self.gpus = shlex.split(gpus[1])[0].strip('"') if gpus else ""
        words = shlex.split(text[text.index('exec "${docker}" run') :].replace("\\\n", " "))[3:]
        words = [re.sub(r"\\([$`])", r"\1", word) for word in words]  # which shlex leaves as they are
        end = words.index("${image}")
        self.command = [word for word in words[end + 1 :] if word != "$@"]
        self.flags: set[str] = set()
        self.options: dict[str, list[str]] = defaultdict(list)
        self.further: list[str] = []
        rest = iter(words[:end])
        for word in rest:
            name = word.removeprefix("--")
            if name in self.FLAGS:
                self.flags.add(name)
            elif name in self.VALUES:
                self.options[name].append(next(rest))
            elif not word.startswith("${"):  # of the terminal, the GPUs, podman
                self.further.append(word)
        self.shell = "entrypoint" in self.options
        owner = re.search(r'^  \*\) owner="(.*)" ;;$', text, re.M)
        owner = owner[1].replace("${uid}", CALLER["HOST_UID"]).replace("${gid}", CALLER["HOST_GID"]) if owner else ""
        self.options["tmpfs"] = [word.replace("${owner}", owner) for word in self.options["tmpfs"]]

    def one(self, name: str) -> str:
        return (self.options[name] or [""])[-1]

    def variables_set(self) -> dict[str, str | None]:
        return {name: value if equals else None for name, equals, value in (text.partition("=") for text in self.options["env"])}

    def mounts(self) -> list[dict[str, str]]:
        return [dict((field.partition("=")[::2]) for field in text.split(",")) for text in self.options["mount"]]


def size_of(text: object) -> int:
    parts = re.fullmatch(r"(\d+)([A-Za-z]*)", str(text or 0))
    if not parts:
        return -1
    return int(parts[1]) * SUFFIXES.get(parts[2] if parts[2] in SUFFIXES else parts[2].lower() or "b", 1)


def on_host(source: str, folder: Path) -> str:
    for name, value in (("${project}", str(folder)), ("${HOME}", CALLER["HOME"]), ("${cache}", CALLER["XDG_CACHE_HOME"])):
        source = source.replace(name, value)
    return os.path.normpath(source)


def compared_service(script: Launch, service: dict, folder: Path, project: dict) -> Iterator[tuple[str, object, object]]:
    """What the script says, beside what the service says."""
    yield "image", script.variables["image"], service["image"]
    yield "container_name", script.variables["container"], service["container_name"]
    yield "labels", script.options["label"], [f"{name}={value}" for name, value in service["labels"].items()]
    yield "pull_policy", script.one("pull"), service["pull_policy"]
    yield "init", "init" in script.flags, service["init"]
    yield "restart", script.one("restart") or "no", service["restart"]
    yield "read_only", "read-only" in script.flags, service.get("read_only", False)
    yield "cap_drop", script.options["cap-drop"], service.get("cap_drop", [])
    yield "cap_add", script.options["cap-add"], service.get("cap_add", [])
    yield "security_opt", [f"{text}:true" for text in script.options["security-opt"]], service.get("security_opt", [])
    caller = f"{CALLER['HOST_UID']}:{CALLER['HOST_GID']}"
    yield "user", script.one("user").replace("${uid}:${gid}", caller), service.get("user", "")
    networks = [network for network in service.get("networks", {}) if network != "default"]
    yield "network", script.one("network"), service.get("network_mode") or (networks or [""])[0]
    yield "external networks", networks, [network for network in networks if project["networks"][network].get("external")]
    yield "ports", sorted(script.options["publish"]), sorted(published(port) for port in service.get("ports", []))
    yield "tmpfs", script.options["tmpfs"], service.get("tmpfs", [])
    yield "volumes", [mounted(one, folder) for one in script.mounts()], [volume_of(one) for one in service.get("volumes", [])]
    yield "environment", script.variables_set(), service.get("environment", {})
    files = [one if isinstance(one, str) else one["path"] for one in service.get("env_file", [])]
    yield "env_file", [on_host(file, folder) for file in script.options["env-file"]], files
    yield "cpus", float(script.one("cpus") or 0), float(service.get("cpus", 0))
    for option, key in (("memory", "mem_limit"), ("shm-size", "shm_size")):
        yield key, size_of(script.one(option)), size_of(service.get(key))
    yield "ipc", script.one("ipc"), service.get("ipc", "")
    yield "working_dir", script.one("workdir"), service.get("working_dir", "")
    limits = {name: value if isinstance(value, int) else (value["soft"], value["hard"]) for name, value in service.get("ulimits", {}).items()}
    yield "ulimits", dict(limit_of(text) for text in script.options["ulimit"]), limits
    devices = service.get("deploy", {}).get("resources", {}).get("reservations", {}).get("devices", [])
    yield "gpus", script.gpus, graphics_of(devices[0]) if devices else ""
    if not script.shell:
        yield "command", script.command, service.get("command") or []
    yield "a shell", script.shell, bool(service.get("tty") and service.get("stdin_open") and service.get("entrypoint"))


def published(port: dict) -> str:
    host = port.get("host_ip", "")
    host = f"[{host}]" if ":" in host else host
    protocol = "" if port["protocol"] == "tcp" else f"/{port['protocol']}"
    return f"{host + ':' if host else ''}{port['published']}:{port['target']}{protocol}"


def mounted(one: dict[str, str], folder: Path) -> tuple:
    source = on_host(one["source"], folder) if "source" in one else ""
    return one["type"], source, one["target"], "readonly" in one


def volume_of(one: dict) -> tuple:
    return one["type"], os.path.normpath(one["source"]) if one.get("source") else "", one["target"], one.get("read_only", False)


def limit_of(text: str) -> tuple[str, object]:
    name, _, value = text.partition("=")
    soft, colon, hard = value.partition(":")
    return name, (int(soft), int(hard if colon else soft))


def graphics_of(device: dict) -> str:
    if device["capabilities"] != ["gpu"] or device["driver"] != "nvidia":
        return "no GPU"
    if device.get("device_ids"):
        return "device=" + ",".join(device["device_ids"])
    return "all" if device["count"] in ("all", -1) else str(device["count"])


def judge_kubernetes(path: Path) -> Iterator[tuple[str, str]]:
    objects, error = loaded("kubernetes", path)
    if error:
        yield "Invalid", error
        return
    name = path.stem.removeprefix("kubernetes")
    script = Launch(path.parent / "launch" / f"run{name}.sh")
    kinds = {one["kind"]: one for one in objects}
    served = kinds.get("Deployment") or kinds.get("Job")
    if served is None:
        yield "Nothing", "there is neither a Deployment nor a Job"
        return
    notes = notes_of(path)
    for key, wanted, found in compared_pod(script, kinds, served, notes):
        if wanted != found:
            yield "Differs", f"{key} is {found!r}, and the script has {wanted!r}"
    said = [*script.further, *script.options["ulimit"], *(f"ipc {text}" for text in script.options["ipc"])]
    said += ["no caller"] if "${uid}" in script.one("user") else []
    said += [f"`network {text}`" for text in script.options["network"] if text not in ("none", "bridge")]
    for text in said:
        if text not in notes:
            yield "Silent", f"{text} is neither said nor noted"


def compared_pod(script: Launch, kinds: dict, served: dict, notes: str) -> Iterator[tuple[str, object, object]]:
    pod = served["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    security, outer = container["securityContext"], pod["securityContext"]
    labels = served["spec"]["template"]["metadata"]["labels"]
    yield "its image", True, container["image"].partition("@")[0].endswith(script.variables["image"])
    yield "the stamp", script.one("label"), f"boxwright.stamp={served['metadata']['annotations']['boxwright.stamp']}"
    yield "readOnlyRootFilesystem", "read-only" in script.flags, security["readOnlyRootFilesystem"]
    yield "allowPrivilegeEscalation", "no-new-privileges" not in script.options["security-opt"], security["allowPrivilegeEscalation"]
    yield "capabilities.drop", script.options["cap-drop"], security["capabilities"]["drop"]
    yield "capabilities.add", script.options["cap-add"], security["capabilities"].get("add", [])
    yield "seccompProfile", {"type": "RuntimeDefault"}, outer["seccompProfile"]
    yield "runAsNonRoot", True, outer.get("runAsNonRoot", "as root" in notes)
    if script.one("user")[:1].isdigit():
        yield "runAsUser", script.one("user").partition(":")[0], str(outer.get("runAsUser"))
    values = {one["name"]: one.get("value") for one in container.get("env", [])}
    yield "env", script.variables_set(), {name: text if text is None else unescaped(text) for name, text in values.items()}
    secret = [one["name"] for one in container.get("env", []) if one.get("valueFrom", {}).get("secretKeyRef", {}).get("key") == one["name"]]
    yield "env from a Secret", [name for name, text in script.variables_set().items() if text is None], secret
    yield "envFrom", len(script.options["env-file"]), len(container.get("envFrom", []))
    limits = container["resources"].get("limits", {})
    yield "limits.cpu", float(script.one("cpus") or 0), cores_of(limits.get("cpu", "0"))
    yield "limits.memory", size_of(script.one("memory")), size_of(limits.get("memory"))
    yield "requests", {name: limits[name] for name in limits if name in ("cpu", "memory")}, container["resources"].get("requests", {})
    wanted = script.gpus if script.gpus.isdigit() or not script.gpus else "1" if script.gpus == "all" else str(script.gpus.count(",") + 1)
    yield "nvidia.com/gpu", wanted, limits.get("nvidia.com/gpu", "")
    yield "workingDir", script.one("workdir"), container.get("workingDir", "")
    yield "args", script.command, [unescaped(text) for text in container.get("args", [])]
    yield from compared_storage(script, pod, container)
    yield from compared_network(script, kinds, labels, container)


def unescaped(text: str) -> str:
    return text.replace("$$", "$")


def cores_of(text: str) -> float:
    return float(text.removesuffix("m")) / 1000 if text.endswith("m") else float(text)


def compared_storage(script: Launch, pod: dict, container: dict) -> Iterator[tuple[str, object, object]]:
    volumes = {one["name"]: one for one in pod["volumes"]}
    places = {one["mountPath"]: (volumes[one["name"]], one.get("readOnly", False)) for one in container["volumeMounts"]}
    memory = {path for path, (volume, _) in places.items() if volume.get("emptyDir", {}).get("medium") == "Memory"}
    shared = {"/dev/shm"} if script.options["shm-size"] else set()
    yield "memory", {text.partition(":")[0] for text in script.options["tmpfs"]} | shared, memory
    if shared:
        yield "/dev/shm", size_of(script.one("shm-size")), size_of(places["/dev/shm"][0]["emptyDir"]["sizeLimit"])
    bound = {one["target"]: "readonly" in one for one in script.mounts() if one["type"] == "bind" and not one["target"].startswith("/cache/")}
    claims = {path: read_only for path, (volume, read_only) in places.items() if "persistentVolumeClaim" in volume}
    yield "claims", bound, claims
    filled = {one["target"] for one in script.mounts() if one["type"] == "volume"}
    fillers = {one["command"][2].removesuffix("/.") for one in pod.get("initContainers", [])}
    yield "filled folders", filled, fillers
    for one in pod.get("initContainers", []):
        yield "a filler's context", True, one["securityContext"]["readOnlyRootFilesystem"] and not one["securityContext"]["allowPrivilegeEscalation"]


def compared_network(script: Launch, kinds: dict, labels: dict, container: dict) -> Iterator[tuple[str, object, object]]:
    policy = kinds["NetworkPolicy"]["spec"]
    ports = sorted(text.split("/")[0].rpartition(":")[2] for text in script.options["publish"])
    allowed = [str(port["port"]) for rule in policy.get("ingress", []) for port in rule["ports"]]
    yield "what the policy lets in", ports, sorted(allowed)
    yield "that it lets nothing out", script.one("network") == "none", "Egress" in policy["policyTypes"] and not policy.get("egress")
    yield "whom the policy is for", labels, policy["podSelector"]["matchLabels"]
    yield "containerPort", ports, sorted(str(port["containerPort"]) for port in container.get("ports", []))
    if ports:
        service = kinds["Service"]["spec"]
        hosts = sorted(text.split("/")[0].split(":")[-2] for text in script.options["publish"])
        yield "the ports of the service", hosts, sorted(str(port["port"]) for port in service["ports"])
        yield "whom the service is for", labels, service["selector"]
        yield "the type of the service", "ClusterIP", service["type"]
