#!/bin/bash
# measure.sh EXAMPLE: builds the example and its naive twin, then each again after small edits, and judges what the engine
# said. Called by tests/engine/run as `bench:EXAMPLE`. What was measured is kept in $BOXWRIGHT_BENCH, if that names a folder.
# With BOXWRIGHT_BENCH_ORDER=code-first the example is measured in another order, to hold the cost model against: code is
# copied first, as a naive Dockerfile does, and the scheduler leaves it there. That is neither judged nor held to a twin.
# shellcheck source=../engine/checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../engine/checks.sh"
order=${BOXWRIGHT_BENCH_ORDER:-}
example=$1 area=bench:$1
bench=$top/tests/bench
kept=${BOXWRIGHT_BENCH:-$BOXWRIGHT_TEST_TMP/bench}/$BOXWRIGHT_TEST_ENGINE/$example
folder="$BOXWRIGHT_TEST_TMP/a user's folder"
export BOXWRIGHT_BENCH_PAYLOAD=$dir/payload BOXWRIGHT_BENCH_PUBLISHED=$BOXWRIGHT_TEST_TMP/published
trap 'py touches.py --withdraw; remove_containers; exit "$failed_any"' EXIT

py() { local script=$1; shift; PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$bench/$script" "$@"; }

# The count of runs in this folder of engines. It is in every edit, for what an earlier run built is in the caches.
next_turn() {
  local turn; turn=$(($(cat "$dir/bench.count" 2>/dev/null || echo 0) + 1))
  echo "$turn" | tee "$dir/bench.count"
}

compile_here() { # the example as its user compiles it; the twin is its own Dockerfile
  [ "$kind" = twin ] || boxwright compile ${order:+--disable-pass=schedule}
}
logged() { # TOUCH COMMAND…: keeps what it said and the seconds it took
  local log=$kept/$kind/$1.log began=$EPOCHREALTIME; shift
  "$@" >"$log" 2>&1 || { tail -n 20 "$log"; return 1; }
  awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "took %.2f s\n", b - a }' >>"$log"
}
# The builds of launch/build.sh one by one: an image that is checked is built up to the check first.
build_here() { # OPTION…
  local target targets=('') progress=rawjson; build_arguments
  [ "$BOXWRIGHT_TEST_ENGINE" = buildkit ] || progress=plain
  ! grep -q ' AS check$' "$here/Dockerfile" || targets=(check final)
  for target in "${targets[@]}"; do
    echo '== build' # a mark for progress.py
    docker build --progress="$progress" "${arguments[@]}" ${target:+--target "$target"} "$@" "$here"
  done
}

first_build() { # KIND: the whole image, as it is weighed against its base
  local kind=$1 base archive=$BOXWRIGHT_TEST_TMP/bench.tar
  here=$folder/$kind.$turn
  mkdir -p "$kept/$kind"; rm -f "$kept/$kind"/*
  [ "$kind" = twin ] || boxwright compile --remarks >"$kept/$kind/remarks" 2>&1
  compile_here
  cp "$here/Dockerfile" "$kept/$kind/"
  logged first build_here -t "bench:$kind"
  base=$(sed -n 's/^FROM //p' "$bench/twins/$example/Dockerfile")
  docker save -o "$archive" "bench:$kind"
  # shellcheck disable=SC2154 # the registry is that of state.sh
  py layers.py "$archive" "http://$registry" "$base" >"$kept/$kind/layers.json"
  rm "$archive"; docker rmi "bench:$kind" >/dev/null
}

# What `diff` says of the edit before anybody builds. Its status 1 says that there is something to rebuild.
foretell() { # OLD TOUCH
  local status=0
  boxwright diff --message-format=json ${order:+--disable-pass=schedule} "$1" model.box >"$kept/ours/$2.diff" || status=$?
  [ "$status" -le 1 ]
}

# An edit of a fresh copy, compiled and built again into the cache; an old Docker cannot but keep the image, nameless.
touch_and_build() { # KIND TOUCH [NUMBER]
  local kind=$1 touched=$2 number=${3:-$turn} output=()
  [ "$BOXWRIGHT_TEST_ENGINE" != buildkit ] || output=(--output type=cacheonly)
  rm -rf "$folder/touched"; cp -a "$folder/$kind.$turn" "$folder/touched"
  here=$folder/touched
  py touches.py "$example" "$touched" "$here" "$number"
  compile_here
  [ "$kind" = twin ] || foretell "$folder/$kind.$turn/model.box" "$touched"
  logged "$touched" build_here "${output[@]}"
}

# The engine trims its caches while it builds, and would take layers that the next touch is to find.
make_room() { [ "$BOXWRIGHT_TEST_ENGINE" != buildkit ] || "$dir/bin/buildctl" prune --keep-storage 6000 >/dev/null; }

take_example "$example"
check 'the caches have room' make_room
mkdir -p "$kept"; rm -f "$kept/complete"
echo "$BOXWRIGHT_TEST_VERSIONS" >"${kept%/*}/versions"
turn=$(next_turn)
kinds=(ours twin)
# BuildKit remembers what it was sent by the folder's name, so that a first build's context is only seen under a new one.
mv "$here" "$folder/ours.$turn"
cp -a "$folder/ours.$turn" "$folder/twin.$turn"; rm "$folder/twin.$turn/model.box"
cp "$bench/twins/$example/Dockerfile" "$folder/twin.$turn/"
if [ -n "$order" ]; then
  kinds=(ours)
  py touches.py "$example" "$order" "$folder/ours.$turn" "$turn"
  touch "$kept/../$order"
fi

for kind in "${kinds[@]}"; do
  check "$kind builds" first_build "$kind"; needed
  # Where an engine has what a build comes to, it does not look whether the layers on the way are still there. Two touches
  # that are not counted make those again that it has trimmed.
  for touched in source requirements; do
    check "$kind has its layers up to $touched" touch_and_build "$kind" "$touched" "$(next_turn)"; needed
  done
  for touched in $(py touches.py --list); do
    check "$kind builds again after this touch: $touched" touch_and_build "$kind" "$touched"; needed
  done
done
touch "$kept/complete" # for table.py
[ -z "$order" ] || exit 0
py judge.py --list >"$BOXWRIGHT_TEST_TMP/gates"
while IFS=$'\t' read -r gate sentence <&3; do
  check "$sentence" py judge.py "$gate" "$BOXWRIGHT_TEST_ENGINE" "$example" "$kept"
done 3<"$BOXWRIGHT_TEST_TMP/gates"
