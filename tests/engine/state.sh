# shellcheck shell=bash disable=SC2034 # what is set here is used by the scripts that source this file
# Where the private engines live, what they are called, and how the scripts here speak. Sourced, never run.
# State lies in $BOXWRIGHT_ENGINE_DIR, outside the checkout; it may be deleted at any time while nothing runs.

tests=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
top=$(cd -- "$tests/../.." && pwd -P)

cache=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
dir=${BOXWRIGHT_ENGINE_DIR:-${cache:-/var/cache}/boxwright-engine}
run=$dir/run bin=$dir/bin

# Everything that has a number gets it from the folder (name and inode, since a chroot may hold the same name), so that
# two engines never meet. Loopback is a whole /8: an address of our own keeps port 443 free, whatever has 127.0.0.1's.
[ "$(id -u)" != 0 ] || [ ${#dir} -gt 60 ] || mkdir -p "$dir"
number=$(printf '%s %s' "$dir" "$(stat -c %i "$dir" 2>/dev/null || true)" | cksum) number=${number%% *}
address=127.90.$((number % 250 + 1)).$((number / 250 % 250 + 1))
registry=$address:5055

say() { printf 'engine: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
failed_with() { tail -n 8 "$1" >&2; die "$2, see $1"; } # LOG MESSAGE
# For what this machine cannot have: a right, a package of its distribution. A download that fails is a failure.
skip() { say "skipped: $*"; exit 77; }

# wait_for SECONDS COMMAND…: asks until the command succeeds; fails when the time is over.
wait_for() {
  local end=$((SECONDS + $1)); shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}

# The engines' clients. Another docker may be first on PATH, and a context of the user's may point elsewhere.
docker_of() { # NAME: docker or second
  local name=$1; shift
  env -u DOCKER_CONTEXT DOCKER_CONFIG="$dir/config" /usr/bin/docker --host "unix://$run/$name.sock" "$@"
}
buildctl() { "$bin/buildctl" --addr "unix://$run/buildkit.sock" "$@"; }
buildx() { DOCKER_CONFIG=$dir/config "$bin/buildx" "$@"; }

prepare_state() {
  [ "$(id -u)" = 0 ] || skip 'engines need root: mounts, namespaces and a network bridge'
  case $dir in
    /*[[:space:]\"\'\\]*) die "no blanks or quotes in the engines' folder, please: $dir" ;;
    /*) ;;
    *) die "the engines' folder must be an absolute path: $dir" ;;
  esac
  [ ${#dir} -le 60 ] || die "too long for a socket's path (60 characters at most): $dir"
  mkdir -p "$run" "$bin" "$dir/log" "$dir/config"
  [ -e "$dir/config/config.json" ] || echo '{}' >"$dir/config/config.json" # no logins
  # Go and git want a home, also where there is none.
  [ -n "${HOME:-}" ] || { export HOME=$dir/home; mkdir -p "$HOME"; }
}

# record ok|FAIL|skip SECONDS AREA WHAT: a check's line, which `run` counts in the end.
record() {
  printf '%-4s %6.1f s  %s %s: %s\n' "$1" "$2" "$BOXWRIGHT_TEST_ENGINE" "$3" "$4" | tee -a "$BOXWRIGHT_TEST_TMP/results"
}
