#include "compiler/resolve/mends.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace boxwright::resolve {

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += std::string("\\") + c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      result += fmt::format("\\u{{{:X}}}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      result += c == '$' ? "$$" : std::string(1, c);
    }
  }
  return result + '"';
}

namespace {

std::string spelled(const ast::Piece& piece) {
  std::string result;
  switch (piece.kind) {
    case ast::Piece::Kind::bare:
      for (const char c : piece.text) result += c == '$' ? "$$" : std::string(1, c);
      return result;
    case ast::Piece::Kind::string:
      return quoted(piece.text);
    case ast::Piece::Kind::literal:
      return "'" + piece.text + "'";
    case ast::Piece::Kind::reference:
      return "${" + piece.text + (piece.form ? ":" + *piece.form : "") + "}";
    case ast::Piece::Kind::list:
      for (const ast::Argument& item : piece.items)
        result += (result.empty() ? "" : ", ") + boxwright::resolve::spelled(item);
      return "[" + result + "]";
  }
  return result;
}

}  // namespace

std::string_view bare_word(const ast::Argument& argument) {
  const bool bare = argument.pieces.size() == 1 && argument.pieces.front().kind == ast::Piece::Kind::bare;
  return bare ? std::string_view(argument.pieces.front().text) : std::string_view();
}

namespace {

bool begins_with(const ast::Argument& argument, char c) {
  return !argument.pieces.empty() && argument.pieces.front().kind != ast::Piece::Kind::list &&
         argument.pieces.front().text.starts_with(c);
}

std::string head_of(const ast::Row& row) { return row.head ? row.head->value : ""; }

std::vector<std::string> spelled_options(const ast::Row& row) {
  std::vector<std::string> options;
  options.reserve(row.options.size());
  for (const ast::Option& option : row.options)
    options.push_back(option.name.value + (option.has_value ? "=" : "") +
                      (option.value ? boxwright::resolve::spelled(*option.value) : ""));
  return options;
}

std::string with_options(std::string_view name, const std::vector<std::string>& options,
                         const std::vector<std::string>& words) {
  std::string result(name);
  for (std::size_t i = 0; i < options.size(); ++i) result += (i == 0 ? "(" : ", ") + options[i];
  if (!options.empty()) result += ')';
  for (const std::string& word : words) result += " " + word;
  return result;
}

}  // namespace

std::string as_word(std::string_view text) {
  constexpr std::string_view plain = "/.:=@%+~_-*?!<>^|&,";
  const bool of_a_shell = text.find_first_not_of("&|<>") == std::string_view::npos;  // without quotes it looks meant so
  const bool bare = !text.empty() && !of_a_shell && !text.ends_with(':') && !text.ends_with(',') && text != "->" &&
                    std::all_of(text.begin(), text.end(), [&](unsigned char c) {
                      return std::isalnum(c) != 0 || c > 0x7F || plain.find(static_cast<char>(c)) != plain.npos;
                    });
  return bare ? std::string(text) : quoted(text);
}

std::string spelled(const ast::Argument& argument) {
  std::string result;
  for (const ast::Piece& piece : argument.pieces) result += spelled(piece);
  return result;
}

std::string spelled(const std::vector<ast::Argument>& arguments) {
  std::string result;
  for (const ast::Argument& argument : arguments) result += (result.empty() ? "" : " ") + spelled(argument);
  return result;
}

ast::Argument unquoted(const ast::Argument& argument) {
  if (argument.pieces.size() != 1 || argument.pieces.front().kind != ast::Piece::Kind::string) return argument;
  const std::string& text = argument.pieces.front().text;
  if (as_word(text) != text) return argument;
  ast::Argument result = argument;
  result.pieces.front().kind = ast::Piece::Kind::bare;
  return result;
}

std::string as_command(const std::vector<ast::Argument>& arguments) {
  const bool whole = arguments.size() == 1 && arguments.front().pieces.size() == 1 &&
                     arguments.front().pieces.front().kind != ast::Piece::Kind::reference &&
                     arguments.front().pieces.front().kind != ast::Piece::Kind::list;
  if (whole) return arguments.front().pieces.front().text;
  std::string result;
  for (const ast::Argument& argument : arguments) {
    if (!result.empty()) result += ' ';
    for (const ast::Piece& piece : argument.pieces)
      result += piece.kind == ast::Piece::Kind::bare ? piece.text : spelled(piece);
  }
  return result;
}

std::string spelled_head(const ast::Row& row) { return with_options(head_of(row), spelled_options(row), {}); }

std::optional<std::string> with_options_in_front(const ast::Row& row, const keywords::Keyword& keyword) {
  const auto is_option = [&](const ast::Argument& argument) {
    const std::string_view word = bare_word(argument);
    const std::size_t equals = word.find('=');
    return equals != std::string_view::npos &&
           std::any_of(keyword.options.begin(), keyword.options.end(),
                       [&](const keywords::Option& option) { return option.name == word.substr(0, equals); });
  };
  std::vector<std::string> options = spelled_options(row);
  const std::size_t written = options.size();
  std::vector<std::string> words;
  for (const ast::Argument& argument : row.arguments)
    (is_option(argument) ? options : words).push_back(spelled(argument));
  if (options.size() == written) return std::nullopt;
  return with_options(head_of(row), options, words);
}

namespace {

/// `app.py->/app/`, and arrows as a word processor writes them, are one word or two: the parts of it, with the arrow
/// apart.
std::vector<std::string> apart_from_arrow(const ast::Argument& argument) {
  constexpr std::array<std::string_view, 7> arrows{"-->", "->", "=>", "–>", "—>", "−>", "→"};
  const std::string text = boxwright::resolve::spelled(argument);
  const bool plain = std::all_of(argument.pieces.begin(), argument.pieces.end(), [](const ast::Piece& piece) {
    return piece.kind == ast::Piece::Kind::bare || piece.kind == ast::Piece::Kind::reference;
  });
  if (!plain) return {text};
  for (const std::string_view arrow : arrows) {
    const std::size_t at = text.find(arrow);
    if (at == std::string::npos) continue;
    std::vector<std::string> result{text.substr(0, at), "->", text.substr(at + arrow.size())};
    std::erase(result, "");
    return result;
  }
  return {text};
}

}  // namespace

std::optional<std::string> with_arrow(const std::vector<ast::Argument>& arguments, bool keeps_paths) {
  constexpr std::array<std::string_view, 3> arrows{"==>", ">", "to"};
  std::vector<std::string> words;
  for (const ast::Argument& argument : arguments) {
    const bool arrow = std::find(arrows.begin(), arrows.end(), bare_word(argument)) != arrows.end();
    for (std::string& word : arrow ? std::vector<std::string>{"->"} : apart_from_arrow(argument))
      words.push_back(std::move(word));
  }
  const auto count = std::count(words.begin(), words.end(), "->");
  if (count == 1 && words.front() != "->" && words.back() != "->") return fmt::format("{}", fmt::join(words, " "));
  if (count > 0 || keeps_paths || arguments.size() < 2 || !begins_with(arguments.back(), '/')) return std::nullopt;
  return spelled({arguments.begin(), arguments.end() - 1}) + " -> " + spelled(arguments.back());
}

JoinedPair joined_pair(const std::vector<ast::Argument>& arguments, std::size_t index, bool names_stand_alone) {
  const auto at = [&](std::size_t i) { return i < arguments.size() ? bare_word(arguments[i]) : std::string_view(); };
  const auto count = [&](std::size_t wanted) { return std::min(wanted, arguments.size() - index); };
  const std::string_view first = at(index);
  const std::size_t equals = first.find('=');
  JoinedPair result;
  if (first.empty()) return result;
  if (equals == std::string_view::npos && at(index + 1).starts_with('=')) {
    result.arguments = count(at(index + 1) == "=" ? 3 : 2);
  } else if (equals + 1 == first.size() && !names_stand_alone && !at(index + 1).empty() &&
             at(index + 1).find('=') == std::string_view::npos) {
    result.arguments = 2;
  }
  result.name = first.substr(0, equals);
  for (std::size_t i = 0; i < result.arguments; ++i) result.text += spelled(arguments[index + i]);
  return result;
}

namespace {

/// What a flag of `pip` is called here; `value` where a word follows it.
struct Flag {
  std::string_view flag, option;
  bool value = false;
};
constexpr std::array<Flag, 19> pip_flags{{{"-r", "requirements", true},
                                          {"--requirement", "requirements", true},
                                          {"-c", "constraint", true},
                                          {"--constraint", "constraint", true},
                                          {"-i", "index", true},
                                          {"--index-url", "index", true},
                                          {"--extra-index-url", "extra-index", true},
                                          {"-f", "find-links", true},
                                          {"--find-links", "find-links", true},
                                          {"-e", "editable"},
                                          {"--editable", "editable"},
                                          {"--no-deps", "no-deps"},
                                          {"--no-build-isolation", "no-build-isolation"},
                                          {"--pre", "pre"},
                                          {"-U", ""},
                                          {"--upgrade", ""},
                                          {"-q", ""},
                                          {"--no-cache-dir", ""},
                                          {"--user", ""}}};
constexpr std::array<Flag, 7> apt_flags{{{"-y", ""},
                                         {"--yes", ""},
                                         {"-qq", ""},
                                         {"-q", ""},
                                         {"--no-install-recommends", ""},
                                         {"--install-recommends", "recommends"},
                                         {"--assume-yes", ""}}};

template <std::size_t N>
std::optional<std::string> from_command(std::string_view name, const std::array<Flag, N>& flags,
                                        const std::vector<Word>& words) {
  std::vector<std::string> options, rest;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string text = words[i].display();
    if (text == "install") continue;
    if (words[i].quoted || !text.starts_with('-')) {
      rest.push_back(as_word(text));
      continue;
    }
    const std::size_t equals = text.find('=');
    const auto flag =
        std::find_if(flags.begin(), flags.end(), [&](const Flag& f) { return f.flag == text.substr(0, equals); });
    if (flag == flags.end()) return std::nullopt;
    if (flag->option.empty()) continue;
    std::string option(flag->option);
    if (flag->value && equals == std::string::npos && ++i >= words.size()) return std::nullopt;
    if (flag->value)
      option += "=" + as_word(equals == std::string::npos ? words[i].display() : text.substr(equals + 1));
    options.push_back(std::move(option));
  }
  if (options.empty() && rest.empty()) return std::nullopt;
  return with_options(name, options, rest);
}

}  // namespace

std::optional<std::string> from_pip_command(const std::vector<Word>& words) {
  return from_command("pip", pip_flags, words);
}

std::optional<std::string> from_apt_command(const std::vector<Word>& words) {
  return from_command("apt", apt_flags, words);
}

}  // namespace boxwright::resolve
