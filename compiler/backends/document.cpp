#include "compiler/backends/document.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace boxwright::backends {

namespace {

/// How many bytes the character at the beginning has, and which it is; texts are UTF-8.
std::pair<std::size_t, std::uint32_t> first_character(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at])); };
  const std::uint32_t lead = byte(0);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (length == 1 || text.size() < length) return {1, lead};
  std::uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = (code << 6U) | (byte(i) & 0x3FU);
  return {length, code};
}

/// Control characters, and those that YAML takes for line ends or does not take at all.
bool is_escaped(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 || code == 0xFEFF ||
         code == 0xFFFE || code == 0xFFFF;
}

std::string indent(std::size_t depth) { return std::string(2 * depth, ' '); }

/// Words that need no quotes as a name in YAML, whatever reads it.
bool is_plain_name(std::string_view name) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  constexpr std::string_view further = "0123456789_-./";
  if (name.empty() || letters.find(name.front()) == std::string_view::npos) return false;
  const bool plain = std::all_of(name.begin(), name.end(), [&](char c) {
    return letters.find(c) != std::string_view::npos || further.find(c) != std::string_view::npos;
  });
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  for (const std::string_view word : {"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
    if (lower == word) return false;
  return plain;
}

}  // namespace

std::string quoted_scalar(std::string_view text) {
  std::string result = "\"";
  while (!text.empty()) {
    const auto [length, code] = first_character(text);
    if (code == '"' || code == '\\') {
      result += {'\\', static_cast<char>(code)};
    } else if (code == '\n') {
      result += "\\n";
    } else if (is_escaped(code)) {
      result += fmt::format("\\u{:04x}", code);
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return result + "\"";
}

Document::Document(const std::vector<std::string>& texts) : kind_(Kind::list) {
  for (const std::string& text : texts) items_.emplace_back(text);
}

Document Document::bare(std::string text) {
  Document result(std::move(text));
  result.kind_ = Kind::bare;
  return result;
}

Document Document::list(std::vector<Document> items) {
  Document result;
  result.kind_ = Kind::list;
  result.items_ = std::move(items);
  return result;
}

Document Document::object(std::vector<Entry> entries) {
  Document result;
  result.entries_ = std::move(entries);
  return result;
}

Document& Document::set(std::string name, Document value) {
  entries_.emplace_back(std::move(name), std::move(value));
  return *this;
}

Document& Document::set_some(std::string name, Document value) {
  if (!value.empty()) set(std::move(name), std::move(value));
  return *this;
}

Document& Document::add(Document item) {
  items_.push_back(std::move(item));
  return *this;
}

bool Document::empty() const { return text_.empty() && items_.empty() && entries_.empty(); }

std::string Document::yaml() const {
  std::string out;
  write_yaml(out, 0);
  return out;
}

/// What stands behind `name:` or `-`, with the blank or the line end that separates them.
void Document::write_yaml(std::string& out, std::size_t depth) const {
  switch (kind_) {
    case Kind::text:
      out += quoted_scalar(text_) + "\n";
      return;
    case Kind::bare:
      out += text_ + "\n";
      return;
    case Kind::list:
      if (items_.empty()) out += "[]\n";
      for (const Document& item : items_) {
        out += indent(depth) + "- ";
        const std::size_t begin = out.size();
        item.write_yaml(out, depth + 1);
        // A block that is an item begins on the line of its dash.
        const std::string margin = indent(depth + 1);
        if (out.compare(begin, margin.size(), margin) == 0) out.erase(begin, margin.size());
      }
      return;
    case Kind::object:
      if (entries_.empty()) out += "{}\n";
      for (const auto& [name, value] : entries_) {
        out += indent(depth) + (is_plain_name(name) ? name : quoted_scalar(name)) + ":";
        const bool block = (value.kind_ == Kind::list || value.kind_ == Kind::object) && !value.empty();
        out += block ? "\n" : " ";
        value.write_yaml(out, depth + 1);
      }
      return;
  }
}

std::string Document::json() const {
  std::string out;
  write_json(out, 0);
  return out + "\n";
}

void Document::write_json(std::string& out, std::size_t depth) const {
  const auto separate = [&](bool first) { out += (first ? "\n" : ",\n") + indent(depth + 1); };
  switch (kind_) {
    case Kind::text:
      out += quoted_scalar(text_);
      return;
    case Kind::bare:
      out += text_;
      return;
    case Kind::list:
      out += "[";
      for (std::size_t i = 0; i < items_.size(); ++i) {
        separate(i == 0);
        items_[i].write_json(out, depth + 1);
      }
      out += items_.empty() ? "]" : "\n" + indent(depth) + "]";
      return;
    case Kind::object:
      out += "{";
      for (std::size_t i = 0; i < entries_.size(); ++i) {
        separate(i == 0);
        out += quoted_scalar(entries_[i].first) + ": ";
        entries_[i].second.write_json(out, depth + 1);
      }
      out += entries_.empty() ? "}" : "\n" + indent(depth) + "}";
      return;
  }
}

}  // namespace boxwright::backends
