#include "compiler/expand/condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "compiler/ast/print.hpp"
#include "compiler/base/edit_distance.hpp"
#include "compiler/base/enumeration.hpp"
#include "compiler/expand/substitute.hpp"

namespace boxwright::expand {

namespace {

constexpr std::array<std::string_view, 6> comparisons{"==", "!=", "<", "<=", ">", ">="};

/// A word's text where it is one bare piece: only such can be an operator or a name.
std::string_view bare(const ast::Argument& argument) {
  const bool is_bare = argument.pieces.size() == 1 && argument.pieces.front().kind == ast::Piece::Kind::bare;
  return is_bare ? std::string_view(argument.pieces.front().text) : std::string_view();
}

/// One side of a comparison.
struct Operand {
  std::string text;
  std::string name;  ///< of the parameter or built-in it was; empty: a text
  const Parameter* parameter = nullptr;
  Span span;
};

class Reader {
 public:
  Reader(const std::vector<ast::Argument>& words, Span place, const Bindings& bindings, FileId file,
         Diagnostics& diagnostics)
      : words_(words), place_(place), bindings_(bindings), file_(file), diagnostics_(diagnostics) {}

  bool read() {
    const bool result = either();
    if (!failed_ && next_ < words_.size()) fail(words_[next_].span, ast::display(words_[next_]));
    return result && !failed_;
  }

 private:
  bool either() {
    bool result = both();
    while (take("or")) result = both() || result;
    return result;
  }

  bool both() {
    bool result = single();
    while (take("and")) result = single() && result;
    return result;
  }

  bool single() {
    bool wanted = true;
    while (take("not")) wanted = !wanted;
    return comparison() == wanted;
  }

  bool comparison() {
    const auto left = operand(true);
    if (!left) return false;
    if (take("in")) return is_in(*left);
    const std::string_view sign = next_ < words_.size() ? bare(words_[next_]) : std::string_view();
    if (sign == "=" || sign == "===") {
      fail(words_[next_].span, std::string(sign));
      return false;
    }
    if (std::find(comparisons.begin(), comparisons.end(), sign) == comparisons.end()) return as_boolean(*left);
    ++next_;
    const auto right = operand(false, left->parameter);
    return right && compare(*left, sign, *right);
  }

  bool take(std::string_view word) {
    if (failed_ || next_ >= words_.size() || bare(words_[next_]) != word) return false;
    ++next_;
    return true;
  }

  /// The next word as a value. `first`: it has to be a name. `beside` is what it is compared with.
  std::optional<Operand> operand(bool first, const Parameter* beside = nullptr) {
    if (failed_) return std::nullopt;
    if (next_ >= words_.size()) return fail(place_, "");
    const ast::Argument& argument = words_[next_++];
    const Span span{file_, argument.span.begin, argument.span.end};
    const std::string_view alone = bare(argument);
    const bool is_value =
        beside != nullptr && std::find(beside->allowed.begin(), beside->allowed.end(), alone) != beside->allowed.end();
    if (!alone.empty() && !is_value) {
      if (const Binding* binding = bindings_.find(alone)) return value_of(std::string(alone), *binding, span);
    }
    if (!first) return literal(argument, span);
    const bool reference = argument.pieces.size() == 1 && argument.pieces.front().kind == ast::Piece::Kind::reference;
    if (reference && !argument.pieces.front().form)
      if (const Binding* binding = bindings_.find(argument.pieces.front().text))
        return value_of(argument.pieces.front().text, *binding, span);
    const bool has_name = std::any_of(argument.pieces.begin(), argument.pieces.end(), [&](const ast::Piece& piece) {
      return piece.kind == ast::Piece::Kind::reference && bindings_.find(piece.text) != nullptr;
    });
    if (has_name) return literal(argument, span);
    return unknown(reference ? argument.pieces.front().text : ast::display(argument), span);
  }

  std::optional<Operand> value_of(const std::string& name, const Binding& binding, Span span) {
    const auto text = text_of(binding.value);
    const Parameter* parameter = binding.parameter ? &*binding.parameter : nullptr;
    if (text) return Operand{*text, name, parameter, span};
    if (binding.value.is_list()) {
      std::string joined;
      for (const ast::Argument& item : items_of(binding.value))
        joined += (joined.empty() ? "" : " ") + text_of(item).value_or(ast::display(item));
      return Operand{joined, name, parameter, span};
    }
    diagnostics_.report(diag::ConditionNotKnown, span, name)
        .note("a condition is over parameters and built-ins, whose values are known when compiling");
    failed_ = true;
    return std::nullopt;
  }

  std::optional<Operand> literal(const ast::Argument& argument, Span span) {
    const ast::Argument replaced = Substitution(bindings_, file_, diagnostics_, nullptr).argument(argument);
    if (const auto text = text_of(replaced)) return Operand{*text, "", nullptr, span};
    for (const ast::Piece& piece : replaced.pieces)
      if (piece.kind == ast::Piece::Kind::reference && !piece.value) return unknown(piece.text, span);
    return fail(span, ast::display(argument));
  }

  std::optional<Operand> unknown(const std::string& name, Span span) {
    if (bindings_.find(name) != nullptr) {
      diagnostics_.report(diag::UnknownInCondition, span, name)
          .certain_fix(span, name, "a name stands without quotes: write");
      failed_ = true;
      return std::nullopt;
    }
    auto entry = diagnostics_.report(diag::UnknownInCondition, span, name);
    if (const auto meant = guess(name, bindings_.names()))
      entry.did_you_mean(span, std::string(meant->word), meant->certain);
    entry.note(
        "a condition is over parameters (`param`) and built-ins; what `arg` and `env` declare is known only when "
        "the image is built");
    failed_ = true;
    return std::nullopt;
  }

  bool as_boolean(const Operand& operand) {
    if (operand.text == "true") return true;
    if (operand.text == "false") return false;
    diagnostics_.report(diag::NoBoolean, operand.span, operand.name.empty() ? operand.text : operand.name, operand.text)
        .note(fmt::format("compare it: `{} == {}`", operand.name, operand.text.empty() ? "\"\"" : operand.text));
    failed_ = true;
    return false;
  }

  bool is_in(const Operand& left) {
    if (next_ >= words_.size()) {
      fail(place_, "");
      return false;
    }
    const ast::Argument list = Substitution(bindings_, file_, diagnostics_, nullptr).argument(words_[next_]);
    if (!list.is_list()) {
      fail(list.span, ast::display(words_[next_]));
      return false;
    }
    ++next_;
    bool result = false;
    for (const ast::Argument& item : items_of(list)) {
      const auto right = literal(item, item.span);
      if (!right) return false;
      result = compare(left, "==", *right) || result;
    }
    return result;
  }

  bool compare(const Operand& left, std::string_view sign, const Operand& right) {
    const bool versions = is_version(left.text) && is_version(right.text);
    if (sign == "==" || sign == "!=") {
      check_possible(left, right);
      const bool equal = versions ? compare_versions(left.text, right.text) == 0 : left.text == right.text;
      return equal == (sign == "==");
    }
    if (!versions) {
      const Operand& wrong = is_version(left.text) ? right : left;
      diagnostics_.report(diag::NoOrder, wrong.span, std::string(sign), wrong.text)
          .note("words are compared by `==`, `!=` or `in [a, b]`");
      failed_ = true;
      return false;
    }
    const int order = compare_versions(left.text, right.text);
    if (sign == "<") return order < 0;
    if (sign == "<=") return order <= 0;
    if (sign == ">") return order > 0;
    return order >= 0;
  }

  /// A comparison with what the parameter can never be is a slip.
  void check_possible(const Operand& left, const Operand& right) {
    if (left.parameter == nullptr || !right.name.empty()) return;
    const Parameter& parameter = *left.parameter;
    if (parameter.allowed.empty() && parameter.type != Type::boolean) return;
    const std::vector<std::string> allowed =
        parameter.allowed.empty() ? std::vector<std::string>{"true", "false"} : parameter.allowed;
    if (std::find(allowed.begin(), allowed.end(), right.text) != allowed.end()) return;
    auto entry =
        diagnostics_.report(diag::ValueNotAllowed, right.span, parameter.name, right.text, enumeration(allowed, 12));
    const std::vector<std::string_view> names(allowed.begin(), allowed.end());
    if (const auto meant = guess(right.text, names))
      entry.did_you_mean(right.span, std::string(meant->word), false);  // `gpu` of `cpu` and `cuda` is no slip
    entry.label(parameter.span, "declared here");
  }

  std::optional<Operand> fail(Span span, const std::string& word) {
    if (!failed_) {
      const Span place{file_, span.begin, span.end};
      auto entry = word.empty() ? diagnostics_.report(diag::ConditionEnds, place)
                                : diagnostics_.report(diag::NotInCondition, place, word);
      entry.note("for example `when device == cuda`, `when cuda >= 12.4 and not debug`, `when device in [cpu, rocm]`");
      if (word == "=" || word == "===") entry.certain_fix(place, "==", "write");
      if (word == "&&") entry.certain_fix(place, "and", "write");
      if (word == "||") entry.certain_fix(place, "or", "write");
    }
    failed_ = true;
    return std::nullopt;
  }

  const std::vector<ast::Argument>& words_;
  Span place_;
  const Bindings& bindings_;
  FileId file_;
  Diagnostics& diagnostics_;
  std::size_t next_ = 0;
  bool failed_ = false;
};

}  // namespace

bool holds(const std::vector<ast::Argument>& words, Span place, const Bindings& bindings, FileId file,
           Diagnostics& diagnostics) {
  return Reader(words, place, bindings, file, diagnostics).read();
}

}  // namespace boxwright::expand
