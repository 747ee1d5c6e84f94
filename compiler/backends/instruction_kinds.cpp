// What the kinds of instructions are called, and which statements they come from.
#include <algorithm>
#include <array>

#include "compiler/backends/dockerfile.hpp"
#include "compiler/base/invariant.hpp"

namespace boxwright::backends {

namespace {

using Kind = Instruction::Kind;

constexpr std::array<std::string_view, 16> words{"FROM",       "SHELL",       "RUN",        "COPY",  "ADD",    "ENV",
                                                 "ARG",        "WORKDIR",     "USER",       "LABEL", "EXPOSE", "VOLUME",
                                                 "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"};

}  // namespace

std::string_view word(Kind kind) { return words.at(static_cast<std::size_t>(kind)); }

Kind kind_named(std::string_view word) {
  const auto* const found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) broken_invariant("there is no such instruction", word);
  return static_cast<Kind>(found - words.begin());
}

std::vector<std::string_view> keywords_of(Kind kind) {
  switch (kind) {
    case Kind::workdir:
      return {"workdir"};
    case Kind::user:
      return {"user"};
    case Kind::label:
      return {"label", "title", "version", "authors", "licenses", "source", "description"};
    case Kind::expose:
      return {"expose"};
    case Kind::volume:
      return {"volume"};
    case Kind::stopsignal:
      return {"stopsignal"};
    case Kind::healthcheck:
      return {"healthcheck"};
    case Kind::entrypoint:
      return {"entrypoint"};
    case Kind::cmd:
      return {"cmd"};
    case Kind::shell:
      return {"shell"};
    case Kind::from:
    case Kind::run:
    case Kind::copy:
    case Kind::add:
    case Kind::env:
    case Kind::arg:
      break;
  }
  return {};
}

}  // namespace boxwright::backends
