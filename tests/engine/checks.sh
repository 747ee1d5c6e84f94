# shellcheck shell=bash
# The checks' own words: one line a check (ok, FAIL or skip, seconds, what was checked), a failed one with what it said.
# Sourced by the scripts that hold checks; `run` calls each of those as a program of its own and counts the lines.
set -euo pipefail
shopt -s inherit_errexit # a failed line fails, also in $( )
# shellcheck source=state.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/state.sh"
# shellcheck source=image_checks.sh
. "$tests/image_checks.sh"

: "${BOXWRIGHT_TEST_TMP:?called by tests/engine/run}" "${BOXWRIGHT_TEST_ENGINE:?}"
area=$(basename -- "$0" .sh)
output=$BOXWRIGHT_TEST_TMP/output.$area passed=no
saved="$BOXWRIGHT_TEST_TMP/a user's folder/$area.tar" # the image, for another engine and for its judges
failed_any=0 began_at=$(date +%s.%N)
trap 'remove_containers; exit "$failed_any"' EXIT
trap 'exit 130' INT TERM

# check WHAT COMMAND…: never call it where its status is asked (after if, in && or ||), or the shell would go on after
# a failed line inside the command. What came of it stands in $passed.
check() {
  local what=$1 began=$EPOCHREALTIME status; shift
  set +e
  (set -eE; trap - EXIT; trap 'printf "status %s: %s\n" $? "$BASH_COMMAND" >&2' ERR; "$@") >"$output" 2>&1 </dev/null
  status=$?
  set -e
  began=$(awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }')
  if [ $status = 0 ]; then
    passed=yes; record ok "$began" "$area" "$what"
  else
    passed=no failed_any=1
    record FAIL "$began" "$area" "$what"
    tail -n 25 "$output" | sed 's/^/       | /'
  fi
}
skipped() { record skip 0 "$area" "$1"; }              # WHAT, with the reason
needed() { [ "$passed" = yes ] || exit 1; }    # nothing further makes sense without the last check

# Assertions: silent, or a message and a failure.
same() { [ "$2" = "$3" ] || { printf '%s: expected %q, got %q\n' "$1" "$2" "$3"; return 1; }; } # WHAT EXPECTED ACTUAL
holds() { [[ $2 == *"$3"* ]] || { printf '%s: no %q in:\n%s\n' "$1" "$3" "$2"; return 1; }; }    # WHAT TEXT PART
refused() { ! "$@" >/dev/null 2>&1 || { printf 'this should have failed: %s\n' "$*"; return 1; }; }

docker() { "$tests/client/docker" "$@"; }
remove_containers() {
  local left; left=$(/usr/bin/docker ps -aq)
  # shellcheck disable=SC2086 # one word a container
  [ -z "$left" ] || /usr/bin/docker rm -fv $left >/dev/null 2>&1 || true
}

# Names of the tests' server, for builds: what runs in a build has its own /etc/hosts.
build_arguments() {
  local host; arguments=()
  [ "$BOXWRIGHT_TEST_ENGINE" = buildkit ] || arguments+=(--network host) # ours gives builds the host's network anyway
  while read -r host; do arguments+=(--add-host "$host:$address"); done <"$dir/names"
}

## An example, as its user has it
# Copies it to a folder with a blank in its path; sets $here, $image.
take_example() { # NAME
  here="$BOXWRIGHT_TEST_TMP/a user's folder/$1"
  rm -rf "$here"; mkdir -p "$here"
  (cd "$top/examples/$1" && tar cf - --exclude=./Dockerfile --exclude=./.dockerignore --exclude=./launch --exclude="./expected*" .) | tar xf - -C "$here"
  image=$(sed -n 's/^image  *\([^ {]*\).*/\1/p' "$here/model.box" | head -n 1)
  case ${image##*/} in *:*) ;; *) image=$image:latest ;; esac
}
boxwright() { # COMMAND WORD…: in the example's folder, as its user types it
  local command=$1 dialect=(); shift
  [ "$BOXWRIGHT_TEST_ENGINE" = buildkit ] || dialect=(--dialect=portable)
  (cd "$here" && "$BOXWRIGHT" "$command" "${dialect[@]}" "$@")
}
compile() {
  boxwright compile
  [ -f "$here/Dockerfile" ] && [ -x "$here/launch/build.sh" ]
}
# Makes a target of stand_ins/Dockerfile the base that the compiled Dockerfile names.
stand_ins=$BOXWRIGHT_TEST_TMP/stand-ins
stand_in() { # TARGET
  local from path; from=$(sed -n 's/^FROM \([^ ]*\) AS final$/\1/p' "$here/Dockerfile")
  case $from in *.*/*) path=${from#*/} ;; */*) path=$from ;; *) path=library/$from ;; esac
  mkdir -p "$stand_ins"; cp "$tests/stand_ins/"* "$stand_ins/"
  docker_of docker build -q --network host --target "$1" -t "$registry/$path" "$stand_ins"
  docker_of docker push -q "$registry/$path"
  docker_of docker tag "$registry/$path" "$from" # old ones ask their mirror for Docker Hub only
}
build() { # OPTION…
  build_arguments; arguments+=("$@")
  # `|| return`: also where somebody asks for its status
  if [ "$BOXWRIGHT_TEST_ENGINE" = buildah ]; then build_with_buildah; else launch build.sh "${arguments[@]}"; fi || return
  docker image inspect "$image" >/dev/null
}
# Podman builds by the script, buildah by hand; Docker takes over the result to run it.
build_with_buildah() {
  DOCKER=podman with_names "$here/launch/build.sh" "${arguments[@]}" || return
  with_names buildah build --layers --format docker "${arguments[@]}" -t "$image" "$here" || return # OCI's format has no health checks
  take_over "$image"
}
take_over() { # IMAGE
  local archive="$BOXWRIGHT_TEST_TMP/$area.tar"
  rm -f "$archive"
  buildah push -q "$1" "docker-archive:$archive:$1"
  docker load -q -i "$archive"; rm "$archive"
}
# These have no daemon that knows the server: they are started where it is known.
with_names() { SSL_CERT_FILE=$dir/ca/bundle.crt unshare --mount --propagation private "$tests/with-names" "$dir/hosts" "$dir/ca/bundle.crt" "$@"; }
# Runs a script of the launch folder, from elsewhere and with a home of its own, where caches may appear.
launch() { local script=$1; shift; (cd / && HOME="$BOXWRIGHT_TEST_TMP/a user's folder" "$here/launch/$script" "$@"); }
# The same for a script that starts containers under the caller's number: this caller is root, so `id` tells another one.
launch_as() { local PATH=$PATH number=$1; shift; become "$number"; launch "$@"; } # NUMBER SCRIPT WORD…
become() { # NUMBER: for all that follows
  local fake="$BOXWRIGHT_TEST_TMP/id"
  mkdir -p "$fake"
  printf '#!/bin/sh\ncase $* in -u | -g) echo %s ;; *) exec /usr/bin/id "$@" ;; esac\n' "$1" >"$fake/id"
  chmod +x "$fake/id"
  PATH=$fake:$PATH
}

# Compiles and builds the example that this script is named after, with what every image must be.
begin() {
  take_example "$area"
  check 'compiles' compile; needed
  check 'builds with launch/build.sh' build; needed
  check "the image's configuration is what a careful person would write" careful_config "$image"
  check 'launch/status.sh says not deployed before the first run' says_status 'not deployed'
}
says_status() { # WORDS: just these, and success only where it runs as the spec says now
  local said good=yes; said=$(launch status.sh) || good=no
  same 'launch/status.sh' "$1" "$said"
  same 'its success' "$([ "$1" = running ] && echo yes || echo no)" "$good"
}
