#!/bin/bash
# The MHub model: its workflow finds nodules in a scan of a mounted folder, offline. The base is a stand-in with MHub's
# contract, so it runs as root; graphics cards are left out, since a test machine has none.
# shellcheck source=../checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../checks.sh"
export BOXWRIGHT_TEST_DROP_GPUS=1
# shellcheck disable=SC2034 # image_checks.sh asks for these
may_be_root=yes capabilities=2 kept_capabilities='["DAC_OVERRIDE"]' # as the spec says

workflow() { # COMMAND…
  local said
  rm -rf "$here/output/chest"
  said=$("$@")
  holds 'what it prints' "$said" 'chest.nii: 2 nodules'
  [ -s "$here/output/chest/lung_nodules.nii.gz" ]
}
keeps_the_input() { # mounted read-only, also for root
  local said; said=$(launch shell.sh 2>&1 <<<'touch /app/data/input_data/probe && echo WRITABLE || true')
  [[ $said != *WRITABLE* ]] || { echo 'the input is writable'; return 1; }
  [ ! -e "$here/input/probe" ]
}

begin
cp "$dir/payload/files/chest.nii" "$here/input/"
chown 4321:4321 "$here/output" # a user's folder, not root's
check 'launch/run.sh runs the workflow on the mounted folder' workflow launch run.sh
check 'the input is mounted read-only' keeps_the_input
check 'launch/run.sh: read-only, only the capability that the spec keeps, no network' run_is_confined
check 'launch/shell.sh: read-only, only the capability that the spec keeps' shell_is_confined
check 'there was no network at all' is_offline
check 'nothing stays behind' leaves_nothing
skipped 'runs for any user (--user 12345:12345): MHub images keep Python and weights below /root and have to be root'
check 'saved, loaded into an empty engine and run there' survives_transport workflow launch run.sh
judge_image
