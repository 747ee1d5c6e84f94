#!/bin/bash
# No pass of the kind `speed` changes what an image is: generated specs are built without these passes (-O 0) and with
# them, and the two images are compared. What was compared lies in $BOXWRIGHT_ENGINE_DIR/same-image, SEED by SEED.
# shellcheck source=checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/checks.sh"
[ "$BOXWRIGHT_TEST_ENGINE" = buildkit ] || { skipped 'images are compared on BuildKit only'; exit; }
here=$dir/same-image
generator=${BOXWRIGHT_SPECS:-$(dirname -- "$BOXWRIGHT")/generate_specs}
export BUILDCTL=$bin/buildctl BUILD_HOSTS
BUILD_HOSTS=$(sed "s/\$/=$address/" "$dir/names" | paste -sd,)

generate() { # AREA FIRST COUNT
  mkdir -p "$here/$1"
  find "$here/$1" -mindepth 1 -maxdepth 1 -exec rm -r {} +
  "$tests/payload/make" --list | "$generator" "$here/$1" "$2" "$3"
}
same_images() { # AREA FIRST COUNT DIALECT [OPTION]
  generate "$1" "$2" "$3"
  /usr/bin/python3 "$tests/same_image.py" --work "$here/$1" --stores "$here/stores" --seeds "$2" "$3" --dialect "$4" --with="${5-}"
}
finds_differences() { /usr/bin/python3 "$tests/same_image_selftest.py" "$here/selftest"; }
speed_passes() { "$BOXWRIGHT" help passes | sed -n 's/^\* \([a-z-]*\).*/\1/p'; }

check 'the comparison says just what differs' finds_differences; needed
check '32 generated specs, buildkit dialect: the image is the same with all passes as without those for speed' same_images buildkit 0 32 buildkit
check '6 others, portable dialect' same_images portable 100 6 portable
first=0 # of those above, so that only one of the two is built anew
for pass in $(speed_passes); do
  check "2 of them, all passes but $pass" same_images "$pass" "$first" 2 buildkit "--disable-pass=$pass"
  first=$((first + 2))
done
