"""The files that the self-test judges, and what must be found in them."""

from __future__ import annotations

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
