#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/verify/meaning.hpp"

/// Reads a Dockerfile back and holds it to what the IR says. Whatever writes the text is not trusted, and not used.
namespace boxwright::verify {

/// The first place where a text does not mean what it should.
struct Difference {
  std::size_t line = 0;     ///< in the text, from 1
  std::string instruction;  ///< its first line; empty where there is none
  std::string what;         ///< of the instruction
  std::string meant, written;
};

/// What was compared.
struct Compared {
  std::size_t stages = 0, instructions = 0, variables = 0, labels = 0;
};

/// Compares a Dockerfile, with its mark or without, with what it has to mean.
std::optional<Difference> difference(const Meaning& meaning, std::string_view dockerfile);

/// What there is to compare.
Compared compared(const Meaning& meaning, std::string_view dockerfile);

/// The difference for a person, some lines.
std::string report(const Difference& difference);

}  // namespace boxwright::verify
