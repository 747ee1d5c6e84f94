#!/bin/bash
# Pythons beside the base's: scopes, one that uv brings, a project with uv.lock; and Node's packages. Small specs of their
# own. The interpreter that uv brings is a stand-in on the tests' server, under the name that the real one has.
# shellcheck source=checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/checks.sh"
here="$BOXWRIGHT_TEST_TMP/a user's folder/pythons" image=pythons:1
rm -rf "$here"; mkdir -p "$here"
spec() { printf '%s\n' "image $image {" "$@" '}' >"$here/model.box"; }
says() { docker run --rm --network none "$image" "$@"; }
# What uv asks for is trusted as the system trusts it: the tests' server, and on some machines a proxy.
trust='  env(build) UV_SYSTEM_CERTS=1'

fact() { # KEY…: of the table
  /usr/bin/python3 -c 'import functools, json, sys; print(functools.reduce(dict.get, sys.argv[2:], json.load(open(sys.argv[1]))))' \
    "$top/stdlib/pythons.json" "$@"
}

## Scopes: two environments of Debian's Python
scopes() {
  spec '  from debian:bookworm-slim' '  python 3.11' '  pip six==1.17.0' \
    '  python(venv=/opt/legacy) 3.11 {' '    pip six==1.16.0' '    run(reads=/opt/legacy, writes=/opt/made): python3 -c "import six; print(six.__version__)" >/opt/made' '  }'
  compile; build
}
keeps_apart() {
  same 'the default Python' 1.17.0 "$(says python3 -c 'import six; print(six.__version__)')"
  same 'the other one' 1.16.0 "$(says /opt/legacy/bin/python3 -c 'import six; print(six.__version__)')"
  same 'what a command of its block found' 1.16.0 "$(says cat /opt/made)"
}

## An interpreter from uv
version=$(fact pythons 3.12 version)
release=$(fact pythons 3.12 release)
known=$(fact pythons 3.12 sha256 "$(uname -m)-gnu")
served=$dir/payload/files.example.org/pythons
make_interpreter() {
  local tree=$BOXWRIGHT_TEST_TMP/interpreter/python archive
  mkdir -p "$tree/bin" "$tree/lib/python3.12" "$served/$release"
  cat >"$tree/bin/python3.12" <<'END'
#!/bin/sh
case "$1 $2" in
  "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python3" ;;
  *) echo "a stand-in was asked: $*" ;;
esac
END
  chmod 755 "$tree/bin/python3.12"; ln -sf python3.12 "$tree/bin/python3"; ln -sf python3.12 "$tree/bin/python"
  printf '# system configuration generated and used by the sysconfig module\nbuild_time_vars = {"CC": "cc"}\n' >"$tree/lib/python3.12/_sysconfigdata__linux_$(uname -m)-linux-gnu.py"
  archive=cpython-$version+$release-$(uname -m)-unknown-linux-gnu-install_only_stripped.tar.gz
  tar czf "$served/$release/$archive" -C "${tree%/python}" python
  # uv's own list, with the sum of the stand-in.
  /usr/bin/python3 - "$served" "$version" "$release/$archive" "$(uname -m)" <<'END'
import hashlib, json, pathlib, sys, urllib.parse
served, version, archive, machine = sys.argv[1:]
major, minor, patch = map(int, version.split("."))
entry = {
    "name": "cpython", "arch": {"family": machine, "variant": None}, "os": "linux", "libc": "gnu",
    "major": major, "minor": minor, "patch": patch, "prerelease": "", "variant": None, "build": archive.split("/")[0],
    "url": "https://files.example.org/pythons/" + urllib.parse.quote(archive),
    "sha256": hashlib.sha256(pathlib.Path(served, archive).read_bytes()).hexdigest(),
}
pathlib.Path(served, "list.json").write_text(json.dumps({f"cpython-{version}-linux-{machine}-gnu": entry}))
END
}
brings() { # ROW…
  spec '  from debian:bookworm-slim' "$trust" "$@" '  python 3.12' '  cmd python3 hello'
  compile
}
refuses_other_sum() { # the mirror serves something else under the real name
  local said
  docker rmi -f "$image" >/dev/null 2>&1 || true
  brings '  env(build) UV_PYTHON_INSTALL_MIRROR=https://files.example.org/pythons'
  said=$(build 2>&1) && { echo 'it was built'; return 1; }
  holds 'the build' "$said" 'Hash mismatch'
  holds 'the sum that is asked for' "$said" "$known"
  refused docker image inspect "$image"
}
takes_right_sum() {
  brings '  env(build) UV_PYTHON_DOWNLOADS_JSON_URL=https://files.example.org/pythons/list.json'
  build
  same 'python3' 'a stand-in was asked: hello' "$(says python3 hello)"
  same 'what is everybody'\''s to write' '' "$(says find /opt/pythons /opt/python ! -type l -perm -o=w)"
  same 'what is left of uv' '' "$(says find / -xdev -name 'uv*' ! -path '/proc/*' ! -path '/usr/*' ! -path '/sys/*')"
}

## A project with uv.lock, and packages by uv and by a lock with sums
# The lock names the index that it was made with, so it is made here: with the uv that Boxwright itself takes.
lock_project() {
  local tool=$BOXWRIGHT_TEST_TMP/uv
  cp -R "$tests/pythons/." "$here/"
  /usr/bin/python3 -m venv "$tool"
  "$tool/bin/pip" install -q --no-cache-dir "uv==$(fact uv version)"
  "$tool/bin/uv" lock -q --no-python-downloads --project "$here/service"
}
take_project() {
  spec '  from python:3.11-slim-bookworm' "$trust" '  project(no-dev) service -> /app' \
    '  pip(installer=uv) iniconfig==2.0.0' '  pip(lock=requirements.lock)' '  workdir /app' '  cmd python3 -m service'
  compile; build
}
runs_project() {
  same 'the project' 'service with six 1.17.0' "$(says)"
  same 'what uv and the lock installed' '2.0.0 24.2' \
    "$(says python3 -c 'from importlib.metadata import version; print(version("iniconfig"), version("packaging"))')"
  refused says python3 -c 'import pluggy' # for development only
  refused says ls /opt/uv
}
installs_nothing_again() {
  local before after
  before=$(asked "$image" '{{range .RootFS.Layers}}{{println .}}{{end}}')
  sed -i 's/service with/my service with/' "$here/service/src/service/__main__.py"
  build
  same 'the project' 'my service with six 1.17.0' "$(says)"
  after=$(asked "$image" '{{range .RootFS.Layers}}{{println .}}{{end}}')
  # The first layer is the base's, the next has what the lock names.
  same 'the layers of the base and of the lock' "$(head -n 2 <<<"$before")" "$(head -n 2 <<<"$after")"
}

## Node
# A package of a registry that asks for a password, as npm wants to be told of it.
private=$dir/payload/private.example.org password=open-sesame-4711
make_registry() {
  local tree=$BOXWRIGHT_TEST_TMP/registry folder=$private/npm/privatetwo sum
  mkdir -p "$tree/package" "$folder"
  echo '{"name": "privatetwo", "version": "1.0.0"}' >"$tree/package/package.json"
  tar czf "$folder/privatetwo-1.0.0.tgz" -C "$tree" package
  sum=$(openssl dgst -sha512 -binary "$folder/privatetwo-1.0.0.tgz" | base64 -w0)
  printf '{"name": "privatetwo", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": {"name": "privatetwo", "version": "1.0.0", "dist": {"integrity": "sha512-%s", "tarball": "https://private.example.org/npm/privatetwo/privatetwo-1.0.0.tgz"}}}}\n' \
    "$sum" >"$folder/index.html"
}
node() {
  make_registry; rm -f "$private/.leaks"
  export REGISTRY_LOGIN=reader:$password
  spec '  from debian:bookworm-slim' '  secret(env=REGISTRY_LOGIN) login' '  apt nodejs npm' '  npm left-pad@1.3.0' \
    '  npm(registry=https://private.example.org/npm, secret=login) privatetwo@1.0.0' '  npm web -> /app/web' '  workdir /app/web' '  cmd node index.js'
  compile; build >"$BOXWRIGHT_TEST_TMP/node.log" 2>&1 || { tail -n 40 "$BOXWRIGHT_TEST_TMP/node.log"; return 1; }
}
keeps_login() { # to itself
  holds 'what the registry has' "$(says npm ls --global)" privatetwo@1.0.0
  refused says grep -rqF "$password" /etc /root /run /tmp /usr/local /var
  refused grep -qF "$password" "$BOXWRIGHT_TEST_TMP/node.log"
  refused test -e "$private/.leaks" # where the server notes that it saw the password among the arguments of programs
  [[ $(docker history --no-trunc "$image") != *"$password"* ]]
}
runs_node() {
  same 'the project' '  7' "$(says)"
  holds 'packages for all' "$(says npm ls --global)" left-pad@1.3.0
  refused says sh -c "ls -A /root/.npm | grep ."
}

check 'two environments of one image build' scopes
[ "$passed" != yes ] || check 'each has its own packages' keeps_apart
make_interpreter
check 'a Python from a mirror that has another sum is refused' refuses_other_sum
check 'one with the right sum is the image'\''s' takes_right_sum
check 'uv locks a project' lock_project
[ "$passed" != yes ] || check 'a project with uv.lock builds' take_project
[ "$passed" != yes ] || check 'it runs with what its lock names' runs_project
[ "$passed" != yes ] || check 'an edit of its source installs nothing again' installs_nothing_again
if [ "$BOXWRIGHT_TEST_ENGINE" = buildkit ]; then # Debian's npm is 300 packages: once is enough
  check 'packages of Node build' node
  [ "$passed" != yes ] || check 'they are there' runs_node
  [ "$passed" != yes ] || check 'a registry was told its password, and nobody else' keeps_login
fi
