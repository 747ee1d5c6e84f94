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

begin
server_starts 8080 /health
check 'predicts the class of two flowers' predicts
check 'refuses a request that makes no sense' refuses
server_ends 8080 /health predicts
