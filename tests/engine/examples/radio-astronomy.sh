#!/bin/bash
# The tool: a simulated observation in the user's own folder, then a summary of it, without any network.
# shellcheck source=../checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../checks.sh"

# The named launch writes as whoever calls it.
simulates() {
  chown 4321:4321 "$here/observations"
  launch_as 4321 run-simulate.sh
  same 'the owner of what it wrote' 4321:4321 "$(stat -c %u:%g "$here/observations/simulated.uvfits")"
}
summarises() { # COMMAND…
  local said; said=$("$@")
  for part in simulated.uvfits telescope visibilities antennas Jy; do holds 'the summary' "$said" "$part"; done
}
takes_arguments() { # what follows launch/run.sh takes the place of the command
  local said; said=$(launch run.sh /data/simulated.uvfits)
  holds 'the summary of one file' "$said" '/data/simulated.uvfits'
  refused launch run.sh /data/missing.uvfits
}
bare_base() { # boxwright shell --base: to try commands before anything is built, with the project at hand
  local said; said=$(boxwright shell --base <<<'cat telescopes.tsv; touch probe && echo WRITABLE; command -v uvsummary || echo bare')
  holds 'the base' "$said" "$(head -n 1 "$here/telescopes.tsv")"
  holds 'the base' "$said" bare
  [[ $said != *WRITABLE* ]] || { echo 'the project is writable'; return 1; }
}

begin
check 'launch/run-simulate.sh writes an observation as the caller' simulates; needed
check 'launch/run.sh prints a summary of the mounted folder' summarises launch run.sh
check 'launch/run.sh passes arguments and the exit status on' takes_arguments
check 'launch/run.sh: not root, read-only, no capabilities, no network' run_is_confined
check 'launch/shell.sh: not root, read-only, no capabilities' shell_is_confined
check 'there was no network at all' is_offline
check 'nothing stays behind' leaves_nothing
check 'runs for any user (--user 12345:12345)' summarises as_stranger --network none -v "$here/observations:/data:ro" -- /data
check 'saved, loaded into an empty engine and run there' survives_transport summarises launch run.sh
judge_image
check 'boxwright shell --base opens the bare base beside the project' bare_base
