#pragma once

#include <string>
#include <vector>

namespace boxwright::ir {

/// A thing that steps read and write.
struct Resource {
  enum class Kind {
    accounts,         ///< users and groups
    system_packages,  ///< what the system's package manager has installed
    python,           ///< `name` is the interpreter whose environment it is; empty: any
    path,             ///< a file, or everything below it where `tree`
    variable,         ///< an ARG or ENV; with `tree` all whose names start with `name`
    network,
    everything,  ///< a step nobody narrowed: a barrier
  };
  Kind kind = Kind::everything;
  std::string name{};
  bool tree = false;

  friend bool operator==(const Resource&, const Resource&) = default;
};

/// What a step reads and writes.
struct Effects {
  std::vector<Resource> reads;
  std::vector<Resource> writes;

  [[nodiscard]] bool is_barrier() const;
  [[nodiscard]] bool uses_network() const;
  /// Does the step read the ARG or ENV of this name?
  [[nodiscard]] bool reads_variable(const std::string& name) const;

  friend bool operator==(const Effects&, const Effects&) = default;
};

/// Do two resources name a common thing?
bool overlap(const Resource& a, const Resource& b);

/// Does one of these overlap one of those?
bool overlap(const std::vector<Resource>& these, const std::vector<Resource>& those);

/// Do two steps depend on their order? One writes what the other reads or writes, or is a barrier.
bool conflicts(const Effects& a, const Effects& b);

}  // namespace boxwright::ir
