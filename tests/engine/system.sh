#!/bin/bash
# What a spec says of the system, built for real: links, folders, changed files, a shell, locale and time zone, an archive of
# packages with its own key, a package from an URL, and instructions as they stand.
# shellcheck source=checks.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/checks.sh"
# shellcheck source=archive.sh
. "$tests/archive.sh"
here="$BOXWRIGHT_TEST_TMP/a user's folder/system" image=system:1
host=$dir/payload/files.example.org/system url=https://files.example.org/system
rm -rf "$here" "$host"; mkdir -p "$here/tool" "$host"

sum_of() { sha256sum "$1" | cut -d' ' -f1; }

prepares() {
  package probe-one "$host"; package probe-two "$host"
  archive "$host" probe-one "$here/probe.asc"
  cat >"$here/tool/tool.sh" <<'TOOL'
#!/bin/sh
import unused
name="it's $HOME"
count=1
count=1
printf '%s\n' "$name" extra
TOOL
  chmod 755 "$here/tool/tool.sh"
  printf 'one\ntwo\n' >"$here/tool/list.txt"
  printf -- '--- a/list.txt\n+++ b/list.txt\n@@ -1,2 +1,3 @@\n one\n+and a half\n two\n' >"$here/list.patch"
  echo 'from the context' >"$here/notes.txt"
}
spec() { # WORD: the text that is to be found in the tool
  cat >"$here/model.box" <<BOX
image $image {
  from debian:bookworm-slim
  allow unpinned apt/* "whatever the archive has"
  shell /bin/bash -eu -o pipefail -c
  copy tool -> /opt/tool
  link /opt/tool/tool.sh -> /usr/local/bin/tool
  link /opt/tool/list.txt /usr/bin/probe-one -> /srv/links/
  dir /data/in
  dir(owner=app) "/data/o u t"
  dir \${home}/own
  patch /opt/tool/tool.sh {
    delete "import unused"
    replace "$1" -> "name=\\"& \\\\1 \\\\n%s it's\\""
    replace(times=2) "count=1" -> "count=2"
    replace(regex) "^(printf .*) extra\$\$" -> "\\\\1"
    append "echo \\"last\\""
  }
  patch /opt/tool/ { apply list.patch }
  locale de_DE.UTF-8
  timezone Europe/Berlin
  apt probe-one
  apt-repo(key=probe.asc, suite=./) $url
  deb(sha256=$(sum_of "$host/probe-two_1.0_all.deb")) $url/probe-two_1.0_all.deb
  dockerfile """
    COPY notes.txt /srv/notes.txt
    RUN test ! -e /by-hand.txt && \\
        echo by hand > /by-hand.txt
    """
  run: [[ -o pipefail ]] && cat /by-hand.txt | tr a-z A-Z > /upper.txt
  check: test "\$(date -d 2024-07-01T00:00Z +%H)" = 02
  cmd tool
}
BOX
}
builds() { spec "$1"; compile; build; }
inside() { docker run --rm --network none --entrypoint sh "$image" -c "$1"; }
is_patched() {
  same 'what the tool says' "$(printf '%s\n' '& \1 \n%s it'\''s' last)" "$(launch run.sh)"
  same 'its mode' 755 "$(inside 'stat -c %a /opt/tool/tool.sh')"
  same 'the patched list' "$(printf 'one\nand a half\ntwo')" "$(inside 'cat /srv/links/list.txt')"
}
is_linked() {
  same '/usr/local/bin/tool' /opt/tool/tool.sh "$(inside 'readlink /usr/local/bin/tool')"
  same 'a link to what a package brings' 'probe-one is here' "$(inside /srv/links/probe-one)"
}
has_folders() {
  same 'owners' '0 10001 10001' "$(inside 'stat -c %u /data/in "/data/o u t" /home/app/own | tr "\n" " " | sed "s/ $//"')"
}
is_german() {
  same 'the locale' de_DE.utf8 "$(inside 'locale -a | grep ^de')"
  holds 'a date' "$(inside 'date -d 2024-07-01T00:00Z +%B\ %H')" 'Juli 02'
  same '/etc/timezone' Europe/Berlin "$(inside 'cat /etc/timezone')"
}
has_packages() {
  same 'the package from an URL' 'probe-two is here' "$(inside probe-two)"
  same 'what is left of it' '' "$(inside 'ls -d /tmp/*.deb /fetched 2>/dev/null || true')"
}
has_instructions() {
  same 'what was copied' 'from the context' "$(inside 'cat /srv/notes.txt')"
  same 'what was run' 'BY HAND' "$(inside 'cat /upper.txt')"
}
fails_without_the_text() {
  local said
  docker rmi -f "$image" >/dev/null 2>&1 || true
  spec 'no such text'; compile
  said=$(build 2>&1) && { echo 'it was built'; return 1; }
  holds 'launch/build.sh' "$said" 'found 0 times and not 1: no such text'
}

# A base that does not know the authority of the tests' server, as public ones do not know a company's.
make_stranger() {
  printf '%s\n' 'FROM python:3.11-slim-bookworm' \
    'RUN rm /usr/local/share/ca-certificates/boxwright-engine-tests.crt && update-ca-certificates --fresh' |
    DOCKER_BUILDKIT=0 docker_of docker build -q -t "$registry/library/python:3.11-slim-bookworm-stranger" -
  docker_of docker push -q "$registry/library/python:3.11-slim-bookworm-stranger"
}
trusting() { # ROW…: downloads of every kind
  image=trusting:1
  printf '%s\n' "image $image {" '  from python:3.11-slim-bookworm-stranger' \
    '  allow unpinned "a test"' "$@" \
    '  pip(index=https://files.example.org/simple) tinyone==1.0' \
    "  fetch(sha256=$(sum_of "$dir/payload/files.example.org/hello.txt")) https://files.example.org/hello.txt -> /srv/" \
    "  apt-repo(key=probe.asc, suite=./) $url" '  apt probe-one' \
    '  run: python3 -c "import urllib.request as u; u.urlopen(\"https://files.example.org/hello.txt\")"' \
    '  cmd probe-one' '}' >"$here/model.box"
  compile
  build
}
trusts_nobody_new() {
  local said; said=$(trusting 2>&1) && { echo 'it was built'; return 1; }
  holds 'the build' "$said" CERTIFICATE_VERIFY_FAILED
}
trusts_authorities() {
  cp "$dir/ca/ca.crt" "$here/company.crt"
  trusting '  certificates company.crt'
  same 'what the image does' 'probe-one is here' "$(launch run.sh)"
  [ "$BOXWRIGHT_TEST_ENGINE" = buildkit ] || return 0 # elsewhere the file stays
  refused inside 'ls /run/certificates'
  refused inside "grep -rqF '$(sed -n 3p "$dir/ca/ca.crt")' /etc /home /opt /root /run /srv /tmp /usr /var"
  refused inside 'env | grep -i cert'
}
keeps_authorities() {
  trusting '  certificates(keep) company.crt'
  # shellcheck disable=SC2016 # the container's variable
  holds 'the bundle' "$(inside 'cat "$REQUESTS_CA_BUNDLE"')" "$(sed -n 3p "$dir/ca/ca.crt")"
}

check 'an archive and its key are made' prepares; needed
# shellcheck disable=SC2016 # the tool's own text
check 'builds with launch/build.sh' builds 'name=\"it'\''s $$HOME\"'; needed
check 'a file is changed as the spec says, byte for byte' is_patched
check 'links lead to what steps and packages bring' is_linked
check 'folders belong to whom the spec says' has_folders
check 'locale and time zone are set' is_german
check 'a package from its own URL is installed, and its file gone' has_packages
check 'instructions as they stand keep their place, under the shell of the spec' has_instructions
check 'where the text to change is not found, nothing is built' fails_without_the_text
check 'a base that does not know our authority is made' make_stranger; needed
check 'downloads that it signed are refused there' trusts_nobody_new
check 'with the authority in the spec they are taken, and nothing of it stays' trusts_authorities
check 'where the spec says so, it stays' keeps_authorities
