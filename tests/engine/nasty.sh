#!/bin/bash
# Strings that break careless quoting come back byte for byte from the image's configuration, and from a process.
# shellcheck source=checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/checks.sh"
here="$BOXWRIGHT_TEST_TMP/a user's folder/nasty" image=nasty:1
rm -rf "$here"; mkdir -p "$here"
/usr/bin/python3 "$tests/nasty.py" spec >"$here/model.box"

unchanged() {
  docker image inspect "$image" >"$BOXWRIGHT_TEST_TMP/nasty.json"
  /usr/bin/python3 "$tests/nasty.py" check "$BOXWRIGHT_TEST_TMP/nasty.json"
}
printed() { # what the process itself gets: entrypoint and command, in hexadecimal
  local wanted said
  wanted=$(PYTHONPATH=$tests /usr/bin/python3 -c 'from nasty import STRINGS; print("".join(s + "|" for s in STRINGS * 2).encode().hex())')
  said=$(docker run --rm --network none "$image" | od -An -v -tx1 | tr -d ' \n')
  same 'what the process prints' "$wanted" "$said"
}

check 'compiles' compile; needed
check 'builds with launch/build.sh' build; needed
check 'every string is unchanged in env, label, entrypoint and cmd' unchanged
check 'every string reaches the process unchanged' printed
