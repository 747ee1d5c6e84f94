#!/bin/bash
# The engines themselves, before anything of Boxwright's is asked: a Dockerfile written by hand builds, downloads and runs.
# shellcheck source=checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/checks.sh"
here="$BOXWRIGHT_TEST_TMP/a user's folder/selftest" image=selftest:1
rm -rf "$here"; mkdir -p "$here"
cat >"$here/Dockerfile" <<'END'
FROM debian:bookworm-slim AS fetch
ADD https://files.example.org/hello.txt /by-daemon.txt

FROM python:3.11-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends hello && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir six==1.17.0
RUN python -c 'import urllib.request as u; print(u.urlopen("https://files.example.org/hello.txt").read().decode(), end="")' >/by-step.txt
COPY --from=fetch --chmod=644 /by-daemon.txt /
USER 10001:10001
ENTRYPOINT ["python", "-c", "import six; print(six.__version__, open('/by-daemon.txt').read() == open('/by-step.txt').read() != '')"]
END

hand_build() { # DOCKERFILE IMAGE
  build_arguments
  case $BOXWRIGHT_TEST_ENGINE in
    buildah)
      with_names buildah build --layers "${arguments[@]}" -f "$1" -t "$2" "$here"
      take_over "$2"
      ;;
    *) docker build "${arguments[@]}" -f "$1" -t "$2" "$here" ;;
  esac
}
by_hand() {
  hand_build "$here/Dockerfile" "$image"
}
runs() { same 'what it prints' '1.17.0 True' "$(docker run --rm --network none --read-only --cap-drop ALL "$image")"; }
version() {
  local engine; engine=$(docker version --format '{{.Server.Version}}')
  echo "$engine"
  [ "$BOXWRIGHT_TEST_ENGINE" = buildkit ] || return 0
  [ "${engine%%.*}" -ge 23 ]
}
newer_syntax() { # what only a current BuildKit reads
  printf 'FROM debian:bookworm-slim\nCOPY --link --chmod=u=rwX,go=rX <<END /words\n%s\nEND\nCMD ["cat", "/words"]\n' "$1" >"$here/New.Dockerfile"
  docker build -q -f "$here/New.Dockerfile" -t selftest:new "$here"
  same 'what it prints' "$1" "$(docker run --rm selftest:new)"
}

# What the examples' Dockerfiles rely on: a stub of torch at PyTorch's own index, and repositories at GitHub.
served() {
  cat >"$here/Served.Dockerfile" <<'END'
FROM python:3.11-slim-bookworm AS index
RUN pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu torch==2.5.1 && python -c 'import torch; print(torch.__version__)'

FROM mhubai/base:latest
RUN buildutils/import_mhub_model.sh lung_nodules && test -f models/lung_nodules/meta.json
RUN git clone https://github.com/boxwright-examples/lung-nodules /opt/code
COPY --from=index /etc/hostname /tmp/
END
  hand_build "$here/Served.Dockerfile" selftest:served
  holds 'the base for MHub' "$(docker run --rm --network none selftest:served)" stand-in
}

stay_up() { # while this run is at work, nobody else stops them
  local said
  said=$(env -u BOXWRIGHT_ENGINE_RUN "$tests/engines" down 2>&1) && { echo 'they were stopped'; return 1; }
  holds 'engines down' "$said" 'is at work with these engines'
  docker version >/dev/null
}

# The judges of images find what they should: on archives made by hand, which no engine needs to know.
rules_find_faults() { /usr/bin/python3 "$tests/image_rules_selftest.py" "$BOXWRIGHT_TEST_TMP/archives"; }
dive_finds_waste() {
  local said
  wastes_little "$BOXWRIGHT_TEST_TMP/archives/thrifty.tar"
  said=$(wastes_little "$BOXWRIGHT_TEST_TMP/archives/wasteful.tar" 2>&1) && { echo 'a file that is there twice passed'; return 1; }
  holds 'dive' "$said" 'FAIL  lowestEfficiency'
}

check "dockle's rules find each fault, and no more" rules_find_faults
check 'dive finds a file that is there twice' dive_finds_waste
check "the client says which engine it is" version
check 'the engines stay up while a run is at work' stay_up
check 'a Dockerfile written by hand builds: apt, pip, https by the daemon and by a step' by_hand; needed
check 'the image runs without network' runs
check 'the served index and repositories answer inside a build' served
if [ "$BOXWRIGHT_TEST_ENGINE" = buildkit ]; then
  check 'a current Dockerfile builds' newer_syntax 'some words'
fi
