#!/bin/bash
# The model server: health, its interface, a prediction, and a request that it refuses.
# shellcheck source=../checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../checks.sh"
# shellcheck source=../server_checks.sh
. "$tests/server_checks.sh"

flower() { printf '{"data": [{"sepal_length": %s, "sepal_width": %s, "petal_length": %s, "petal_width": %s}]}' "$@"; }
predicts() {
  holds 'health' "$(answers "$url/health")" '"ok"'
  holds 'the small flower' "$(answers "$url/predict" "$(flower 5.1 3.5 1.4 0.2)")" '"label":"setosa"'
  holds 'the large flower' "$(answers "$url/predict" "$(flower 6.3 3.3 6.0 2.5)")" '"label":"virginica"'
}
refuses() { refused answers "$url/predict" '{"data": [{"sepal_length": "long"}]}'; }
# Through a registry and back, and not twice: the spec says overwrite=no.
ships() {
  # shellcheck disable=SC2154 # state.sh knows the registry
  local said target=$registry/$image
  rm -rf "$dir/registry/docker/registry/v2/repositories/${image%:*}/_manifests/tags" # from an earlier run
  sed -i "s/push(overwrite=no) local/push(overwrite=no) $registry/" "$here/model.box"
  compile
  build_arguments
  launch build.sh --push "${arguments[@]}"
  said=$(launch push.sh 2>&1) && { echo 'it was pushed twice'; return 1; }
  holds 'launch/push.sh' "$said" overwrite=no
  said=$(launch build.sh --push "${arguments[@]}" 2>&1) && { echo 'it was built to be pushed twice'; return 1; }
  holds 'launch/build.sh' "$said" overwrite=no
  docker rmi "$image" "$target"
  launch pull.sh
  docker image inspect "$image" >/dev/null
}

# An edit of the code installs nothing again, and what lies beside it changes nothing at all: the layers say so.
builds_little() {
  local before after again
  before=$(layers)
  echo 'of no concern to the image' >"$here/notes.txt"
  build
  same 'the layers after a file beside the code changed' "$before" "$(layers)"
  printf '\n# edited\n' >>"$here/server.py"
  build
  after=$(layers)
  again=$(comm -13 <(sort <<<"$before") <(sort <<<"$after") | wc -l)
  case $again in 1 | 2) ;; *) printf '%s layers are new, the code and its folder expected:\n%s\n\n%s\n' "$again" "$before" "$after"; return 1 ;; esac
}
layers() { asked "$image" '{{range .RootFS.Layers}}{{println .}}{{end}}'; }

begin
check 'an edit of the code installs nothing again' builds_little
check 'pushed, refused a second time, pulled' ships
server_starts 8080 /health
check 'predicts the class of two flowers' predicts
check 'refuses a request that makes no sense' refuses
server_ends 8080 /health predicts
