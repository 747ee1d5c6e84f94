# shellcheck shell=bash
# Archives of Debian packages, made by the checks that are to install from them. Sourced.

# package NAME FOLDER: a Debian package whose command of that name says so
package() {
  local root=$BOXWRIGHT_TEST_TMP/package-$1
  rm -rf "$root"; mkdir -p "$root/DEBIAN" "$root/usr/bin" "$2"
  printf '#!/bin/sh\necho "%s is here"\n' "$1" >"$root/usr/bin/$1"; chmod 755 "$root/usr/bin/$1"
  printf 'Package: %s\nVersion: 1.0\nArchitecture: all\nMaintainer: A Person <a@example.org>\nDescription: a probe\n' "$1" \
    >"$root/DEBIAN/control"
  dpkg-deb --root-owner-group -b "$root" "$2/${1}_1.0_all.deb" >/dev/null
}

# archive FOLDER NAME KEY: a flat archive of that package, which lies there, signed with a key of its own that KEY gets
archive() {
  export GNUPGHOME=$BOXWRIGHT_TEST_TMP/gnupg
  local file=${2}_1.0_all.deb
  mkdir -p "$GNUPGHOME"; chmod 700 "$GNUPGHOME"
  (cd "$1" && { dpkg-deb -f "$file"; printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n' "$file" "$(stat -c %s "$file")" \
    "$(sha256sum "$file" | cut -d' ' -f1)"; } >Packages)
  printf 'Origin: probe\nSuite: ./\nDate: %s\nSHA256:\n %s %s Packages\n' "$(date -Ru)" \
    "$(sha256sum "$1/Packages" | cut -d' ' -f1)" "$(stat -c %s "$1/Packages")" >"$1/Release"
  gpg --batch --list-secret-keys probe@example.org >/dev/null 2>&1 ||
    gpg --batch --quiet --passphrase '' --quick-gen-key 'A Probe <probe@example.org>' ed25519 sign 1d
  gpg --batch --quiet --yes --clearsign -o "$1/InRelease" "$1/Release"
  gpg --batch --quiet --armor --export >"$3"
  gpgconf --kill all
}
