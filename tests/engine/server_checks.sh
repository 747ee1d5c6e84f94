# shellcheck shell=bash disable=SC2154 # the variables and words are those of checks.sh
# The life of an example that serves on a port: started, asked, compared with its spec, stopped, removed.
# Sourced by the examples' scripts, after checks.sh.

server_starts() { # PORT HEALTH-PATH: leaves the server running; sets $url
  local health=$2; url=http://127.0.0.1:$1
  check "port $1 of this machine is free" port_is_free "$1"; needed
  check 'launch/run.sh starts it' launch run.sh; needed
  check "answers at port $1" comes_up 90 "$url$health"; needed
  check 'the health check inside the image agrees' healthy "$(container)"
  check 'launch/status.sh says running' says_status running
  check 'it starts only once' starts_once
  check 'boxwright status says the same' same_by_command
  check 'not root, read-only, no capabilities' confined "$(container)"
  check 'launch/logs.sh shows what it said' shows_logs
  check 'launch/shell.sh is confined as well' shell_is_confined
  check 'a comment in the spec changes nothing, a fact does, and launch/status.sh knows' knows_what_runs
}

server_ends() { # PORT HEALTH-PATH PROOF…: the stranger, stop and remove, the journey to another engine
  local port=$1 health=$2; shift 2
  check 'launch/stop.sh stops it' stops
  check 'launch/status.sh says crashed after a start that fails' crashes
  check 'launch/remove.sh removes it' removes
  check 'serves any user (--user 12345:12345)' stranger_serves "$port" "$health"
  check 'saved, loaded into an empty engine and started there' survives_transport serves_elsewhere "$health" "$@"
  check 'launch/remove.sh --image removes the image' removes_image
}

says_healthy() { [ "$(asked "$1" '{{.State.Health.Status}}')" = healthy ]; }
healthy() { # CONTAINER
  wait_for 90 says_healthy "$1" || { asked "$1" '{{json .State.Health}}'; return 1; }
}

starts_once() {
  refused launch run.sh
  same 'containers' 1 "$(docker ps -q | wc -l)"
}

same_by_command() {
  local said; said=$(boxwright status 2>/dev/null)
  same 'boxwright status' "$(launch status.sh)" "$said"
}

crashes() { # the stopped container makes room for another start
  launch run.sh --no-such-option
  wait_for 60 has_ended || true
  says_status crashed
}
has_ended() { [ -z "$(docker ps -q)" ]; }

shows_logs() {
  # Without --follow or the like it ends by itself.
  local said; said=$(timeout 20 "$here/launch/logs.sh" 2>&1) || [ $? = 124 ]
  [ -n "$said" ]
}

knows_what_runs() {
  local before after changed
  before=$(launch status.sh) || true
  cp "$here/model.box" "$here/model.box.kept"
  printf '\n# a comment more\n' >>"$here/model.box"
  compile >/dev/null; after=$(launch status.sh) || true
  same 'launch/status.sh after a comment' "$before" "$after"
  sed '0,/^}/s/^}/  label org.example.changed=yes\n}/' "$here/model.box.kept" >"$here/model.box"
  compile >/dev/null; changed=$(launch status.sh) || true
  holds 'launch/status.sh after a change' "$changed" 'older spec'
  mv "$here/model.box.kept" "$here/model.box"
  compile >/dev/null
  same 'launch/status.sh after the change is taken back' "$before" "$(launch status.sh || true)"
}

stops() {
  local said
  launch stop.sh
  same 'running containers' '' "$(docker ps -q)"
  said=$(launch status.sh) || true
  [[ ${said,,} =~ stopped|not\ deployed ]] || { echo "launch/status.sh says: $said"; return 1; }
  launch stop.sh # once more: nothing to do, no error
}

removes() {
  launch remove.sh
  same 'containers left' '' "$(docker ps -aq)"
  says_status 'not deployed'
}

removes_image() {
  launch remove.sh --image
  refused docker image inspect "$image"
}

stranger_serves() { # PORT HEALTH-PATH
  local port; port=$(docker image inspect --format '{{range $p, $_ := .Config.ExposedPorts}}{{$p}}{{end}}' "$image")
  as_stranger -d -p "127.0.0.1:$1:${port%/*}" --
  wait_for 60 answers "http://127.0.0.1:$1$2" || { docker logs "$(container)"; return 1; }
  remove_containers
}

serves_elsewhere() { # HEALTH-PATH PROOF…
  launch run.sh
  comes_up 90 "$url$1"
  shift; "$@"
}
