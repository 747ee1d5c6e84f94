#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "compiler/layers/layers.hpp"

/// What a change of a spec, or of its files, does to the layers that an engine has from the build before.
namespace boxwright::layers {

/// What a file or folder of the context holds, as far as it is copied: the same text for the same content.
using ContentOf = std::function<std::string(const std::string& source)>;

/// A build and the content of what it reads.
struct Side {
  const Build* build = nullptr;
  ContentOf content;
};

/// What becomes of one instruction.
struct Verdict {
  enum class Action {
    keep,           ///< the engine has it
    rebuild,        ///< it runs
    configuration,  ///< it says something else than before, and nothing runs for it
    gone,           ///< it was there before
  };
  Action action = Action::keep;
  const Layer* layer = nullptr;  ///< of the new build; of the old one where it is gone
  std::string reason;            ///< empty for what is kept
};

std::string_view word(Verdict::Action action);

/// First the new build's instructions in their order, without those that only name a stage; then what is gone.
/// `others`: builds of further images, whose layers the engine has, too.
std::vector<Verdict> compare(const Side& before, const Side& after, const std::vector<Side>& others = {});

}  // namespace boxwright::layers
