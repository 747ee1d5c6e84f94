"""The files that the self-test judges, and what must be found in them."""

from __future__ import annotations

from dataclasses import dataclass

SUM = "a" * 64
COMMIT = "0123456789abcdef0123456789abcdef01234567"

GOOD = f"""# check=error=true
# A text that every judge must leave alone.

# fetch downloads what the image needs
FROM scratch AS fetch
ADD --checksum=sha256:{SUM} https://downloads.example.org/weights.zip /weights.zip
ADD https://code.example.org/team/tool.git#{COMMIT} /tool

# unpack opens the archive
FROM python:3.11-slim-bookworm@sha256:{SUM} AS unpack
RUN --mount=type=bind,from=fetch,source=/weights.zip,target=/tmp/weights.zip \\
    python3 -m zipfile -e /tmp/weights.zip /out \\
    && find /out ! -type l -exec chmod u=rwX,go=rX {{}} +

# final is the image that runs
FROM python:3.11-slim-bookworm@sha256:{SUM} AS final
RUN apt-get update \\
    && apt-get install -y --no-install-recommends \\
        curl=7.88.1-10+deb12u14 \\
    && rm -rf /var/lib/apt/lists/*
RUN --mount=type=bind,source=requirements.txt,target=/tmp/requirements.txt \\
    python3 -m pip install --no-cache-dir -r /tmp/requirements.txt
COPY --link --from=unpack /out/ /models/
COPY --link --from=fetch --chmod=u=rwX,go=rX /tool/ /opt/tool/
COPY --chmod=0644 src/ /app/
ENV NOTE="costs \\$5"
WORKDIR /app
EXPOSE 8501/tcp
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=5s CMD ["python3", "-c", "print()"]
ENTRYPOINT ["python3"]
CMD ["app.py"]
"""

GOOD_IGNORE = """**
!requirements.txt
!src
**/.git
"""

GOOD_SCRIPT = """#!/bin/sh
set -eu
exec docker run --rm "$@"
"""

PORTABLE = f"""# check=error=true
# fetch downloads and tests the sum
FROM python:3.11-slim-bookworm@sha256:{SUM} AS fetch
ADD https://downloads.example.org/weights.zip /tmp/weights.zip
RUN printf '%s  %s\\n' {SUM} /tmp/weights.zip > /tmp/sum \\
    && sha256sum -c /tmp/sum

# final is the image that runs
FROM python:3.11-slim-bookworm@sha256:{SUM} AS final
COPY --from=fetch --chmod=0644 /tmp/weights.zip /models/
USER 10001:10001
HEALTHCHECK NONE
"""

# A here-document is followed by a blank line, without which hadolint cannot read on; checkov is not asked at all.
WITH_DOCUMENT = f"""# check=error=true
# final is the image that runs
FROM debian:bookworm-slim@sha256:{SUM} AS final
COPY --chmod=0755 <<'EOF' /usr/local/bin/serve
#!/bin/sh
USER root
exec python3 "$@"
EOF

USER 10001:10001
HEALTHCHECK NONE
"""

SLOPPY = f"""FROM debian
# hadolint ignore=DL3008
RUN apt-get update && apt-get install curl
RUN curl -k https://downloads.example.org/x | sh
ADD https://downloads.example.org/y /y
ADD https://downloads.example.org/z#{COMMIT} /z
ENV API_TOKEN=x
CMD python3 $HOME/x.py
"""

SILENCED = f"""# check=skip=JSONArgsRecommended
FROM debian:bookworm-slim@sha256:{SUM}
USER 10001:10001
HEALTHCHECK NONE
# check=skip=all
CMD ["x", "y"]
"""

# BuildKit wants the comment before a FROM to begin with the stage's name, also with a blank line between.
UNDESCRIBED = f"""# check=error=true
# The image that runs

FROM debian:bookworm-slim@sha256:{SUM} AS final
USER 10001:10001
HEALTHCHECK NONE
"""

UNPARSED = """FROM debian:12
FOO bar
"""

UNPINNED = f"""# final is the image that runs
FROM debian:bookworm-slim@sha256:{SUM} AS final
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
USER 10001:10001
HEALTHCHECK NONE
"""

BAD_SCRIPT = """#!/bin/sh
if [[ -n $1 ]]; then
    echo -e hello
fi
word=hello
echo "$word"
"""

TORN_SCRIPT = """#!/bin/sh
if true; then
    echo hello
"""

OTHER_SHELL = """#!/bin/bash
set -eu
echo "$1"
"""

SERVED_SCRIPT = """#!/bin/sh
set -eu
docker=${DOCKER:-docker}
image="acme/served:1.0"
container="served"
exec "${docker}" run \\
  --name "${container}" \\
  --label boxwright.stamp=5ca1ab1e \\
  --pull never \\
  --init \\
  --read-only \\
  --cap-drop ALL \\
  --security-opt no-new-privileges \\
  --network none \\
  --tmpfs /tmp:rw,exec,nosuid,nodev,mode=1777 \\
  --sysctl=net.core.somaxconn=1024 \\
  "${image}" "$@"
"""

COMPOSE = """# Note: the service served: it does not say the flag --sysctl=net.core.somaxconn=1024
name: "served"
services:
  served:
    image: "acme/served:1.0"
    pull_policy: "never"
    container_name: "served"
    labels:
      boxwright.stamp: "5ca1ab1e"
    init: true
    restart: "no"
    read_only: true
    cap_drop:
      - "ALL"
    security_opt:
      - "no-new-privileges:true"
    network_mode: "none"
    tmpfs:
      - "/tmp:rw,exec,nosuid,nodev,mode=1777"
"""

LIMITED_SCRIPT = SERVED_SCRIPT.replace("  --sysctl", "  --cpus 1 \\\n  --memory 1g \\\n  --sysctl")

# Without the note, and with a root that can be written to.
LAX_COMPOSE = COMPOSE[COMPOSE.index("\n") + 1 :].replace("    read_only: true\n", "")

OBJECTS = f"""# Note: the flag --sysctl=net.core.somaxconn=1024 is left out
---
apiVersion: "networking.k8s.io/v1"
kind: "NetworkPolicy"
metadata: {{name: "served", namespace: "served"}}
spec:
  podSelector: {{matchLabels: {{app: "served"}}}}
  policyTypes: ["Ingress", "Egress"]
---
apiVersion: "batch/v1"
kind: "Job"
metadata:
  name: "served"
  namespace: "served"
  annotations: {{boxwright.stamp: "5ca1ab1e"}}
spec:
  template:
    metadata: {{labels: {{app: "served"}}}}
    spec:
      automountServiceAccountToken: false
      restartPolicy: "Never"
      securityContext: {{runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, seccompProfile: {{type: "RuntimeDefault"}}}}
      containers:
        - name: "served"
          image: "acme/served:1.0@sha256:{SUM}"
          imagePullPolicy: "Always"
          resources: {{requests: {{cpu: "1", memory: "1Gi"}}, limits: {{cpu: "1", memory: "1Gi"}}}}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {{drop: ["ALL"]}}
          volumeMounts: [{{name: "memory-1", mountPath: "/tmp"}}]
      volumes: [{{name: "memory-1", emptyDir: {{medium: "Memory"}}}}]
"""

LAX_OBJECTS = OBJECTS[OBJECTS.index("\n") :].replace("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false")

GOLDEN = "tests/golden/area"

FILES = {
    "examples/good/model.box": "image good { }\n",
    "examples/good/requirements.txt": "numpy==1.26.4\n",
    "examples/good/src/app.py": "print()\n",
    "examples/good/notes.txt": "not for the image\n",
    "examples/good/expected/Dockerfile": GOOD,
    "examples/good/expected/.dockerignore": GOOD_IGNORE,
    "examples/good/expected/launch/run.sh": GOOD_SCRIPT,
    "examples/good/expected-portable/Dockerfile": PORTABLE,
    "examples/good/expected-portable/.dockerignore": "**\n",
    # The context holds a file too many and leaves out one that is read; one that is read is not there at all.
    "examples/leaky/model.box": "image leaky { }\n",
    "examples/leaky/src/app.py": "print()\n",
    "examples/leaky/key.pem": "secret\n",
    "examples/leaky/expected/Dockerfile": GOOD,
    "examples/leaky/expected/.dockerignore": "**\n!key.pem\n",
    "examples/bare/expected/Dockerfile": PORTABLE,
    f"{GOLDEN}/document/expected/Dockerfile": WITH_DOCUMENT,
    f"{GOLDEN}/sloppy/expected/Dockerfile": SLOPPY,
    f"{GOLDEN}/sloppy/expected/.dockerignore": "!\n",
    f"{GOLDEN}/sloppy/expected/launch/run.sh": BAD_SCRIPT,
    f"{GOLDEN}/sloppy/expected/launch/stop.sh": TORN_SCRIPT,
    f"{GOLDEN}/sloppy/expected/launch/pull.sh": OTHER_SHELL,
    f"{GOLDEN}/undescribed/expected/Dockerfile": UNDESCRIBED,
    f"{GOLDEN}/silenced/expected/Dockerfile": SILENCED,
    f"{GOLDEN}/unparsed/expected/Dockerfile": UNPARSED,
    # The same text three times: waived with the spec's word, waived without it, not waived.
    f"{GOLDEN}/allowed/spec.box": 'image x {\n  allow  unpinned apt/* "the archive drops old versions"\n}\n',
    f"{GOLDEN}/allowed/expected/Dockerfile": UNPINNED,
    f"{GOLDEN}/allowed/waivers": "# a comment\n\nhadolint DL3008 the spec allows it\nhadolint DL9999 nobody finds this\n",
    f"{GOLDEN}/smuggled/spec.box": "image x { }\n",
    f"{GOLDEN}/smuggled/expected/Dockerfile": UNPINNED,
    f"{GOLDEN}/smuggled/waivers": "hadolint DL3008 the spec says nothing\nhadolint DL3009\njury DL3009 no such judge\n",
    f"{GOLDEN}/unwaived/expected/Dockerfile": UNPINNED,
    f"{GOLDEN}/served/expected/launch/run.sh": SERVED_SCRIPT,
    f"{GOLDEN}/served/expected/compose.yaml": COMPOSE,
    f"{GOLDEN}/limited/expected/launch/run.sh": LIMITED_SCRIPT,
    f"{GOLDEN}/limited/expected/kubernetes.yaml": OBJECTS,
    f"{GOLDEN}/lax/expected/launch/run.sh": LIMITED_SCRIPT,
    f"{GOLDEN}/lax/expected/compose.yaml": LAX_COMPOSE,
    f"{GOLDEN}/lax/expected/kubernetes.yaml": LAX_OBJECTS,
    f"{GOLDEN}/unknown/expected/compose.yaml": COMPOSE.replace("cap_drop", "cap_dorp"),
    f"{GOLDEN}/unknown/expected/kubernetes.yaml": OBJECTS.replace("drop:", "dorp:"),
    f"{GOLDEN}/scriptless/expected/compose.yaml": COMPOSE.replace("5ca1ab1e", "0"),
    f"{GOLDEN}/orphan/waivers": "checkov CKV_DOCKER_3 nothing stands beside this\n",
}


@dataclass(frozen=True)
class Due:
    """What must be found in one file by one judge."""

    path: str
    judge: str
    rules: str
    needs: str = ""  # the judge without whom it cannot come out, where that is another one


_SLOPPY = f"{GOLDEN}/sloppy/expected"
_TORN = "SC1046 SC1047 SC1072 SC1073"

# And nothing else may be found anywhere.
DUE = [
    Due("examples/leaky/expected/.dockerignore", "context", "AdmittedNotRead ReadNotAdmitted ReadNotPresent"),
    Due("examples/bare/expected/Dockerfile", "context", "Incomplete"),
    Due(f"{_SLOPPY}/Dockerfile", "hadolint", "DL1001 DL3006 DL3008 DL3009 DL3014 DL3015 DL3025 DL3064 DL4006"),
    Due(f"{_SLOPPY}/Dockerfile", "buildkit", "JSONArgsRecommended SecretsUsedInArgOrEnv AddInFinalStage AddUnchecked"),
    Due(f"{_SLOPPY}/Dockerfile", "trivy", "DS001 DS002 DS021 DS026 DS029 DS031"),
    Due(f"{_SLOPPY}/Dockerfile", "checkov", "CKV_DOCKER_2 CKV_DOCKER_3 CKV_DOCKER_7 CKV2_DOCKER_2"),
    Due(f"{_SLOPPY}/.dockerignore", "context", "Error"),
    Due(f"{_SLOPPY}/launch/run.sh", "shellcheck", "SC2250 SC3010 SC3037"),
    Due(f"{_SLOPPY}/launch/run.sh", "shellcheck-system", "SC3010 SC3037"),
    Due(f"{_SLOPPY}/launch/run.sh", "checkbashisms", "bashism"),
    Due(f"{_SLOPPY}/launch/pull.sh", "checkbashisms", "unread"),
    Due(f"{_SLOPPY}/launch/stop.sh", "shellcheck", _TORN),
    Due(f"{_SLOPPY}/launch/stop.sh", "shellcheck-system", _TORN),
    Due(f"{_SLOPPY}/launch/stop.sh", "dash", "syntax"),
    Due(f"{GOLDEN}/undescribed/expected/Dockerfile", "buildkit", "InvalidDefinitionDescription"),
    Due(f"{GOLDEN}/silenced/expected/Dockerfile", "buildkit", "CheckSilenced"),
    Due(f"{GOLDEN}/unparsed/expected/Dockerfile", "hadolint", "DL1000"),
    Due(f"{GOLDEN}/unparsed/expected/Dockerfile", "buildkit", "Error"),
    Due(f"{GOLDEN}/unparsed/expected/Dockerfile", "trivy", "Error"),
    Due(f"{GOLDEN}/unwaived/expected/Dockerfile", "hadolint", "DL3008"),
    Due(f"{GOLDEN}/allowed/waivers", "waivers", "Unused", needs="hadolint"),
    Due(f"{GOLDEN}/smuggled/waivers", "waivers", "NotInSpec", needs="hadolint"),
    Due(f"{GOLDEN}/smuggled/waivers", "waivers", "Malformed"),
    Due(f"{GOLDEN}/lax/expected/compose.yaml", "compose", "Differs Silent"),
    Due(f"{GOLDEN}/lax/expected/kubernetes.yaml", "kubernetes", "Differs Silent"),
    Due(f"{GOLDEN}/lax/expected/kubernetes.yaml", "checkov", "CKV_K8S_22"),
    Due(f"{GOLDEN}/lax/expected/kubernetes.yaml", "trivy", "KSV014"),
    Due(f"{GOLDEN}/unknown/expected/compose.yaml", "compose", "Invalid"),
    Due(f"{GOLDEN}/unknown/expected/kubernetes.yaml", "kubernetes", "Invalid"),
    Due(f"{GOLDEN}/unknown/expected/kubernetes.yaml", "checkov", "CKV_K8S_28 CKV_K8S_37"),
    Due(f"{GOLDEN}/unknown/expected/kubernetes.yaml", "trivy", "KSV003 KSV004 KSV106"),
    Due(f"{GOLDEN}/scriptless/expected/compose.yaml", "compose", "Script"),
    Due(f"{GOLDEN}/orphan/waivers", "waivers", "Unused", needs="checkov"),
]
