#!/bin/sh
# tests/oracles/corpus.sh DIR: makes tests/oracles/CORPUS.md again, how our shell grammar reads the RUNs of the public Dockerfiles that
# corpus.txt lists by repository, commit, path and SHA-256. DIR holds their repositories as OWNER+NAME (bare ones too); those
# that are missing are cloned there from GitHub. SHELL_WORDS names our program, as for shell_agreement.
# Exit status: that of shell_agreement.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
[ "$#" -eq 1 ] || {
    echo "usage: corpus.sh DIR" >&2
    exit 2
}
mkdir -p "$1"
grep -v '^#' "${here}/corpus.txt" | cut -d' ' -f1,2 | sort -u | while read -r repository commit; do
    folder=$1/$(printf '%s' "${repository}" | tr / +)
    [ -d "${folder}" ] && continue
    echo "cloning ${repository}" >&2
    git clone --quiet --bare --filter=blob:none "https://github.com/${repository}.git" "${folder}"
    git -C "${folder}" cat-file -e "${commit}" 2>/dev/null || git -C "${folder}" fetch --quiet origin "${commit}"
done
exec python3 -B "${here}/judging/corpus.py" "$1"
