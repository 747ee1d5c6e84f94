#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/ir/ir.hpp"

namespace boxwright::passes {

/// What a pass says of a step, in LLVM's three kinds (llvm.org/docs/Remarks.html): what it did, what it would have done
/// had something not been in the way, and what it measured.
struct Remark {
  enum class Kind { passed, missed, analysis };
  Kind kind = Kind::passed;
  std::string_view pass;  ///< as users write it: `merge-installs`
  ir::Origin origin;      ///< of the step; the first span is where the remark stands
  std::string message;
};

/// `passed`, `missed`, `analysis`.
inline std::string_view word(Remark::Kind kind) {
  switch (kind) {
    case Remark::Kind::passed:
      return "passed";
    case Remark::Kind::missed:
      return "missed";
    case Remark::Kind::analysis:
      break;
  }
  return "analysis";
}

/// The remarks of a compile, in the order in which they were made.
class Remarks {
 public:
  /// Remarks from here on are this pass's.
  void begin(std::string_view pass) { pass_ = pass; }

  void passed(const ir::Origin& origin, std::string message) { add(Remark::Kind::passed, origin, std::move(message)); }
  void missed(const ir::Origin& origin, std::string message) { add(Remark::Kind::missed, origin, std::move(message)); }
  void analysis(const ir::Origin& origin, std::string message) {
    add(Remark::Kind::analysis, origin, std::move(message));
  }

  [[nodiscard]] const std::vector<Remark>& all() const { return remarks_; }

 private:
  void add(Remark::Kind kind, const ir::Origin& origin, std::string message) {
    remarks_.push_back({kind, pass_, origin, std::move(message)});
  }

  std::string_view pass_;
  std::vector<Remark> remarks_;
};

}  // namespace boxwright::passes
