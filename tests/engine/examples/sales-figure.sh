#!/bin/bash
# The figure: drawn without a network, for a caller who is not root, from the table inside the image.
# shellcheck source=../checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../checks.sh"

draws() { # FILE WHAT-IT-SAYS WORD…: what it says is all it says
  local file=$1 says=$2 said; shift 2
  said=$(launch_as 1234 run.sh "$@" 2>&1)
  same 'what it says' "/figures/$file: $says, 182.39 million copies" "$said"
  same "the owner of $file" 1234 "$(stat -c %u "$here/figures/$file")"
}
is_drawn() { # FILE BARS: a picture with so many bars, which stand one above the other
  docker run --rm --network none --tmpfs /tmp -v "$here/figures:/figures:ro" "$image" python3 -c '
import sys
from PIL import Image
picture = Image.open(sys.argv[1])
assert (picture.format, picture.size) == ("PNG", (800, 500)), picture
bar = [any(picture.getpixel((x, y))[:3] == (31, 119, 180) for x in range(800)) for y in range(500)]
bars = sum(now and not before for before, now in zip([False] + bar, bar))
assert bars == int(sys.argv[2]), bars
' "/figures/$1" "$2"
}
shell_is_the_callers() { # as the picture is, and as confined
  local said
  # shellcheck disable=SC2154 # checks.sh has it
  said=$(launch_as 1234 shell.sh 2>&1 <<<"id -u; touch ~/mine && echo HOME; cat /proc/self/status; $try_to_write")
  holds 'its number and its home' "$said" $'1234\nHOME'
  is_confined "$said"; could_not_write "$said"
}
owned_folder() { mkdir -p "$here/figures"; chown 1234:1234 "$here/figures"; }

begin
owned_folder
check 'launch/run.sh draws into the caller'\''s folder, and the picture is the caller'\''s' draws sales.png '6 bars'
check 'it is a picture of six bars' is_drawn sales.png 6
check 'the wrapper takes arguments' draws platforms.png '9 bars' draw-sales --by Platform /figures/platforms.png
check 'that is another picture' is_drawn platforms.png 9
check 'launch/shell.sh: the caller, read-only, no capabilities' shell_is_the_callers
check 'there was no network at all' is_offline
check 'nothing stays behind' leaves_nothing
judge_image
