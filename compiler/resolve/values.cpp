#include "compiler/resolve/values.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <vector>

#include "compiler/base/paths.hpp"

namespace boxwright::resolve {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool all_of(std::string_view text, bool (*holds)(char)) { return std::all_of(text.begin(), text.end(), holds); }

/// Go's duration as Docker reads it: `1m30s`, `500ms`.
bool is_duration(std::string_view text) {
  if (text.empty()) return false;
  while (!text.empty()) {
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    if (digits == 0 || digits > 6) return false;
    text.remove_prefix(digits);
    const std::size_t unit = text.starts_with("ms") ? 2 : 1;
    if (text.empty() || (unit == 1 && text[0] != 's' && text[0] != 'm' && text[0] != 'h')) return false;
    text.remove_prefix(unit);
  }
  return true;
}

bool is_octal(std::string_view text) {
  return (text.size() == 3 || text.size() == 4) && all_of(text, [](char c) { return c >= '0' && c <= '7'; });
}

bool is_pair(const Word& word) {
  const std::string text = word.display();
  const std::size_t equals = text.find('=');
  return equals != std::string::npos && is_variable_name(std::string_view(text).substr(0, equals));
}

std::optional<std::uint16_t> port_number(std::string_view text) {
  unsigned value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size() || value < 1 || value > 65535)
    return std::nullopt;
  return static_cast<std::uint16_t>(value);
}

struct TypeName {
  std::string_view type, words;
};
constexpr std::array<TypeName, 13> types{{
    {"word", "a word"},
    {"words", "a word or a list such as [a, b]"},
    {"path", "a path"},
    {"name", "a name of letters, digits, `.`, `_` and `-`"},
    {"octal", "an octal mode such as 0755"},
    {"integer", "a whole number"},
    {"duration", "a time such as 30s or 1m30s"},
    {"pairs", "a list such as [NAME=value]"},
    {"hex40", "a full commit of 40 hexadecimal digits"},
    {"digest", "the sum in hexadecimal digits"},
    {"yesno", "yes or no"},
    {"url", "an URL that begins with https://"},
    {"port", "a port from 1 to 65535"},
}};

}  // namespace

std::string option_type(std::string_view type) {
  const auto found = std::find_if(types.begin(), types.end(), [&](const TypeName& t) { return t.type == type; });
  return found == types.end() ? "a value" : std::string(found->words);
}

std::string argument_type(std::string_view type) {
  constexpr std::array<TypeName, 9> arguments{{
      {"name", "a name"},
      {"pair", "NAME=VALUE"},
      {"package", "a package"},
      {"path", "a path"},
      {"port", "a port"},
      {"reference", "an image or a stage"},
      {"requirement", "a requirement"},
      {"rule", "a rule and a reason"},
      {"url", "an URL"},
  }};
  const auto found =
      std::find_if(arguments.begin(), arguments.end(), [&](const TypeName& t) { return t.type == type; });
  return found == arguments.end() ? "a " + std::string(type == "word" ? "value" : type) : std::string(found->words);
}

std::string check_option(std::string_view type, const Word& value) {
  const std::string text = value.display();
  const bool takes_list = type == "words" || type == "pairs" || type == "digest";
  bool right = takes_list || !value.is_list;
  if (type != "pairs" &&
      (!value.text.is_literal() ||
       std::any_of(value.items.begin(), value.items.end(), [](const Word& item) { return !item.text.is_literal(); })))
    right = false;
  if (type == "octal") right = right && is_octal(text);
  if (type == "integer") right = right && is_number(text, 18);
  if (type == "duration") right = right && is_duration(text);
  if (type == "hex40") right = right && is_hexadecimal(text, 40);
  if (type == "digest") right = right && !value.is_list && is_hexadecimal(text, text.size()) && text.size() >= 32;
  if (type == "yesno") right = right && (text == "yes" || text == "no");
  if (type == "url") right = right && is_web_url(text);
  if (type == "name") right = right && is_plain_name(text);
  if (type == "path" || type == "word") right = right && !text.empty();
  if (type == "words") right = right && (value.is_list || !text.empty());
  if (type == "pairs")
    right = value.is_list ? std::all_of(value.items.begin(), value.items.end(), is_pair) : is_pair(value);
  return right ? "" : option_type(type);
}

bool check_control_characters(const Word& word, Diagnostics& diagnostics) {
  const std::string text = word.display();
  const auto bad = std::find_if(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  if (bad == text.end()) return true;
  diagnostics.report(diag::ControlInName, word.span, static_cast<unsigned>(static_cast<unsigned char>(*bad)));
  return false;
}

std::string usual_variable(std::string_view secret) {
  std::string result = upper_case(secret);
  std::replace_if(
      result.begin(), result.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return result;
}

std::string upper_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return result;
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

std::optional<std::string> literal(const Word& word, Diagnostics& diagnostics) {
  if (word.text.is_literal()) return word.display();
  diagnostics.report(diag::VariableNotKnown, word.span, word.text.variables().front())
      .note("what a `param` declares is known when compiling: `param name=value`, in the place of `arg` or `env`");
  return std::nullopt;
}

std::optional<std::uint64_t> number(const Word& word, std::uint64_t least, std::uint64_t most,
                                    Diagnostics& diagnostics) {
  const std::string text = word.display();
  std::uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (!text.empty() && result.ec == std::errc{} && result.ptr == text.data() + text.size() && value >= least &&
      value <= most)
    return value;
  diagnostics.report(diag::NumberOutOfRange, word.span, text, least, most);
  return std::nullopt;
}

bool is_number(std::string_view text, std::size_t most_digits) {
  return !text.empty() && text.size() <= most_digits && all_of(text, is_digit);
}

bool is_plain_name(std::string_view text) {
  return !text.empty() && text.front() != '-' && text.front() != '.' && text.size() <= 255 &&
         all_of(text, [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-'; });
}

bool is_variable_name(std::string_view text) {
  return !text.empty() && !is_digit(text.front()) &&
         all_of(text, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

bool is_label_key(std::string_view text) {
  const auto is_lower_or_digit = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c); };
  return !text.empty() && text.front() >= 'a' && text.front() <= 'z' && is_lower_or_digit(text.back()) &&
         text.find("..") == std::string_view::npos && text.find("--") == std::string_view::npos &&
         all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || is_digit(c) || c == '.' || c == '-' || c == '_' || c == '/';
         });
}

bool is_secret_name(std::string_view name) {
  constexpr std::array<std::string_view, 13> secret{"apikey",   "auth",   "credential", "credentials", "key",
                                                    "password", "passwd", "pword",      "secret",      "token",
                                                    "usr",      "psw",    "pass"};
  constexpr std::array<std::string_view, 3> exempt{"public", "file", "version"};
  std::vector<std::string> segments{""};
  for (const char c : name) {
    if (c == '_' || c == '-' || c == '.') {
      segments.emplace_back();
    } else {
      segments.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  const auto any = [&](const auto& list) {
    return std::any_of(segments.begin(), segments.end(),
                       [&](const std::string& s) { return std::find(list.begin(), list.end(), s) != list.end(); });
  };
  return any(secret) && !any(exempt);
}

bool is_hexadecimal(std::string_view text, std::size_t digits) {
  return text.size() == digits &&
         all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
}

bool is_web_url(std::string_view text) {
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (scheme == 0 || text.size() == scheme || text[scheme] == '/') return false;
  return all_of(text, [](char c) {
    return c > ' ' && c != 0x7F && c != '"' && c != '\'' && c != '\\' && c != '<' && c != '>' && c != '`';
  });
}

bool has_credentials(std::string_view url) {
  const std::size_t host = url.find("://");
  if (host == std::string_view::npos) return false;
  const std::string_view authority = url.substr(host + 3, url.find('/', host + 3) - host - 3);
  return authority.find('@') != std::string_view::npos;
}

std::optional<std::uint64_t> bytes_of_size(std::string_view text) {
  constexpr std::string_view units = "BKMGT";
  std::uint64_t factor = 1;
  const std::size_t unit = text.empty()
                               ? std::string_view::npos
                               : units.find(static_cast<char>(std::toupper(static_cast<unsigned char>(text.back()))));
  if (unit != std::string_view::npos) {
    factor = std::uint64_t{1} << (10 * unit);
    text.remove_suffix(1);
  }
  if (!is_number(text, 6)) return std::nullopt;
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number * factor;
}

std::string one_unit(std::string_view duration) {
  std::uint64_t milliseconds = 0;
  while (!duration.empty()) {
    std::uint64_t value = 0;
    const char* end = std::from_chars(duration.data(), duration.data() + duration.size(), value).ptr;
    duration.remove_prefix(static_cast<std::size_t>(end - duration.data()));
    const bool small = duration.starts_with("ms");
    const std::uint64_t factor = small                       ? 1
                                 : duration.starts_with('s') ? 1000
                                 : duration.starts_with('m') ? 60'000
                                                             : 3'600'000;
    milliseconds += value * factor;
    duration.remove_prefix(std::min<std::size_t>(duration.size(), small ? 2 : 1));
  }
  return milliseconds % 1000 == 0 ? fmt::format("{}s", milliseconds / 1000) : fmt::format("{}ms", milliseconds);
}

std::optional<std::string> port(const Word& word, Diagnostics& diagnostics) {
  const std::string text = word.display();
  const std::size_t slash = text.find('/');
  const std::string protocol = slash == std::string::npos ? "tcp" : text.substr(slash + 1);
  const auto value = port_number(std::string_view(text).substr(0, slash));
  if (value && (protocol == "tcp" || protocol == "udp" || protocol == "sctp"))
    return fmt::format("{}/{}", *value, protocol);
  diagnostics.report(diag::BadPort, word.span, text);
  return std::nullopt;
}

std::optional<Port> port_mapping(const Word& word, Diagnostics& diagnostics) {
  const std::string text = word.display();
  const std::size_t slash = text.rfind('/');
  Port result;
  if (slash != std::string::npos) result.protocol = text.substr(slash + 1);
  const std::string_view numbers = std::string_view(text).substr(0, slash);
  const std::size_t last = numbers.rfind(':');
  if (last != std::string_view::npos) {
    std::string_view host = numbers.substr(0, last);
    if (const std::size_t colon = host.rfind(':'); colon != std::string_view::npos) {
      result.host_address = host.substr(0, colon);
      host = host.substr(colon + 1);
    }
    const auto host_port = port_number(host);
    const auto container_port = port_number(numbers.substr(last + 1));
    const bool address = all_of(result.host_address, [](char c) {
      return is_digit(c) || is_letter(c) || c == '.' || c == ':' || c == '[' || c == ']';
    });
    if (host_port && container_port && address && !result.host_address.empty() &&
        (result.protocol == "tcp" || result.protocol == "udp")) {
      result.host = *host_port;
      result.container = *container_port;
      return result;
    }
  }
  auto entry = diagnostics.report(diag::BadPortMapping, word.span, text);
  const std::string port(numbers);
  if (port_number(port) && word.text.is_literal()) entry.fix(word.span, port + ":" + text, "write");
  return std::nullopt;
}

std::string normal_path(std::string_view path) {
  const bool folder = path.ends_with('/') || path.ends_with("/.");
  std::string result = paths::normal(std::string(path));
  if (folder && result != "/" && result != ".") result += '/';
  return result;
}

}  // namespace boxwright::resolve
