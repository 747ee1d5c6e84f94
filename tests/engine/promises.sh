#!/bin/bash
# What every build promises, whatever is built: nothing that fails its check gets a name, what is not copied stays out, and
# whoever runs the image can read what was copied. One spec, changed for each check.
# shellcheck source=checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/checks.sh"
here="$BOXWRIGHT_TEST_TMP/a user's folder/promises" image=promises:1
rm -rf "$here"; mkdir -p "$here/data/inner"
echo 'for everybody' >"$here/data/inner/readable.txt"
echo 'not for the image' >"$here/data/notes.txt"
printf '#!/bin/sh\necho ran\n' >"$here/data/program"
chmod 600 "$here/data/inner/readable.txt"; chmod 700 "$here/data" "$here/data/inner" "$here/data/program"
sum=$(sha256sum "$dir/payload/files.example.org/hello.txt") sum=${sum%% *}

spec() { # ROW…: the spec with these rows
  printf '%s\n' "image $image {" '  from debian:bookworm-slim' '  copy data -> /data' '  ignore data/notes.txt' \
    "$@" '  cmd cat /data/inner/readable.txt' '}' >"$here/model.box"
}
forget() { docker rmi -f "$image" >/dev/null 2>&1 || true; } # of an earlier build
gets_no_name() { # WORDS: the build fails, says so, and leaves no image of that name
  local said
  forget; compile
  said=$(build 2>&1) && { echo 'it was built'; return 1; }
  holds 'launch/build.sh' "$said" "$1"
  refused docker image inspect "$image"
}
fails_its_check() {
  spec '  check: echo it is not well; exit 3'
  gets_no_name 'it is not well'
}
is_not_as_pinned() { # a file from the network that has another sum
  spec "  fetch(sha256=${sum//[0-9]/0}) https://files.example.org/hello.txt -> /hello.txt"
  gets_no_name "${sum//[0-9]/0}"
}
is_as_pinned() {
  spec "  fetch(sha256=$sum) https://files.example.org/hello.txt -> /hello.txt" '  check: grep -q self-test /hello.txt'
  compile; build
  holds '/hello.txt' "$(docker run --rm --network none "$image" cat /hello.txt)" 'a file for the self-test'
}
holds_what_is_copied() { # the last build's
  same '/data' "$(printf '%s\n' /data /data/inner /data/inner/readable.txt /data/program)" \
    "$(docker run --rm "$image" find /data | sort)"
}
reads_as_stranger() { # though the files are their owner's alone in the project
  same 'the file' 'for everybody' "$(as_stranger --network none --)"
  same 'the program' ran "$(as_stranger --network none -- /data/program)"
  refused as_stranger --network none -- sh -c 'echo more >>/data/inner/readable.txt'
}
takes_arguments() { # launch/build.sh hands its own to the engine
  # shellcheck disable=SC2016 # the build's variable
  spec '  arg WORD=plain' '  run: echo "${WORD}" >/word'
  compile
  build --build-arg WORD=other
  same '/word' other "$(docker run --rm "$image" cat /word)"
}
lies_elsewhere() { # compile -o: the context stays the spec's folder, the ignore file is found beside the Dockerfile
  local out="$BOXWRIGHT_TEST_TMP/a user's folder/out of the way"
  rm -rf "$out"; forget
  spec
  boxwright compile -o "$out"
  [ -f "$out/Dockerfile.dockerignore" ]
  build_arguments
  if [ "$BOXWRIGHT_TEST_ENGINE" = buildah ]; then
    DOCKER=podman with_names "$out/launch/build.sh" "${arguments[@]}"
    take_over "$image"
  else
    (cd / && "$out/launch/build.sh" "${arguments[@]}")
  fi
  holds_what_is_copied
}

# A link in the project, and what lies behind a linked folder, are copied as what they lead to.
follows_links() {
  local out="$BOXWRIGHT_TEST_TMP/a user's folder/unpacked" archive="$BOXWRIGHT_TEST_TMP/packed.tar" folder
  ln -sfn data/inner "$here/now"; ln -sfn now/readable.txt "$here/newest"
  rm -rf "$archive" "$out"; mkdir -p "$out"
  spec '  copy newest -> /linked/newest' '  copy now/readable.txt -> /linked/' '  copy now/ -> /linked/folder/'
  boxwright pack -o "$archive"; tar xf "$archive" -C "$out"
  compile
  for folder in "$here" "$out"; do
    forget; build_arguments
    if [ "$BOXWRIGHT_TEST_ENGINE" = buildah ]; then
      DOCKER=podman with_names "$folder/launch/build.sh" "${arguments[@]}"
      take_over "$image"
    else
      (cd / && "$folder/launch/build.sh" "${arguments[@]}")
    fi
    same '/linked' "$(printf '/linked/%s for everybody\n' folder/readable.txt newest readable.txt)" "$(docker run --rm "$image" \
      sh -c 'find /linked -type f | sort | while read -r file; do echo "$file $(cat "$file")"; done')"
  done
  rm -r "$here/now" "$here/newest" "$out"
}

# In memory, where the image has a folder of that name already: the image's user, and a caller who is somebody else.
writes_where_it_may() {
  local row try='touch ~/here /run/here /tmp/here && id -u'
  for row in '' '  launch { user host }' '  launch { user 4321:4321 }'; do
    spec '  writable /run' "$row"
    compile; build
    same "who writes with '$row'" "$(case $row in '') echo 10001 ;; *host*) echo 1234 ;; *) echo 4321 ;; esac)" \
      "$(launch_as 1234 run.sh sh -c "$try" 2>&1)"
  done
}

# An archive needs nothing of the project: unpacked anywhere it builds the same image.
packs() {
  local archive="$BOXWRIGHT_TEST_TMP/packed.tar" out="$BOXWRIGHT_TEST_TMP/a user's folder/unpacked"
  rm -rf "$archive" "$out" "$out again"; forget
  spec
  boxwright pack -o "$archive"
  mkdir -p "$out" "$out again"; tar xf "$archive" -C "$out"; tar xf "$archive" -C "$out again"
  build_arguments
  if [ "$BOXWRIGHT_TEST_ENGINE" = buildah ]; then
    DOCKER=podman with_names "$out/launch/build.sh" "${arguments[@]}"
    take_over "$image"
  else
    (cd / && "$out/launch/build.sh" "${arguments[@]}")
  fi
  holds_what_is_copied
  [ "$BOXWRIGHT_TEST_ENGINE" = buildkit ] || return 0
  same 'the image from another folder' "$(digest_of "$out")" "$(digest_of "$out again")"
}
digest_of() { # FOLDER: of the image it builds, every time of which is the beginning of time
  local archive="$BOXWRIGHT_TEST_TMP/digest.tar"
  buildctl build --frontend dockerfile.v0 --local context="$1" --local dockerfile="$1" --opt build-arg:SOURCE_DATE_EPOCH=0 \
    --no-cache --output "type=oci,dest=$archive,rewrite-timestamp=true" >/dev/null 2>&1
  tar xOf "$archive" index.json | sha256sum
}

bakes() { # several images at the same time, and the checks with them
  printf '%s\n' 'image promises/one:1 {' '  from debian:bookworm-slim' '  copy data -> /data' '  check: test -d /data' '  cmd ls' '}' \
    'image promises/two:1 {' '  from debian:bookworm-slim' '  cmd ls' '}' >"$here/model.box"
  rm -rf "$here/Dockerfile" "$here/.dockerignore" "$here/launch"
  docker rmi -f promises/one:1 promises/two:1 >/dev/null 2>&1 || true
  boxwright compile --emit=bake
  (cd "$here" && buildx bake --print) | python3 -c 'import json, sys
said = json.load(sys.stdin)
assert sorted(said["target"]) == ["one", "one-check", "two"], said'
  (cd "$here" && buildx bake --load)
  docker image inspect promises/one:1 promises/two:1 >/dev/null
  sed -i 's/test -d/test -f/' "$here/model.box"
  boxwright compile
  (cd "$here" && refused buildx bake checks)
  (cd "$here" && buildx bake two)
}

# Weights that stay out of the image: fetched once to the caller's cache, by their sum, and given to its containers.
weights() { printf '%s' "$BOXWRIGHT_TEST_TMP/a user's folder/.cache/boxwright/weights"; }
fetches() { HOME="$BOXWRIGHT_TEST_TMP/a user's folder" with_names "$here/launch/weights.sh"; }
mounts() { # SUM
  mkdir -p "$here/labels"; echo 'one label' >"$here/labels/names.txt" # as open as whoever runs it needs
  spec "  weights(mount, sha256=$1) https://files.example.org/hello.txt -> /models/" '  weights(mount) labels -> /models/labels'
  sed -i 's|cmd cat.*|cmd cat /models/hello.txt|' "$here/model.box"
  compile
}
refuses_other_weights() {
  local said
  rm -rf "$(weights)"; mounts "${sum//[0-9]/0}"
  said=$(fetches 2>&1) && { echo 'it took them'; return 1; }
  holds 'launch/weights.sh' "$said" "$sum"
  same 'what came of it' '' "$(find "$(weights)" -type f)"
}
gives_weights() {
  mounts "$sum"; build
  refused docker run --rm --network none "$image" ls /models
  fetches
  # From here on without the server: what is here is not fetched again.
  holds 'launch/run.sh' "$(launch run.sh)" 'a file for the self-test'
  same 'those beside the spec' 'one label' "$(launch run.sh cat /models/labels/names.txt)"
  refused launch run.sh sh -c 'echo more >>/models/hello.txt'
  refused launch run.sh sh -c 'echo more >/models/labels/more'
  same 'the files of the cache' "sha256/$sum/hello.txt" "$(cd "$(weights)" && find . -type f | sed 's|^./||')"
}

check 'an image whose check fails gets no name' fails_its_check
check 'nor one with a download that has another sum' is_not_as_pinned
check 'one with the right sum does' is_as_pinned; needed
check 'it holds what is copied and not ignored, nothing else' holds_what_is_copied
check 'any user can read and run what is copied, and nobody can change it' reads_as_stranger
check 'at launch its user writes to its home and to what is declared writable' writes_where_it_may
check 'launch/build.sh hands its arguments to the engine' takes_arguments
check 'with compile -o the build sees the same' lies_elsewhere
check 'what boxwright pack gives builds elsewhere, to the same image' packs
check 'links of the project are followed' follows_links
check 'mounted weights with another sum are refused, and leave nothing' refuses_other_weights
check 'with the right sum every container has them, read-only, and the image has not' gives_weights
if [ "$BOXWRIGHT_TEST_ENGINE" = buildkit ]; then
  check 'buildx bake builds all images of a spec' bakes
fi
