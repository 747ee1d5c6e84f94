// What people write who know Dockerfiles, as a row of a spec: `CMD ["python", "app.py"]` as `cmd python app.py`. A row
// is rewritten only where that is certain to mean the same.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "compiler/parse/keywords.hpp"
#include "compiler/resolve/mends.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

using Arguments = std::vector<ast::Argument>;
using Mend = std::optional<std::string>;

/// An instruction's words, with its flags apart.
struct Instruction {
  std::vector<std::pair<std::string, std::string>> flags;  ///< `--chown=app` as chown and app
  Arguments words;                                         ///< a list as its items
  bool exec = false;                                       ///< written as a list
  std::string options;                                     ///< of the row it becomes

  void add_option(std::string_view name, std::string_view value) {
    options += fmt::format("{}{}={}", options.empty() ? "(" : ", ", name, value);
  }
  [[nodiscard]] std::string row(std::string_view name, const std::string& rest) const {
    return fmt::format("{}{}{} {}", name, options, options.empty() ? "" : ")", rest);
  }
};

std::string text_of(const ast::Argument& argument) {
  std::string result;
  for (const ast::Piece& piece : argument.pieces) result += piece.text;
  return result;
}

/// An item of a list stands in quotes there; as a word it needs them only where it holds something special.
ast::Argument as_argument(const ast::Argument& item) {
  if (item.pieces.size() != 1 || item.pieces.front().kind != ast::Piece::Kind::string) return item;
  const std::string& text = item.pieces.front().text;
  if (as_word(text) != text) return item;
  ast::Argument result = item;
  result.pieces.front().kind = ast::Piece::Kind::bare;
  return result;
}

Instruction read(const ast::Row& row) {
  Instruction result;
  for (const ast::Argument& argument : row.arguments) {
    const std::string text = text_of(argument);
    if (argument.is_list()) {
      for (const ast::Argument& item : argument.pieces.front().items) result.words.push_back(as_argument(item));
      result.exec = true;
    } else if (result.words.empty() && text.starts_with("--") && argument.pieces.size() == 1) {
      const std::size_t equals = std::min(text.find('='), text.size());
      result.flags.emplace_back(text.substr(2, equals - 2), text.substr(std::min(equals + 1, text.size())));
    } else {
      result.words.push_back(argument);
    }
  }
  return result;
}

bool names_a_shell_thing(const ast::Argument& argument) {
  return std::any_of(argument.pieces.begin(), argument.pieces.end(), [](const ast::Piece& piece) {
    return piece.kind == ast::Piece::Kind::reference ||
           (piece.kind == ast::Piece::Kind::bare && piece.text.find_first_of("&|<>$*?`") != std::string::npos);
  });
}

/// No shell reads what is written here; what needs one goes into a wrapper.
Mend exec_form(std::string_view name, const Instruction& read) {
  if (read.words.empty() || !read.flags.empty()) return std::nullopt;
  const bool shell = !read.exec && std::any_of(read.words.begin(), read.words.end(), names_a_shell_thing);
  if (shell) return fmt::format("wrapper start: {}` and `{} start", spelled(read.words), name);
  return read.row(name, spelled(read.words));
}

Mend command(std::string_view name, const Instruction& read) {
  if (read.words.empty() || !read.flags.empty()) return std::nullopt;
  return fmt::format("{}: {}", name, spelled(read.words));
}

/// `app:app` as app, numbers as they are; a user and another group cannot be told.
Mend owner(const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string user = text.substr(0, colon);
  if (colon == std::string::npos || user == text.substr(colon + 1)) return user;
  const bool numbers = is_number(user) && is_number(text.substr(colon + 1));
  return numbers ? Mend(text) : std::nullopt;
}

/// COPY and ADD: flags become options, and an arrow stands before the last word.
Mend files(const ast::Row& row, bool add) {
  Instruction instruction = read(row);
  if (instruction.words.size() < 2 && !row.has_arrow) return std::nullopt;
  Arguments sources = instruction.words;
  std::string target = row.has_arrow ? spelled(row.targets) : spelled(sources.back());
  if (!row.has_arrow) sources.pop_back();
  const std::string first = text_of(sources.front());
  const bool url = first.starts_with("https://") || first.starts_with("http://");
  const bool archive = first.find(".tar") != std::string::npos || first.ends_with(".tgz");
  if (add && (first.ends_with(".git") || first.starts_with("git@") || (!url && archive))) return std::nullopt;
  const std::string_view name = add && url ? "fetch" : "copy";
  bool from = false;
  for (const auto& [flag, value] : instruction.flags) {
    const std::size_t colon = value.find(':');
    if (flag == "from") {
      from = true;
      instruction.add_option("from", value);
    } else if (flag == "chmod" && name == "copy" && value.find_first_not_of("01234567") == std::string::npos) {
      instruction.add_option("mode", value);
    } else if (flag == "chown" && name == "copy" && owner(value)) {
      instruction.add_option("owner", *owner(value));
    } else if (flag == "checksum" && name == "fetch" && colon != std::string::npos) {
      instruction.add_option(value.substr(0, colon), value.substr(colon + 1));
    } else if (flag != "link") {
      return std::nullopt;
    }
  }
  std::string words;
  for (const ast::Argument& source : sources) {
    const std::string text = spelled(source);
    words += (words.empty() ? "" : " ") + (from && !text_of(source).starts_with('/') ? "/" + text : text);
  }
  return instruction.row(name, words + " -> " + target);
}

/// `ENV A=b C=d`, and the old `ENV A b c`, in which all behind the name is the value.
Mend pairs(std::string_view name, const Instruction& read) {
  if (read.words.empty() || read.exec) return std::nullopt;
  if (text_of(read.words.front()).find('=') != std::string::npos || read.words.size() == 1)
    return read.row(name, spelled(read.words));
  if (read.words.size() == 2) return read.row(name, spelled(read.words[0]) + "=" + spelled(read.words[1]));
  std::string value;
  for (std::size_t i = 1; i < read.words.size(); ++i) value += (i == 1 ? "" : " ") + text_of(read.words[i]);
  return read.row(name, spelled(read.words.front()) + "=" + as_word(value));
}

Mend user(const Instruction& read) {
  if (read.words.size() != 1 || names_a_shell_thing(read.words.front())) return std::nullopt;
  const std::string text = text_of(read.words.front());
  const std::size_t colon = text.find(':');
  const std::string name = text.substr(0, colon);
  const std::string group = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (name == "0") return "user root";
  if (is_number(name))
    return fmt::format("user(uid={}{}) app", name, is_number(group) && group != name ? ", gid=" + group : "");
  return group.empty() || group == name ? Mend("user " + spelled(read.words.front()).substr(0, name.size()))
                                        : std::nullopt;
}

/// A stage with a name of its own opens a block; what stands below it goes in.
Mend from(const Instruction& read) {
  Instruction result = read;
  for (const auto& [flag, value] : read.flags) {
    if (flag != "platform") return std::nullopt;
    result.add_option("platform", value);
  }
  if (read.words.size() == 1) return result.row("from", spelled(read.words));
  const std::string as = read.words.size() == 3 ? text_of(read.words[1]) : "";
  if (as != "AS" && as != "as" && as != "As") return std::nullopt;
  return fmt::format("stage {} {{ {} }}", spelled(read.words[2]), result.row("from", spelled(read.words[0])));
}

Mend healthcheck(const Instruction& read) {
  Instruction result = read;
  for (const auto& [flag, value] : read.flags) {
    if (flag != "interval" && flag != "timeout" && flag != "start-period" && flag != "retries") return std::nullopt;
    result.add_option(flag, value);
  }
  if (read.words.empty()) return std::nullopt;
  const std::string first = text_of(read.words.front());
  if (first == "NONE") return "healthcheck none";
  if (first != "CMD" || read.words.size() < 2) return std::nullopt;
  const std::string row = result.row("healthcheck", "");
  return row.substr(0, row.size() - 1) + ": " + spelled({read.words.begin() + 1, read.words.end()});
}

Mend authors(const Instruction& read) {
  std::string name;
  for (const ast::Argument& word : read.words) name += (name.empty() ? "" : " ") + text_of(word);
  return name.empty() ? std::nullopt : Mend("authors " + as_word(name));
}

}  // namespace

std::optional<std::string> from_dockerfile(const ast::Row& row) {
  if (!row.head || row.has_options || !std::holds_alternative<std::monostate>(row.body)) return std::nullopt;
  const std::string& name = row.head->value;
  if (name == "COPY" || name == "ADD") return files(row, name == "ADD");
  const Instruction instruction = read(row);
  if (row.has_arrow) return std::nullopt;
  if (name == "RUN") return command("run", instruction);
  if (name == "CMD") return exec_form("cmd", instruction);
  if (name == "ENTRYPOINT") return exec_form("entrypoint", instruction);
  if (name == "ENV") return pairs("env", instruction);
  if (name == "LABEL") return pairs("label", instruction);
  if (name == "USER") return user(instruction);
  if (name == "FROM") return from(instruction);
  if (name == "HEALTHCHECK") return healthcheck(instruction);
  if (name == "MAINTAINER") return authors(instruction);
  if (instruction.words.empty() || !instruction.flags.empty()) return std::nullopt;
  if (name == "WORKDIR" && !text_of(instruction.words.front()).starts_with('/')) return std::nullopt;
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return keywords::find_anywhere(lower) == nullptr ? std::nullopt
                                                   : Mend(instruction.row(lower, spelled(instruction.words)));
}

}  // namespace boxwright::resolve
