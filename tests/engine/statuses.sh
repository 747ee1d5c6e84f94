#!/bin/bash
# How set-up ends when something is wrong, without any engine or network: 77 (skip) is only for what this machine cannot
# have; a download or an installation that fails is a failure with its message; and nobody stops the engines of a run.
# shellcheck disable=SC2016,SC2317 # much here is for another shell
set -euo pipefail
tests=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
work=$(mktemp -d /tmp/boxwright.XXXXXX) # short: sockets would lie in it
trap 'rm -rf "$work"' EXIT
export BOXWRIGHT_ENGINE_DIR=$work/e
unset BOXWRIGHT_ENGINE_RUN
mkdir -p "$work/bin" "$work/e/log" "$work/e/run" "$work/e/bin"
failed=0

# program NAME BODY: one that is found before the machine's own.
program() { printf '#!/bin/bash\n%s\n' "$2" >"$work/bin/$1"; chmod +x "$work/bin/$1"; }
# ends WHAT STATUS WORDS COMMAND…: the status, and what is said on standard error.
ends() {
  local what=$1 status=$2 words=$3 said got=0; shift 3
  said=$(PATH=$work/bin:$PATH "$@" 2>&1 </dev/null) || got=$?
  if [ $got = "$status" ] && [[ $said == *"$words"* ]]; then
    printf 'ok   %s\n' "$what"
  else
    printf 'FAIL %s: status %s, expected %s with "%s"; it said:\n%s\n' "$what" "$got" "$status" "$words" "$said"; failed=1
  fi
}
with_tools() { bash -euo pipefail -c '. "$0/state.sh"; . "$0/tools.sh"; "$@"' "$tests" "$@"; }

# apt-get, as it is without a network, and where the lists are in order but the package is in none.
program apt-get 'case $* in *update*) exit "$(cat '"$work"'/update)" ;; esac; echo "E: Failed to fetch the package"; exit 100'
program apt-cache 'cat '"$work"'/policy'
echo 100 >"$work/update"; : >"$work/policy"
ends 'no package lists: a failure' 1 'E: Failed to fetch' with_tools need /nonexistent/tool some-tool
echo 0 >"$work/update"
printf 'some-tool:\n  Installed: (none)\n  Candidate: 1.0-1\n' >"$work/policy"
ends 'a package that cannot be installed: a failure' 1 'apt-get could not install some-tool' with_tools need /nonexistent/tool some-tool
printf 'some-tool:\n  Installed: (none)\n  Candidate: (none)\n' >"$work/policy"
ends 'a package that this distribution lacks: a skip' 77 'has no package some-tool' with_tools need /nonexistent/tool some-tool
: >"$work/policy"
ends 'a package that nobody here has heard of: a skip' 77 'has no package some-tool' with_tools need /nonexistent/tool some-tool
ends 'a program that is there: nothing to do' 0 '' with_tools need /bin/sh some-tool
program apt-get 'case $* in *update*) touch '"$work"'/updated ;; *) [ -e '"$work"'/updated ] && touch '"$work"'/tool ;; esac'
ends 'lists of packages that are too old: brought up to date' 0 'installing' with_tools need "$work/tool" some-tool

program go 'case $* in "env GOVERSION") echo go1.99 ;; *download*) echo "{ \"Error\": \"proxy: 403 Forbidden\" }"; exit 1 ;; esac'
ends 'modules that cannot be downloaded: a failure' 1 '403 Forbidden' with_tools build_go example.org/some/module v1 ./cmd
program go 'case $* in "env GOVERSION") echo go1.99 ;; *download*) echo "	\"Dir\": \"/tmp\"," ;; *) echo "no such package"; exit 1 ;; esac'
ends 'a program that does not compile: a failure' 1 'no such package' with_tools build_go example.org/some/module v1 ./cmd

if [ "$(id -u)" != 0 ]; then
  ends 'without root: a skip' 77 'need root' "$tests/engines" status
  echo 'skip the lock of a run: its commands need root'
  exit $failed
fi
program id 'case $* in -u) echo 1000 ;; *) exec /usr/bin/id "$@" ;; esac'
ends 'without root: a skip' 77 'need root' "$tests/engines" status
rm "$work/bin/id"

ends 'engines down while nothing runs' 0 '' "$tests/engines" down
exec 7>>"$work/e/run.lock"
flock -n 7
echo 4711 >"$work/e/run.lock"
ends 'engines down while a run is at work: refused' 1 'tests/engine/run (process 4711) is at work' "$tests/engines" down
ends 'engines down second while a run is at work: refused' 1 'process 4711' "$tests/engines" down second
ends 'engines up second while a run is at work: refused' 1 'process 4711' "$tests/engines" up second
ends 'engines status while a run is at work' 0 'docker: stopped' "$tests/engines" status
ends 'engines down by that run itself' 0 '' env BOXWRIGHT_ENGINE_RUN=4711 "$tests/engines" down
exit $failed
