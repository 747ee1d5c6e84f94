// weights.sh, and what run.sh says of the same: files of weights that the image does not hold come to the caller's
// cache once, and have their names there only when all of them is there and right.

#include "compiler/backends/container.hpp"
#include "compiler/backends/script.hpp"
#include "compiler/backends/shell_quote.hpp"

namespace boxwright::backends {

namespace {

constexpr std::string_view define_fetch =
    "# fetch FILE URL [ALGORITHM SUM]: brings the file, if it is not here. It has its name once it is whole and "
    "right.\n"
    "fetch() {\n"
    "  [ ! -e \"$1\" ] || return 0\n"
    "  mkdir -p -- \"${1%/*}\"\n"
    "  part=$(mktemp \"$1.XXXXXX\")\n"
    "  trap 'rm -f -- \"${part}\"' EXIT\n"
    "  trap 'exit 130' INT TERM\n"
    "  printf 'fetching %s\\n' \"$2\" >&2\n"
    "  if [ -t 2 ]; then bar=--progress-bar; else bar=--silent; fi\n"
    "  if command -v curl >/dev/null; then\n"
    "    curl --fail --location \"${bar}\" --show-error --retry 3 --output \"${part}\" \"$2\"\n"
    "  else\n"
    "    wget -q -O \"${part}\" \"$2\"\n"
    "  fi || fail \"$2 could not be fetched\"\n"
    "  if [ $# -gt 2 ]; then\n"
    "    if command -v \"${3}sum\" >/dev/null; then\n"
    "      found=$(\"${3}sum\" <\"${part}\")\n"
    "    else\n"
    "      found=$(openssl dgst -r \"-$3\" <\"${part}\")\n"
    "    fi\n"
    "    [ \"${found%% *}\" = \"$4\" ] || fail \"$2 has the $3 sum ${found%% *}, and the spec says $4\"\n"
    "  fi\n"
    "  chmod a=r \"${part}\"\n"
    "  mv -- \"${part}\" \"$1\"\n"
    "  trap - EXIT INT TERM\n"
    "}\n";

}  // namespace

std::string_view find_cache() { return "cache=${XDG_CACHE_HOME:-${HOME:?}/.cache}\n"; }

std::string fetch_weights(const ir::Image& image) {
  if (image.weights.empty()) return {};
  std::string text(define_fetch);
  for (const ir::MountedWeights& weights : image.weights) {
    Text file;
    file.append_variable("cache");
    file.append("/" + place_of(weights));
    text += "fetch " + shell_word(file) + " \\\n  " + shell_word(weights.url);
    if (weights.checksum) text += " \\\n  " + weights.checksum->algorithm + " " + weights.checksum->digits;
    text += "\n";
  }
  return text;
}

std::vector<OutputFile> weights_scripts(const ScriptInput& input) {
  if (input.image.weights.empty()) return {};
  return {
      script(input, "weights",
             {"Fetches the weights of " + input.image.reference() + " that the image does not hold, ahead of run.sh.",
              "Usage: launch/weights.sh"},
             std::string(define_fail()) + std::string(find_cache()) + "\n" + fetch_weights(input.image))};
}

}  // namespace boxwright::backends
