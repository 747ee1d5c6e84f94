#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/base/file_system.hpp"
#include "compiler/driver/run.hpp"

namespace boxwright::driver {

/// More bytes than people write. A parse tree is many times its text, and places in it are 32-bit numbers.
inline constexpr std::uint64_t largest_spec = 16U << 20U;

/// A spec that was read.
struct Spec {
  std::string name;       ///< the path as messages show it, or `<stdin>`
  std::string directory;  ///< the folder it lies in: the build context
  std::string text;
  std::string place;      ///< its folder, seen from the folder that was named or is current: where it goes below `-o`
  bool was_named = true;  ///< not found in a folder
};

/// The specs that operands name, or why they cannot be read.
struct Selection {
  std::vector<Spec> specs;
  std::string error;
};

/// Files as they are; every `.box` below a folder, sorted, without hidden folders and node_modules; `-` is standard
/// input. Without an operand `model.box`, else the only `.box` here. A spec that is named twice is read once.
Selection select_specs(const std::vector<std::string>& operands, const FileSystem& files, const Terminal& terminal);

}  // namespace boxwright::driver
