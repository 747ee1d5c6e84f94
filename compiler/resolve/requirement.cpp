#include "compiler/resolve/requirement.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::string normalised(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (c == '-' || c == '_' || c == '.') {
      if (!result.ends_with('-')) result += '-';
    } else {
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return result;
}

bool is_version_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_' || c == '-' || c == '+' || c == '!' ||
         c == '*';
}

/// `==1.0,!=1.1`: operators and versions, separated by commas.
bool read_specifiers(std::string_view text, Requirement& requirement) {
  constexpr std::array<std::string_view, 8> operators{"===", "==", "~=", "!=", "<=", ">=", "<", ">"};
  std::size_t count = 0;
  while (true) {
    text = trimmed(text);
    const auto op =
        std::find_if(operators.begin(), operators.end(), [&](std::string_view o) { return text.starts_with(o); });
    if (op == operators.end()) return false;
    text = trimmed(text.substr(op->size()));
    std::size_t length = 0;
    while (length < text.size() && is_version_character(text[length])) ++length;
    if (length == 0) return false;
    const std::string_view version = text.substr(0, length);
    ++count;
    const bool exact = *op == "===" || (*op == "==" && version.find('*') == std::string_view::npos);
    requirement.pinned = requirement.pinned || exact;
    requirement.version = exact && count == 1 ? std::string(version) : "";
    text = trimmed(text.substr(length));
    if (text.empty()) return true;
    if (text.front() != ',') return false;
    text.remove_prefix(1);
  }
}

/// `[extra, extra]`.
bool skip_extras(std::string_view& text) {
  if (!text.starts_with('[')) return true;
  const std::size_t close = text.find(']');
  if (close == std::string_view::npos) return false;
  const std::string_view inside = text.substr(1, close - 1);
  text = trimmed(text.substr(close + 1));
  return std::all_of(inside.begin(), inside.end(), [](char c) { return is_name_character(c) || c == ',' || c == ' '; });
}

/// An environment marker: comparisons of names and quoted strings. Nothing a shell could read as a command of its own
/// matters here, for the word is quoted; a typing mistake does.
bool is_marker(std::string_view text) {
  constexpr std::string_view punctuation = " ()'\"<>=!~._-,+*";
  return text.find_first_of("<>=!") != std::string_view::npos && std::all_of(text.begin(), text.end(), [&](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || punctuation.find(c) != std::string_view::npos;
         });
}

bool is_location(std::string_view text) {
  const std::string_view scheme_free = text.substr(0, 4) == "git+" ? text.substr(4) : text;
  return is_web_url(scheme_free) || scheme_free.starts_with("ssh://");
}

/// An archive at a fixed address, or a repository at a full commit.
bool is_pinned_location(std::string_view text) {
  const std::string_view without_fragment = text.substr(0, text.find('#'));
  if (!text.starts_with("git+"))
    return text.find("#sha256=") != std::string_view::npos || without_fragment.ends_with(".whl") ||
           without_fragment.ends_with(".tar.gz");
  const std::size_t at = without_fragment.rfind('@');
  return at != std::string_view::npos && is_hexadecimal(without_fragment.substr(at + 1), 40);
}

std::optional<Requirement> parse_named(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() && is_name_character(text[length])) ++length;
  const std::string_view name = text.substr(0, length);
  const auto edge = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  if (name.empty() || !edge(name.front()) || !edge(name.back())) return std::nullopt;
  Requirement result;
  result.name = normalised(name);
  text = trimmed(text.substr(length));
  if (!skip_extras(text)) return std::nullopt;
  std::string_view specifiers = text;
  if (text.starts_with('@')) {
    const std::string_view location = trimmed(text.substr(1));
    if (!is_location(location.substr(0, location.find(' ')))) return std::nullopt;
    result.pinned = is_pinned_location(location.substr(0, location.find(' ')));
    return result;
  }
  if (const std::size_t semicolon = text.find(';'); semicolon != std::string_view::npos) {
    if (!is_marker(text.substr(semicolon + 1))) return std::nullopt;
    specifiers = trimmed(text.substr(0, semicolon));
  }
  if (specifiers.starts_with('(') && specifiers.ends_with(')'))
    specifiers = specifiers.substr(1, specifiers.size() - 2);
  if (!specifiers.empty() && !read_specifiers(specifiers, result)) return std::nullopt;
  return result;
}

}  // namespace

std::optional<Requirement> parse_requirement(std::string_view text) {
  text = trimmed(text);
  if (text.empty() || text.front() == '-') return std::nullopt;
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; })) return std::nullopt;
  const bool path = text.starts_with('/') || text.starts_with("./") || text.starts_with("../") || text == ".";
  if (path) return Requirement{"", "", true, true};
  if (is_location(text)) return Requirement{"", "", is_pinned_location(text), false};
  return parse_named(text);
}

RequirementsFile read_requirements_file(std::string_view text) {
  RequirementsFile result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (const std::size_t comment = line.find(" #"); comment != std::string_view::npos)
      line = trimmed(line.substr(0, comment));
    if (line.empty() || line.front() == '#') continue;
    for (const std::string_view option : {"-r", "-c", "--requirement", "--constraint"}) {
      if (!line.starts_with(option) || line.size() == option.size()) continue;
      const char after = line[option.size()];
      if (after == ' ' || after == '=' || after == '\t')
        result.includes.emplace_back(trimmed(line.substr(option.size() + 1)));
    }
    for (const std::string_view option : {"-e", "--editable", "-f", "--find-links"}) {
      if (!line.starts_with(option) || line.size() == option.size()) continue;
      const char after = line[option.size()];
      const bool is_option = after == ' ' || after == '=' || after == '\t';
      if (is_option && !is_location(trimmed(line.substr(option.size() + 1)))) result.paths.emplace_back(line);
    }
    if (line.front() == '-') continue;
    if (const std::size_t hash = line.find(" --hash"); hash != std::string_view::npos)
      line = trimmed(line.substr(0, hash));
    if (line.ends_with('\\')) line = trimmed(line.substr(0, line.size() - 1));
    const auto requirement = parse_requirement(line);
    if (requirement && !requirement->name.empty()) result.names.push_back(requirement->name);
    if ((requirement && requirement->is_path) || line.find("file:") != std::string_view::npos)
      result.paths.emplace_back(line);
    if (requirement && !requirement->pinned && !requirement->name.empty()) result.unpinned.push_back(requirement->name);
  }
  return result;
}

std::vector<std::string> requirements_without_sum(std::string_view text) {
  std::vector<std::string> result;
  std::string line;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view part = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool goes_on = part.ends_with('\\');
    if (goes_on) part.remove_suffix(1);
    line += part;
    line += ' ';
    if (goes_on && !text.empty()) continue;
    const std::string_view whole = trimmed(line);
    if (!whole.empty() && whole.front() != '#' && whole.front() != '-' && whole.find("--hash=") == std::string::npos)
      result.emplace_back(trimmed(whole.substr(0, whole.find_first_of(" ;"))));
    line.clear();
  }
  return result;
}

}  // namespace boxwright::resolve
