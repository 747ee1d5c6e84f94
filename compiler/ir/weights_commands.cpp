#include "compiler/ir/weights_commands.hpp"

#include <fmt/core.h>

#include "compiler/resolve/shell_text.hpp"

namespace boxwright::ir {

std::vector<std::variant<Command, Script>> weights_commands(const std::string& path, std::uint64_t least_bytes) {
  const std::string word = resolve::shell_quoted(path);
  Script test;
  test.simple = true;
  if (least_bytes == 0) {
    test.text = fmt::format(
        "(if files=$(find -H {} -type f -size +0); then [ -n \"${{files}}\" ]; else false; fi || "
        "{{ echo {} >&2; exit 1; }})",
        word, resolve::shell_quoted("no file came to " + path));
  } else {
    const std::uint64_t kilobytes = (least_bytes + 1023) / 1024;
    test.text = fmt::format(
        "(size=$(du -skH {} 2>/dev/null) || size=0; [ \"${{size%%[!0-9]*}}\" -ge {} ] || "
        "{{ echo {} >&2; exit 1; }})",
        word, kilobytes, resolve::shell_quoted(fmt::format("less than {} KB came to {}", kilobytes, path)));
  }
  return {std::move(test), Command{{"chmod", "-R", "a+rX", path}, {}}};
}

}  // namespace boxwright::ir
