#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/ir.hpp"

/// The Dockerfile as text and as what it consists of, for whoever has to say where a line comes from.
namespace boxwright::backends {

/// One instruction of a Dockerfile.
struct Instruction {
  enum class Kind {
    from,
    shell,
    run,
    copy,
    add,
    env,
    arg,
    workdir,
    user,
    label,
    expose,
    volume,
    stopsignal,
    healthcheck,
    entrypoint,
    cmd
  };
  Kind kind = Kind::run;
  std::size_t stage = 0;                      ///< index into the module's stages
  std::optional<std::size_t> step;            ///< index into the stage's steps, where a step is the reason for it
  std::string text;                           ///< as in the file, without the last line feed
  std::size_t first_line = 0, last_line = 0;  ///< in the file, from 1; a comment above it is not part of it
  std::vector<Span> rows;                     ///< the statements of the spec it comes from, in its order, each once
};

/// `RUN`, `STOPSIGNAL`.
std::string_view word(Instruction::Kind kind);
/// The kind of the instruction that begins with this word, which there must be.
Instruction::Kind kind_named(std::string_view word);
/// Keywords whose statements say what an instruction of this kind says.
std::vector<std::string_view> keywords_of(Instruction::Kind kind);

/// A Dockerfile and the module it says: the image's own stages, called what they are called in the file.
struct Dockerfile {
  ir::Module module;
  std::string text;           ///< without the line that says who wrote it
  std::size_t mark_line = 2;  ///< where that is put in, from 1
  std::vector<Instruction> instructions;
};

/// Writes the Dockerfile of one image. Lines are counted with the mark's.
Dockerfile write_dockerfile(const ir::Module& module, const ir::Image& image);

}  // namespace boxwright::backends
