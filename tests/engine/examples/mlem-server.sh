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
  local said target=$registry/$image
  rm -rf "$dir/registry/docker/registry/v2/repositories/${image%:*}" # from an earlier run
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

begin
check 'pushed, refused a second time, pulled' ships
server_starts 8080 /health
check 'predicts the class of two flowers' predicts
check 'refuses a request that makes no sense' refuses
server_ends 8080 /health predicts
