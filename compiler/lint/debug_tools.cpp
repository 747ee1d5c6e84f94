// Rule `debug-tools`: editors, debuggers and network tools in an image that is shipped. Nothing in it runs them, each
// is a thing to keep up to date, and whoever gets in finds them there.
#include <algorithm>
#include <array>

#include "compiler/base/enumeration.hpp"
#include "compiler/lint/image_packages.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

void debug_tools(Subject& subject) {
  constexpr std::array<std::string_view, 31> tools{
      "vim",    "vim-tiny",       "vim-nox",        "neovim",   "nano",         "emacs",     "emacs-nox",
      "gdb",    "strace",         "ltrace",         "lsof",     "htop",         "net-tools", "telnet",
      "netcat", "netcat-openbsd", "nmap",           "tcpdump",  "iputils-ping", "dnsutils",  "bind9-dnsutils",
      "screen", "tmux",           "openssh-server", "valgrind", "traceroute",   "iputils",   "busybox-extras",
      "mc",     "atop",           "iotop"};
  const auto is_tool = [&](const std::string& name) {
    return std::find(tools.begin(), tools.end(), name) != tools.end();
  };
  for (const Named& one : named_packages(subject, "debug-tools", is_tool))
    subject
        .report(diag::DebugTools, one.statement->span, enumeration(one.names, 6), one.names.size() == 1 ? "is" : "are")
        .note("leave out what no program of the image runs; `docker cp` and `docker logs` need nothing in it");
}

}  // namespace boxwright::lint
