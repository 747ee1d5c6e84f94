#pragma once

#include <array>
#include <string_view>

namespace boxwright::driver {

/// How messages are written: for a person, a line each, or for programs. `brief` is what `--message-format` calls
/// `short`.
enum class MessageForm { human, brief, json, sarif, github, gitlab };

/// As `--message-format` names them, in the order of the values.
inline constexpr std::array<std::string_view, 6> message_forms{"human", "short", "json", "sarif", "github", "gitlab"};

/// All messages of a run are one document, which is written when the run ends.
constexpr bool is_document(MessageForm form) { return form == MessageForm::sarif || form == MessageForm::gitlab; }

/// A person reads what is said beside the messages.
constexpr bool is_for_people(MessageForm form) { return !is_document(form) && form != MessageForm::json; }

}  // namespace boxwright::driver
