// Rule `build-tools`: compilers and headers that stay in the image. They are hundreds of megabytes that only its making
// needs; `apt(build)` builds with them in a stage of its own.
#include <algorithm>
#include <array>

#include "compiler/base/enumeration.hpp"
#include "compiler/lint/image_packages.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

bool is_build_tool(const std::string& name) {
  constexpr std::array<std::string_view, 25> tools{
      "build-essential", "build-base", "gcc",   "g++",      "gcc-c++",  "clang",   "llvm",       "make",    "cmake",
      "ninja-build",     "ninja",      "meson", "autoconf", "automake", "libtool", "pkg-config", "pkgconf", "gfortran",
      "bison",           "flex",       "swig",  "cargo",    "rustc",    "golang",  "cython3"};
  return std::find(tools.begin(), tools.end(), name) != tools.end() || name.ends_with("-dev") ||
         name.ends_with("-devel");
}

/// `apt gcc g++` as `apt(build) gcc g++`, where all of the row is for building.
void offer(const Subject& subject, Diagnostics::Entry& entry, const Named& one) {
  const std::string_view row = subject.text(one.statement->span);
  const std::size_t head = row.find_first_not_of("abcdefghijklmnopqrstuvwxyz");
  if (one.names.size() != one.install->packages.size() || head == std::string_view::npos || row[head] != ' ' ||
      row.find('{') != std::string_view::npos)
    return;
  const Span& span = one.statement->span;
  entry.fix({span.file, span.begin, span.begin + static_cast<std::uint32_t>(head)}, "apt(build)",
            "for building only, write");
}

}  // namespace

void build_tools(Subject& subject) {
  // What a profile fixes has no other stages to build in.
  const auto& images = subject.spec().images;
  if (std::any_of(images.begin(), images.end(), [](const spec::Image& image) { return !image.profile.empty(); }))
    return;
  for (const Named& one : named_packages(subject, "build-tools", is_build_tool)) {
    auto entry = subject.report(diag::BuildTools, one.statement->span, enumeration(one.names, 6));
    entry.note("what pip compiles with them is built apart from the image by `apt(build) …`");
    entry.note(
        "what a `run` compiles is built in a stage of its own: `stage build { … }` and `copy(from=build) … -> …`");
    if (one.install->manager == "apt") offer(subject, entry, one);
  }
}

}  // namespace boxwright::lint
