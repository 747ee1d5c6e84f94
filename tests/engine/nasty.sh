#!/bin/bash
# Strings that break careless quoting come back byte for byte from the image's configuration, and from a process.
# shellcheck source=checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/checks.sh"
here="$BOXWRIGHT_TEST_TMP/a user's folder/nasty" image=nasty:1
rm -rf "$here"; mkdir -p "$here"
/usr/bin/python3 "$tests/nasty.py" spec >"$here/model.box"

unchanged() {
  docker image inspect "$image" >"$BOXWRIGHT_TEST_TMP/nasty.json"
  /usr/bin/python3 "$tests/nasty.py" image "$BOXWRIGHT_TEST_TMP/nasty.json"
}
hexadecimal() { od -An -v -tx1 | tr -d ' \n'; }
printed() { # what the process itself gets: entrypoint and command
  local wanted said
  wanted=$(/usr/bin/python3 "$tests/nasty.py" printed 2)
  said=$(launch run.sh | hexadecimal)
  same 'what the process prints' "$wanted" "$said"
}
launched() { # what launch/run.sh hands over
  BOXWRIGHT_TEST_KEEP=1 launch run.sh >/dev/null
  docker inspect "$(container)" >"$BOXWRIGHT_TEST_TMP/nasty.json"
  remove_containers
  /usr/bin/python3 "$tests/nasty.py" container "$BOXWRIGHT_TEST_TMP/nasty.json"
}
filed() {
  local wanted said
  wanted=$(/usr/bin/python3 "$tests/nasty.py" printed)
  said=$(docker run --rm --network none --entrypoint sh "$image" -c 'for file in /nasty/*; do cat "$file"; printf "|"; done' | hexadecimal)
  same 'what the files hold' "$wanted" "$said"
}

check 'compiles' compile; needed
check 'builds with launch/build.sh' build; needed
check 'every string is unchanged in env, label, entrypoint and cmd' unchanged
check 'every string reaches the process unchanged' printed
check 'every string reaches the container from its launch unchanged' launched
check 'every string is unchanged in a file' filed
