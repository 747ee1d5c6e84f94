"""Reads what an engine said of its builds: which steps it executed and which it had.

A current BuildKit says it as JSON (--progress=rawjson). The old one inside Docker 20.10 only as text (--progress=plain): a line
`#7 [image 3/5] RUN pip …` opens a vertex, `#7 CACHED` or `#7 DONE 1.2s` closes it. A log may hold several builds, each behind
a line `== build`.

A vertex is a part of a step. A linked copy has two, the copy and LINK, which lays the copy over what is below and copies
nothing; only the first counts. An ADD of an address has two of one name: the look at what is there, which is never cached,
and the copy of it. So a step was executed where none of its vertices was cached.
"""

import collections
import dataclasses
import json
import pathlib
import re

NAME = re.compile(r"\[(?:(?P<stage>[\w.-]+) )? *\d+/\d+\] (?P<text>.*)", re.DOTALL)
OPENS = re.compile(r"#(\d+) (\[.*)")
CLOSES = re.compile(r"#(\d+) (?:(?P<cached>CACHED)|DONE [\d.]+s)")
SENT = re.compile(r"#(\d+) transferring context: (?P<size>[\d.]+)(?P<unit>[kMG]?)B")
TOOK = re.compile(r"took ([\d.]+) s")
UNITS = {"": 1, "k": 1000, "M": 1000**2, "G": 1000**3}
CONTEXT = "[internal] load build context"


@dataclasses.dataclass(frozen=True)
class Step:
    """One instruction that makes or changes files. What only configures the image never is a step of an engine."""

    stage: str
    text: str

    def __str__(self):
        return f"[{self.stage}] {self.text}" if self.stage else self.text


@dataclasses.dataclass
class Vertex:
    """What is known of one, whichever way it was said."""

    name: str = ""
    cached: bool = False
    done: bool = False
    started: str = ""
    sent: int = 0


def from_json(lines):
    vertices = collections.defaultdict(Vertex)
    for line in lines:
        said = json.loads(line)
        for part in said.get("vertexes") or ():
            vertex = vertices[part["digest"]]
            vertex.name = part.get("name", vertex.name)
            vertex.cached |= part.get("cached", False)
            vertex.done |= "completed" in part
            vertex.started = part.get("started", vertex.started)
        for status in said.get("statuses") or ():
            if status["id"].startswith("transferring context"):
                vertices[status["vertex"]].sent = status.get("current", 0)
    return sorted(vertices.values(), key=lambda vertex: vertex.started)


def from_text(lines):
    vertices = collections.defaultdict(Vertex)
    for line in lines:
        if opens := OPENS.match(line):
            vertices[opens[1]].name = opens[2]
        elif closes := CLOSES.match(line):
            vertices[closes[1]].done = True
            vertices[closes[1]].cached |= bool(closes["cached"])
        elif sent := SENT.match(line):
            vertices[sent[1]].sent = round(float(sent["size"]) * UNITS[sent["unit"]])
    return vertices.values()


@dataclasses.dataclass
class Built:
    """All builds of one log together. A step that any of them executed was executed."""

    executed: list = dataclasses.field(default_factory=list)
    context_bytes: int = 0
    seconds: float = 0.0

    def add(self, lines):
        """Takes the lines of one build."""
        as_json = [line for line in lines if line.startswith("{")]
        cached = {}
        for vertex in from_json(as_json) if as_json else from_text(lines):
            name = NAME.match(vertex.name)
            if vertex.name == CONTEXT:
                self.context_bytes += vertex.sent
            elif name and vertex.done and not name["text"].startswith(("FROM ", "LINK ")):
                step = Step(name["stage"] or "", " ".join(name["text"].split()))
                cached[step] = cached.get(step, False) or vertex.cached
        self.executed += [step for step, was in cached.items() if not was and step not in self.executed]


def read(path):
    built, lines = Built(), []
    for line in [*pathlib.Path(path).read_text(encoding="utf-8", errors="replace").splitlines(), "== build"]:
        if line == "== build":
            built.add(lines)
            lines = []
        elif took := TOOK.match(line):
            built.seconds = float(took[1])
        else:
            lines.append(line)
    return built
