// What people write who know Dockerfiles, as a row of a spec: `CMD ["python", "app.py"]` as `cmd python app.py`. A row
// is rewritten only where that is certain to mean the same.
#include <fmt/format.h>

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
  bool mixed = false;                                      ///< words beside a list: `[` was meant otherwise
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

Instruction read(const ast::Row& row) {
  Instruction result;
  for (const ast::Argument& argument : row.arguments) {
    const std::string text = text_of(argument);
    if (argument.is_list()) {
      for (const ast::Argument& item : argument.pieces.front().items) result.words.push_back(unquoted(item));
      result.exec = true;
      result.mixed = row.arguments.size() > 1;
    } else if (result.words.empty() && text.starts_with('-') && text.size() > 1 && argument.pieces.size() == 1) {
      const std::size_t equals = std::min(text.find('='), text.size());
      const std::size_t begin = text.starts_with("--") ? 2 : 1;
      result.flags.emplace_back(text.substr(begin, equals - begin), text.substr(std::min(equals + 1, text.size())));
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
  if (read.words.empty() || read.mixed || !read.flags.empty()) return std::nullopt;
  const bool shell = !read.exec && std::any_of(read.words.begin(), read.words.end(), names_a_shell_thing);
  if (shell) return fmt::format("wrapper start: {}` and `{} start", spelled(read.words), name);
  return read.row(name, spelled(read.words));
}

/// The value of one field of `--mount=type=cache,target=/root`; empty where it has none of this name.
std::string field(std::string_view mount, std::string_view name) {
  while (!mount.empty()) {
    const std::string_view one = mount.substr(0, mount.find(','));
    mount.remove_prefix(std::min(one.size() + 1, mount.size()));
    if (one.starts_with(name) && one.size() > name.size() && one[name.size()] == '=')
      return std::string(one.substr(name.size() + 1));
  }
  return "";
}

std::string as_list(const std::vector<std::string>& words) {
  return words.size() == 1 ? words.front() : fmt::format("[{}]", fmt::join(words, ", "));
}

/// The flags of RUN as options of `run`; false where one has no option that means the same.
bool add_run_options(Instruction& instruction) {
  std::vector<std::string> caches, secrets;
  bool ssh = false;
  for (const auto& [flag, value] : instruction.flags) {
    const std::string type = field(value, "type");
    const std::string target = field(value, "target") + field(value, "dst") + field(value, "destination");
    if (flag == "network" && value == "none") {
      instruction.add_option("network", value);
    } else if (flag == "mount" && type == "cache" && target.starts_with('/')) {
      caches.push_back(as_word(target));
    } else if (flag == "mount" && type == "secret" && is_plain_name(field(value, "id")) && target.empty()) {
      secrets.push_back(field(value, "id"));
    } else if (flag == "mount" && type == "ssh") {
      ssh = true;
    } else {
      return false;
    }
  }
  if (!caches.empty()) instruction.add_option("cache", as_list(caches));
  if (!secrets.empty()) instruction.add_option("secret", as_list(secrets));
  if (ssh) instruction.options += instruction.options.empty() ? "(ssh" : ", ssh";
  return true;
}

Mend command(std::string_view name, const Instruction& read) {
  if (read.words.empty() || read.mixed) return std::nullopt;
  const std::string text = spelled(read.words);
  const std::size_t here_document = text.find("<<");
  Instruction result = read;
  if (!add_run_options(result)) return std::nullopt;
  if (here_document != std::string::npos && text.substr(here_document, 3) != "<<<" && !read.exec)
    return result.row(name, R"(""")") + R"(` with its lines below, and at their end `""")";
  const std::string row = result.row(name, "");
  return row.substr(0, row.size() - 1) + ": " + text;
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
  constexpr std::array<std::string_view, 7> needless{"link", "r", "R", "a", "f", "p", "rf"};  // of COPY, and of cp
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
    } else if (std::find(needless.begin(), needless.end(), flag) == needless.end()) {
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
  if (read.words.size() == 1 && is_web_url(first)) return result.row("healthcheck", spelled(read.words));
  const auto command = read.words.begin() + (first == "CMD" ? 1 : 0);
  if (command == read.words.end()) return std::nullopt;
  const std::string row = result.row("healthcheck", "");
  return row.substr(0, row.size() - 1) + ": " + spelled({command, read.words.end()});
}

Mend authors(const Instruction& read) {
  std::string name;
  for (const ast::Argument& word : read.words) name += (name.empty() ? "" : " ") + text_of(word);
  return name.empty() ? std::nullopt : Mend("authors " + as_word(name));
}

}  // namespace

std::optional<std::string> from_dockerfile(const ast::Row& row) {
  if (!row.head || row.has_options || !std::holds_alternative<std::monostate>(row.body)) return std::nullopt;
  const std::string lower = lower_case(row.head->value);
  const std::string name = upper_case(lower);
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
  return keywords::find_anywhere(lower) == nullptr ? std::nullopt
                                                   : Mend(instruction.row(lower, spelled(instruction.words)));
}

}  // namespace boxwright::resolve
