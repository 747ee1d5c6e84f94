# shellcheck shell=bash disable=SC2154 # the variables and words are those of checks.sh
# The life of an example that serves on a port: started, asked, compared with its spec, stopped, removed.
# Sourced by the examples' scripts, after checks.sh.

export BOXWRIGHT_TEST_HEALTH=5s # instead of half a minute; nothing else of the health check changes

server_starts() { # PORT HEALTH-PATH: leaves the server running; sets $url
  local health=$2; url=http://127.0.0.1:$1
  check "port $1 of this machine is free" port_is_free "$1"; needed
  check 'launch/run.sh starts it' launch run.sh; needed
  check 'launch/status.sh says starting before the first health check' says_starting
  check "answers at port $1" comes_up 90 "$url$health"; needed
  check 'not root, read-only, no capabilities' confined "$(container)"
  check 'launch/logs.sh shows what it said' shows_logs
  check 'launch/shell.sh is confined as well' shell_is_confined
  check 'it starts only once' starts_once
}

# The rest of its life: healthy, compared with its spec, crashed, removed, used by the stranger, taken to another engine.
server_ends() { # PORT HEALTH-PATH PROOF…
  local port=$1 health=$2; shift 2
  check 'the health check inside the image agrees' healthy "$(container)"
  check 'launch/status.sh says running' says_status running
  check 'boxwright status says the same' same_by_command
  check 'a comment in the spec changes nothing, a fact does, and launch/status.sh knows' knows_what_runs
  check 'launch/status.sh --json tells a program' tells_programs
  check 'launch/run.sh starts it anew when the spec changed, and not otherwise' starts_anew "$health"
  check 'launch/stop.sh stops it' stops
  check 'launch/status.sh says crashed after a start that fails' crashes
  check 'boxwright run, logs and stop do what the scripts do' by_command "$health"
  check 'launch/remove.sh removes it' removes
  check 'serves any user (--user 12345:12345)' stranger_serves "$port" "$health"
  check 'saved, loaded into an empty engine and started there' survives_transport serves_elsewhere "$health" "$@"
  judge_image
  check 'launch/remove.sh --image removes the image' removes_image
}

says_starting() {
  local said; said=$(launch status.sh) || true
  # On a machine so slow that the first check came before we asked, there is nothing more to see.
  [ "$(asked "$(container)" '{{len .State.Health.Log}}')" != 0 ] || same 'launch/status.sh' starting "$said"
}
says_healthy() { [ "$(asked "$1" '{{.State.Health.Status}}')" = healthy ]; }
healthy() { # CONTAINER
  wait_for 90 says_healthy "$1" || { asked "$1" '{{json .State.Health}}'; return 1; }
}

starts_once() { # a service that is as the spec says goes on
  local before; before=$(docker ps -q --no-trunc)
  holds 'a second launch/run.sh' "$(launch run.sh)" 'runs already, as the spec says'
  same 'the container' "$before" "$(docker ps -q --no-trunc)"
}

starts_anew() { # HEALTH-PATH: one of an older spec makes room
  local before anew; before=$(docker ps -q --no-trunc)
  cp "$here/model.box" "$here/model.box.kept"
  sed -i '0,/^}/s/^}/  label org.example.changed=yes\n}/' "$here/model.box"
  compile >/dev/null; launch run.sh >/dev/null
  anew=$(docker ps -q --no-trunc)
  mv "$here/model.box.kept" "$here/model.box"
  [ "$before" != "$anew" ] || { echo 'it is the old container'; return 1; }
  compile >/dev/null; launch run.sh >/dev/null
  comes_up 90 "$url$1"
  healthy "$(container)"
}

tells_programs() { # every field, as the engine has it
  local told wanted; told=$(launch status.sh --json)
  wanted=$(asked "$(container)" '{{index .Config.Labels "boxwright.stamp"}} {{.Image}} {{.ID}} {{.Name}} running')
  same 'launch/status.sh --json' "${wanted/ \// } $image" \
    "$(python3 -c 'import json, sys; said = json.loads(sys.argv[1])
print(*(said[key] for key in ("spec_hash", "image_id", "container_id", "container", "state", "image")))' "$told")"
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

shows_logs() { # by itself it does not follow: it ends
  local said; said=$(launch logs.sh 2>&1)
  [ -n "$said" ]
}

by_command() { # HEALTH-PATH: the crashed container makes room
  boxwright run
  comes_up 90 "$url$1"
  [ -n "$(boxwright logs 2>&1)" ]
  boxwright stop
  says_status stopped
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
  same 'launch/status.sh after a change' 'running, but an older spec: stop and run again' "$changed"
  mv "$here/model.box.kept" "$here/model.box"
  compile >/dev/null
  same 'launch/status.sh after the change is taken back' "$before" "$(launch status.sh || true)"
}

stops() {
  launch stop.sh
  same 'running containers' '' "$(docker ps -q)"
  says_status stopped
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
