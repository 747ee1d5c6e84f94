// What `param` rows declare, and the values it has in a configuration.
#include <fmt/format.h>

#include "compiler/ast/print.hpp"
#include "compiler/base/edit_distance.hpp"
#include "compiler/expand/rows.hpp"
#include "compiler/expand/substitute.hpp"

namespace boxwright::expand {

namespace {

/// Names in a default that nothing above declares.
bool has_open_names(const ast::Argument& value, const Bindings& bindings, Diagnostics& diagnostics) {
  bool open = false;
  for (const ast::Piece& piece : value.pieces) {
    for (const ast::Argument& item : piece.items) open = has_open_names(item, bindings, diagnostics) || open;
    if (piece.kind != ast::Piece::Kind::reference || piece.value) continue;
    open = true;
    auto entry = diagnostics.report(diag::UnknownName, piece.span, piece.text);
    if (const auto meant = guess(piece.text, bindings.names()))
      entry.did_you_mean(piece.span, fmt::format("${{{}}}", meant->word), meant->certain);
    entry.note("a default may name the parameters that are declared above it");
  }
  return open;
}

class Declarer {
 public:
  Declarer(FileId file, Frame& frame, Bindings& bindings) : file_(file), frame_(frame), bindings_(bindings) {}

  void declare(const ast::Row& row) {
    if (is_build_parameter(row)) return;
    std::vector<Parameter> parameters = read_parameters(row.arguments, file_, frame_.diagnostics);
    for (Parameter& parameter : parameters) {
      parameter.span.file = file_;
      declare(std::move(parameter));
    }
  }

 private:
  void declare(Parameter parameter) {
    const std::string name = parameter.name;
    if (is_built_in_name(name)) {
      frame_.diagnostics.report(diag::NameTaken, parameter.span, name)
          .note(fmt::format("give yours another name, such as `my_{}`", name));
      return;
    }
    if (const Binding* other = bindings_.find(name); other != nullptr && other->parameter) {
      frame_.diagnostics.report(diag::DuplicateParameter, parameter.span, name)
          .label(other->parameter->span, "first here");
      return;
    }
    if (const auto set = frame_.settings.find(name); set != frame_.settings.end()) {
      // A value that is wrong is said once; the default stands in for it, so that nothing else is said of it.
      if (parameter.takes_list || check_value(parameter, set->second, parameter.span, frame_.diagnostics)) {
        bindings_.set(name, {word(set->second, parameter.span), parameter});
        return;
      }
    }
    if (!parameter.fallback) {
      frame_.diagnostics.report(diag::ParameterNotSet, parameter.span, name)
          .note(fmt::format("give it with `--set {}=VALUE`, or a default here: `param {}=VALUE`", name, name));
      bindings_.set(name, {word("", parameter.span), parameter});
      return;
    }
    const ast::Argument value =
        Substitution(bindings_, file_, frame_.diagnostics, nullptr).argument(*parameter.fallback);
    if (has_open_names(value, bindings_, frame_.diagnostics)) return;
    if (const auto text = text_of(value); text && parameter.allowed.empty()) parameter.type = type_of({*text});
    bindings_.set(name, {value, parameter});
  }

  FileId file_;
  Frame& frame_;
  Bindings& bindings_;
};

}  // namespace

void declare(const std::vector<ast::Row>& rows, FileId file, Frame& frame, Bindings& bindings) {
  Declarer declarer(file, frame, bindings);
  for (const ast::Row& row : rows)
    if (is_named(row, "param")) declarer.declare(row);
}

}  // namespace boxwright::expand
