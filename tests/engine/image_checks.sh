# shellcheck shell=bash disable=SC2154 # the variables and words are those of checks.sh
# What every image and every container must be, whatever is inside. Sourced by checks.sh.

asked() { docker inspect --format "$2" "$1"; } # THING TEMPLATE

careful_config() { # IMAGE
  local user command; user=$(asked "$1" '{{.Config.User}}')
  [ -n "${may_be_root:-}" ] || [[ $user =~ ^[1-9][0-9]*:[1-9][0-9]*$ ]] || { echo "not a numeric user and group: $user"; return 1; }
  command=$(asked "$1" '{{json .Config.Entrypoint}} {{json .Config.Cmd}}')
  [[ $command != *'"/bin/sh","-c"'* ]] || { echo "shell form: $command"; return 1; }
  [ "$command" != 'null null' ] || { echo 'the image has no command'; return 1; }
}

# What others say of the image: dockle's rules, but for what the spec allows, and dive. Takes the archive of
# survives_transport where there is one, $saved.
judge_image() {
  local allowed
  [ -e "$saved" ] || check 'saved for those who judge images' save_image
  mapfile -t allowed < <(sed -n 's/^ *allow \([a-z-]*\).*/\1/p' "$here/model.box" | sort -u)
  check "dockle's rules find nothing that the spec does not allow" keeps_rules "$saved" "http://$registry" "$(base_of_image)" "${allowed[@]}"
  [ "$passed" = no ] || sed 's/^/       | /' "$output" # what was waived, and why
  check 'dive finds no waste in its layers' wastes_little "$saved"
  rm -f "$saved"
}
save_image() {
  (cd "$(dirname -- "$saved")" && "$here/launch/save.sh" "$saved")
  [ -s "$saved" ]
}
base_of_image() { # what its last stage starts from, through the stages it continues
  local name=final from
  while from=$(awk -v name="$name" '$1 == "FROM" && $NF == name && NF > 2 { print $(NF - 2) }' "$here/Dockerfile"); [ -n "$from" ]; do name=$from; done
  printf '%s\n' "$name"
}
keeps_rules() { /usr/bin/python3 "$tests/image_rules.py" "$@"; } # ARCHIVE REGISTRY BASE ALLOW…
# To dive, what a layer of ours writes over the base's is waste, too: 7 to 10 kB in the examples, which add a user or a page to
# their base; 0.4 MB where apt installs something, 1.9 MB with an old Docker: what dpkg and debconf know of all packages
# (efficiency 0.998 and 0.993).
# The limits lie close above that. Waste has no limit relative to our own layers: 7 kB are 200 % of a web page.
wastes_little() { # ARCHIVE
  (cd "$BOXWRIGHT_TEST_TMP" && NO_COLOR=1 "$bin/dive" --ci --source docker-archive \
    --lowestEfficiency 0.99 --highestWastedBytes 2.5MB --highestUserWastedPercent disabled "$1")
}

# What a process may, from its /proc/PID/status: not root, no capabilities, no way to get any. An example that has to be
# root sets $may_be_root, one that keeps capabilities sets $capabilities to their mask.
is_confined() { # TEXT
  local effective; effective=$(sed -n 's/^CapEff:[[:space:]]*0*//p' <<<"$1")
  same 'effective capabilities' "${capabilities:-}" "$effective"
  [[ $1 =~ NoNewPrivs:[[:space:]]*1 ]] || { echo 'it can get new privileges'; return 1; }
  [ -n "${may_be_root:-}" ] || [[ $1 =~ Uid:[[:space:]]*[1-9] ]] || { echo "it is root: $(grep Uid <<<"$1")"; return 1; }
}
try_to_write='touch /probe && echo WRITABLE || true'
could_not_write() { [[ $1 != *WRITABLE* ]] || { echo '/ is writable'; return 1; }; }

# A running container: its first process, and what another one started in it can write.
confined() { # CONTAINER
  holds 'dropped capabilities' "$(asked "$1" '{{json .HostConfig.CapDrop}}')" ALL
  is_confined "$(docker exec "$1" cat /proc/1/status)"
  same 'read-only root file system' true "$(asked "$1" '{{.HostConfig.ReadonlyRootfs}}')"
  could_not_write "$(docker exec "$1" sh -c "$try_to_write" 2>&1)"
}

# launch/shell.sh gives a shell in the same confinement; what it is told comes by standard input here.
shell_is_confined() {
  local said
  said=$(launch shell.sh 2>&1 <<<"cat /proc/self/status; $try_to_write")
  is_confined "$said"
  could_not_write "$said"
}
# What launch/run.sh asks of the engine for a tool that ends by itself: its container is kept for once, and looked at.
run_is_confined() { # WORD…
  local id; export BOXWRIGHT_TEST_KEEP=1
  trap remove_containers EXIT
  launch run.sh "$@" >/dev/null
  id=$(container)
  same 'read-only root file system' true "$(asked "$id" '{{.HostConfig.ReadonlyRootfs}}')"
  same 'dropped capabilities' '["ALL"]' "$(asked "$id" '{{json .HostConfig.CapDrop}}')"
  same 'kept capabilities' "${kept_capabilities:-null}" "$(asked "$id" '{{json .HostConfig.CapAdd}}' | sed 's/CAP_//g')" # two spellings
  holds 'security options' "$(asked "$id" '{{json .HostConfig.SecurityOpt}}')" no-new-privileges
  same 'network' none "$(asked "$id" '{{.HostConfig.NetworkMode}}')"
  same 'user' "$(asked "$image" '{{.Config.User}}')" "$(asked "$id" '{{.Config.User}}')"
}

# The engine's own notes of which networks the containers of this script were connected to, the shell's too.
is_offline() {
  local networks
  networks=$(docker events --since "$began_at" --until "$(date +%s.%N)" --filter type=network --filter event=connect --format '{{.Actor.Attributes.name}}')
  same 'networks' none "$(sort -u <<<"$networks")"
}

# A tool that ends by itself: nothing stays, and the scripts that look after a container have nothing to complain about.
leaves_nothing() {
  same 'containers left' '' "$(docker ps -aq)"
  says_status 'not deployed'
  launch stop.sh
  launch remove.sh
}

# The image runs for any user, as on a machine that starts containers with a number of its own. Further words go to
# the container.
as_stranger() { # OPTION… -- WORD…
  local options=()
  while [ "$1" != -- ]; do options+=("$1"); shift; done; shift
  docker run --rm --user 12345:12345 --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges "${options[@]}" "$image" "$@"
}

# Saves the image, loads it into a second, empty engine and uses it there. The rest of the words is the proof. The archive
# is left for judge_image.
survives_transport() { # COMMAND…
  local id loaded
  id=$(asked "$image" '{{.Id}}')
  save_image
  trap '"$tests/engines" down second' EXIT
  "$tests/engines" up second
  export DOCKER_HOST="unix://$run/second.sock"
  refused docker image inspect "$image"
  (cd / && "$here/launch/load.sh" "$saved")
  loaded=$(asked "$image" '{{.Id}}')
  same 'the image after its journey' "$id" "$loaded"
  "$@"
}

# The life of a container that stays: started by launch/run.sh, already running when this is called.
answers() { /usr/bin/python3 "$tests/ask.py" "$@"; } # URL [BODY]
answers_or_ended() { answers "$1" || [ -z "$(docker ps -q)" ]; }
comes_up() { # SECONDS URL
  if wait_for "$1" answers_or_ended "$2" && answers "$2" >/dev/null; then return; fi
  answers "$2" || docker ps -a
  launch logs.sh 2>&1 | tail -n 20
  return 1
}
port_is_free() { # PORT
  ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || { echo "another program listens on port $1 of this machine"; return 1; }
}
container() { docker ps -lq; }
