"""Proves the judge of meanings: in a Dockerfile whose meaning the compiler gives, each small change must be found."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import tools
from meanings import compiler
from verdict import Broken

SPEC = """stage tools {
  from debian:bookworm-slim
  run(reads=/etc, writes=/opt/tool): echo "it's $HOME" > /opt/tool
}
image acme/app:1.0 {
  from python:3.11-slim-bookworm
  secret(env=HF_TOKEN) hf_token
  env QUOTED='a "b" $c \\\\d' PATH="/opt/app:${PATH}"
  apt libgomp1=12.2.0-14
  copy(from=tools) /opt/tool -> /usr/local/bin/tool
  copy "a b.py" app.py -> /app/
  run(secret=hf_token, network=none) \"\"\"
    for f in a b; do
      echo "$f"
    done
    \"\"\"
  label org.example.note="costs $$5"
  expose 8501
  volume /data
  stopsignal SIGINT
  workdir /app
  healthcheck http://localhost:8501/health
  entrypoint python3 -u
  cmd app.py "it's"
}
"""

# What is written, what stands there instead, and the rule that must say so.
CHANGES = [
    ('\\"b\\"', '\\"B\\"', "Config"),
    ("\\$c", "$c", "Error"),
    ("/opt/app:${PATH}", "/opt/app", "Config"),
    ("costs \\$5", "costs $5", "Error"),
    ("EXPOSE 8501/tcp", "EXPOSE 8501/udp", "Config"),
    ('VOLUME ["/data"]', 'VOLUME ["/dat"]', "Config"),
    ("STOPSIGNAL SIGINT", "STOPSIGNAL SIGTERM", "Config"),
    ("--interval=30s", "--interval=31s", "Config"),
    ('ENTRYPOINT ["python3", "-u"]', "ENTRYPOINT python3 -u", "Error"),
    ('"it\'s"]', '"its"]', "Config"),
    ("USER 10001:10001", "USER 10002:10001", "Config"),
    ("WORKDIR /app", "WORKDIR /ap", "Config"),
    ("FROM python:3.11-slim-bookworm", "FROM python:3.12-slim-bookworm", "Base"),
    ("libgomp1=12.2.0-14", "libgomp1=12.2.0-15", "Commands"),
    ("apt-get update", "apt-get update || true", "Commands"),
    ('echo "$f"', 'echo $f', "Commands"),
    ("set -eu\nfor", "for", "Commands"),
    ("--network=none", "", "Run"),
    ("id=hf_token", "id=other", "Run"),
    ("required=true", "required=false", "Run"),
    ("type=cache,id=apt-lists", "type=cache,id=apt-list", "Run"),
    ("/opt/tool /usr/local/bin/tool", "/opt/tools /usr/local/bin/tool", "Copy"),
    ("/opt/tool /usr/local/bin/tool", "/usr/local/bin/tool /opt/tool", "Copy"),
    ("--chmod=u=rwX,go=rX", "--chmod=0644", "Copy"),
    ('"/app/"]', '"/app"]', "Copy"),
    ("COPY --chmod=u=rwX,go=rX [", "RUN true\nCOPY --chmod=u=rwX,go=rX [", "Steps"),
]


def run() -> list[str]:
    """What is not as it must be."""
    program = compiler()
    with tempfile.TemporaryDirectory(prefix="boxwright-oracles-meaning-") as name:
        folder = Path(name)
        (folder / "model.box").write_text(SPEC)
        for file in ("a b.py", "app.py"):
            (folder / file).write_text("")
        told = subprocess.run([program, "verify", "--message-format=json", "model.box"], cwd=folder, capture_output=True, text=True)
        shown = subprocess.run([program, "compile", "--stdout", "model.box"], cwd=folder, capture_output=True, text=True)
        if told.returncode != 0 or shown.returncode != 0:
            raise Broken(f"the self-test's spec does not compile: {tools.last_line(told.stdout + shown.stderr)}")
        meaning = json.loads(told.stdout)
        missing = [f"the self-test's Dockerfile has no {what!r}" for what, _, _ in CHANGES if what not in shown.stdout]
        if missing:
            return [*missing, shown.stdout]
        texts = [shown.stdout] + [shown.stdout.replace(what, instead, 1) for what, instead, _ in CHANGES]
        lines = []
        for i, text in enumerate(texts):
            (folder / f"{i}").write_text(text)
            lines.append(json.dumps({"file": str(folder / f"{i}"), "meaning": meaning}))
        done = subprocess.run([tools.go_program("buildkit-judge"), "meaning"], input="\n".join(lines), capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise Broken(f"buildkit-judge meaning failed: {tools.last_line(done.stderr)}")
        rows = [json.loads(line) for line in filter(None, done.stdout.split("\n"))]
    wrong = [f"meaning finds {row} where nothing is wrong" for row in rows[0]["findings"]]
    for (what, instead, rule), row in zip(CHANGES, rows[1:]):
        if rule not in {found["rule"] for found in row["findings"]}:
            wrong.append(f"meaning does not find {rule} where {what!r} became {instead!r}: {row['findings']}")
    return wrong
