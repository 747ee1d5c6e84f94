#!/bin/bash
# Steps that are given secrets get them, from a private index, archive, file and model to a command of the spec's own;
# and the values are in no layer, no history, no log of the build and no argument of a program.
# shellcheck source=checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/checks.sh"
# shellcheck source=archive.sh
. "$tests/archive.sh"
here="$BOXWRIGHT_TEST_TMP/a user's folder/secrets" image=secrets:1 log="$BOXWRIGHT_TEST_TMP/secrets.log"
rm -rf "$here"; mkdir -p "$here/kept"
password=open-sesame-4711 pair=reader:$password # what private.example.org and hub.example.org ask for
value="in no layer $RANDOM$RANDOM"
printf '%s\n' "$password" >"$here/kept/token"; echo 'for everybody' >"$here/kept/notes"
leaks=("$dir"/payload/{private,hub}.example.org/.leaks)
rm -f "${leaks[@]}"
sum=$(sha256sum "$dir/payload/private.example.org/data.csv") sum=${sum%% *}
package private-probe "$dir/payload/private.example.org/apt"
archive "$dir/payload/private.example.org/apt" private-probe "$here/probe.asc"

cat >"$here/model.box" <<END
image $image {
  from python:3.11-slim-bookworm
  allow unpinned "a test"
  secret(env=INDEX_LOGIN) index
  secret(file=kept/token) token
  secret(env=A_VALUE) value
  secret(optional) missing
  stage with_curl {
    from debian:bookworm-slim
    apt-repo(key=probe.asc, suite=./, secret=index) https://private.example.org/apt
    apt private-probe
    fetch(secret=index, sha256=$sum) https://private.example.org/data.csv -> /data.csv
  }
  arg REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
  pip(index=https://private.example.org/simple, secret=index) privateone==1.0
  fetch(secret=token, sha256=$sum) https://private.example.org/data.csv -> /data/by-python.csv
  copy(from=with_curl) /data.csv -> /data/by-curl.csv
  copy(from=with_curl) /usr/bin/private-probe -> /usr/bin/
  weights(rev=0123456789abcdef0123456789abcdef01234567, secret=token, exclude=*.bin, min-size=8K) hf://tiny/model -> /models/tiny
  copy kept -> /kept
  run(secret=[value, missing]): wc -c </run/secrets/value >/length; test ! -e /run/secrets/missing
  run(secret-env=[VALUE=value, MISSING=missing], user=app, in=/home/app, cache=/home/app/kept) """
    test -z "\$MISSING"
    printf %s "\$VALUE" | wc -c >length
    id -u >kept/who; cat kept/who >who
    """
  weights(secret=value, min-size=20K) -> /models/made: head -c 30000 /dev/zero >/models/made && test -s /run/secrets/value
  check: python3 -c "import privateone; assert privateone.answer == 42"
  cmd cat /length
}
END
set_values() { export INDEX_LOGIN=$pair A_VALUE=$value; unset MISSING || true; }
builds() {
  set_values
  build --build-arg HF_ENDPOINT=https://hub.example.org --no-cache >"$log" 2>&1 || { tail -n 40 "$log"; return 1; }
}
holds_what_was_private() {
  local said; said=$(docker run --rm --network none "$image" sh -c 'cat /data/by-python.csv /data/by-curl.csv; ls /models/tiny; wc -c </models/tiny/model.safetensors')
  same 'files' "$(printf '%s\n' a,b 1,2 a,b 1,2 config.json model.safetensors 32768)" "$said"
  same 'what a private archive has' 'private-probe is here' "$(docker run --rm --network none "$image" private-probe)"
  same 'what may be copied' notes "$(docker run --rm "$image" ls /kept)"
}
was_given() {
  same 'a file' "${#value}" "$(docker run --rm "$image" cat /length)"
  same 'a variable' "${#value}" "$(docker run --rm "$image" cat /home/app/length)"
  same 'the user' 10001 "$(docker run --rm "$image" cat /home/app/who)"
  refused docker run --rm "$image" test -e /home/app/kept/who
}
is_nowhere() { # in the image, layer by layer, and in what the build said
  local archive="$BOXWRIGHT_TEST_TMP/secrets.tar" word basic
  basic=$(printf %s "$pair" | base64)
  docker save -o "$archive" "$image"
  rm -rf "$archive.d"; mkdir "$archive.d"; tar xf "$archive" -C "$archive.d"; rm "$archive"
  # Layers may be packed.
  find "$archive.d" -type f | while read -r file; do zcat -f -- "$file"; done >"$archive.all"
  holds 'the whole of it' "$(grep -ac 'for everybody' "$archive.all" || true)" 1
  for word in "$password" "$basic" "$value"; do
    same "times that $word stands in the image" 0 "$(grep -acF -e "$word" "$archive.all" || true)"
    same "times that $word stands in the log" 0 "$(grep -acF -e "$word" "$log" || true)"
    same 'in the history' 0 "$(docker history --no-trunc "$image" | grep -cF -e "$word" || true)"
  done
  rm -rf "$archive.all" "$archive.d"
}
in_no_argument() { # the server looked while it was asked
  local file; for file in "${leaks[@]}"; do [ ! -e "$file" ] || { echo "$(dirname -- "$file"): $(cat "$file")"; return 1; }; done
}
sees_arguments() { # that the test before can fail
  curl --silent --cacert "$dir/ca/ca.crt" --resolve "private.example.org:443:$address" -u "$pair" https://private.example.org/data.csv >/dev/null
  curl --silent --cacert "$dir/ca/ca.crt" --resolve "private.example.org:443:$address" -H "X-Key: $password" https://private.example.org/data.csv >/dev/null
  [ -e "${leaks[0]}" ]
  rm -f "${leaks[@]}"
}
says_what_is_missing() { # before anything is built, and without any value
  local said
  set_values; unset INDEX_LOGIN
  said=$(build 2>&1) && { echo 'it was built'; return 1; }
  holds 'launch/build.sh' "$said" 'the variable INDEX_LOGIN is not set; the build needs the secret index'
  [[ $said != *"$value"* ]] || { echo 'it says the value'; return 1; }
}
is_not_let_in() { # with another password; a secret is no part of what a layer is known by
  set_values; export INDEX_LOGIN=reader:another
  refused build --build-arg HF_ENDPOINT=https://hub.example.org --no-cache
}
too_small() { # weights that a command makes
  sed -i 's/min-size=20K/min-size=20M/' "$here/model.box"
  local said; compile; set_values
  said=$(build --build-arg HF_ENDPOINT=https://hub.example.org 2>&1) && { echo 'it was built'; return 1; }
  holds 'launch/build.sh' "$said" 'less than 20480 KB came to /models/made'
}

check 'compiles' compile; needed
check 'a missing secret is named before the build' says_what_is_missing
check 'builds with a private index, archive, file and model' builds; needed
check 'the image holds what was private, and not the file with the token' holds_what_was_private
check 'steps have their secrets as files and variables, as the user they run as' was_given
check 'no layer, history or log holds a secret' is_nowhere
check 'no argument of a program held one' in_no_argument
check 'the server would have seen it there' sees_arguments
check 'another password is refused' is_not_let_in
check 'weights that are too small stop the build' too_small
