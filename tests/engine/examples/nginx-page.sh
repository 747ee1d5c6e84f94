#!/bin/bash
# The page: nginx serves it on the published port, although it is nobody, can change nothing and has no capabilities.
# shellcheck source=../checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../checks.sh"
# shellcheck source=../server_checks.sh
. "$tests/server_checks.sh"

page() {
  same 'the page' "$(cat "$here/index.html")" "$(answers "$url/")"
  refused answers "$url/no-such-page"
}
# The message about what the base writes is right: without that row nginx does not start.
needs_what_is_asked() {
  local said
  sed -i '/^  writable/d' "$here/model.box"
  said=$(boxwright compile 2>&1)
  # shellcheck disable=SC2016 # its words
  holds 'what the compiler says' "$said" 'write `writable /run /var/cache/nginx`'
  build
  launch run.sh || true
  wait_for 30 has_ended
  holds 'what nginx says' "$(launch logs.sh 2>&1)" 'Read-only file system'
}
# The rest of its log is the requests, and that it is nobody: `user` in its configuration is for root.
complains() { launch logs.sh 2>&1 | grep -iE 'emerg|alert|crit|denied' || true; }
has_no_complaints() { same 'what it complains about' '' "$(complains)"; }

begin
check 'port 8080 of this machine is free' port_is_free 8080; needed
url=http://127.0.0.1:8080
check 'launch/run.sh starts it' launch run.sh; needed
check 'answers at port 8080' comes_up 60 "$url/"; needed
check 'not root, read-only, no capabilities' confined "$(container)"
check 'it is the page of the spec'\''s folder' page
check 'its log has no complaints' has_no_complaints
check 'the health check inside the image agrees' healthy "$(container)"
check 'launch/shell.sh is confined as well' shell_is_confined
check 'launch/stop.sh stops it' stops
judge_image
check 'without the row that the compiler asks for it would not start' needs_what_is_asked
check 'launch/remove.sh --image removes the image' removes_image
