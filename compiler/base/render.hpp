#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/diagnostic.hpp"
#include "compiler/base/source.hpp"

namespace boxwright::render {

/// A diagnostic as a person reads it:
///
///     model.box:4:3: error[E0301]: unknown statement `healtcheck`
///       4 |   healtcheck http://localhost:8501/
///         |   ^^^^^^^^^^ …label…
///       = help: did you mean `healthcheck`?
///
/// Lines longer than the window are cut around the place; tabs are shown as blanks; wide characters keep the caret
/// right.
std::string text(const Diagnostic& diagnostic, const Sources& sources, bool colour);

/// A diagnostic as one line without colours: `model.box:4:3: error[E0301]: unknown statement `healtcheck``.
std::string line(const Diagnostic& diagnostic, const Sources& sources);

/// `error`, `warning` or `note`.
std::string_view word(Severity severity);

/// A diagnostic as one line of JSON, without its line feed: `code`, `severity`, `message`, `file`, `line`, `column`,
/// `end_line`, `end_column`, `labels`, `notes`, `fix`.
std::string json(const Diagnostic& diagnostic, const Sources& sources);

/// JSON without what a terminal would act on or be misled by: DEL, C1 and marks that turn the direction of writing,
/// which JSON may hold as they are. They stand in strings only, so that each can be written as an escape.
std::string safe_json(std::string_view json);

}  // namespace boxwright::render
