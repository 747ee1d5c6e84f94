#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/base/diagnostic.hpp"
#include "compiler/base/source.hpp"

namespace boxwright::grammar {

/// Places the parser remembers while it reads a row, for what messages point at and for where reading goes on.
enum class Place { row, quote, parenthesis, bracket, fence, brace };

/// The remembered places, as byte offsets.
struct Places {
  std::array<std::optional<std::size_t>, 6> offsets;

  [[nodiscard]] std::optional<std::size_t>& operator[](Place place) { return offsets[static_cast<std::size_t>(place)]; }
  [[nodiscard]] const std::optional<std::size_t>& operator[](Place place) const {
    return offsets[static_cast<std::size_t>(place)];
  }
};

/// Where something was refused, with the means to look around and to say so.
struct Complaint {
  std::string_view text;  ///< the whole source
  FileId file = 0;
  std::size_t offset = 0;  ///< what was refused begins here
  const Places& places;
  Diagnostics& diagnostics;

  [[nodiscard]] Span span(std::size_t begin, std::size_t end) const {
    end = std::min(end, text.size());
    return {file, static_cast<std::uint32_t>(std::min(begin, end)), static_cast<std::uint32_t>(end)};
  }
  [[nodiscard]] Span here(std::size_t length = 1) const { return span(offset, offset + length); }
  [[nodiscard]] std::size_t at(Place place) const { return places[place].value_or(offset); }
  [[nodiscard]] std::string_view rest() const { return text.substr(std::min(offset, text.size())); }
  [[nodiscard]] bool sees(std::string_view what) const { return rest().starts_with(what); }
  [[nodiscard]] char previous() const { return offset == 0 ? '\n' : text[offset - 1]; }

  /// Where the word at an offset ends: at a blank, a line end or one of the stops, and behind one character at least.
  [[nodiscard]] std::size_t word_end(std::size_t begin, std::string_view stops = {}) const {
    const std::size_t limit = std::min(text.size(), begin + longest_word);
    std::size_t end = begin;
    while (end < limit && !is_space(text[end]) && stops.find(text[end]) == std::string_view::npos) ++end;
    if (end == begin && end < limit && text[end] != '\n') ++end;
    while (end < text.size() && is_inside_code_point(text[end])) ++end;
    return end;
  }
  /// Where the word that ends at an offset begins: behind a blank, a line's begin or one of the stops.
  [[nodiscard]] std::size_t word_begin(std::size_t end, std::string_view stops = {}) const {
    const std::size_t limit = end > longest_word ? end - longest_word : 0;
    while (end > limit && !is_space(text[end - 1]) && stops.find(text[end - 1]) == std::string_view::npos) --end;
    while (end < text.size() && is_inside_code_point(text[end])) ++end;
    return end;
  }
  [[nodiscard]] std::size_t line_end() const { return offset + std::min(rest().find('\n'), rest().size()); }
  /// The user's text as a message quotes it, cut where it would fill more than a line.
  [[nodiscard]] std::string quote(std::size_t begin, std::size_t end) const {
    constexpr std::size_t longest = 60;
    if (end - begin <= longest) return std::string(text.substr(begin, end - begin));
    end = begin + longest;
    while (end > begin && is_inside_code_point(text[end])) --end;
    return std::string(text.substr(begin, end - begin)) + "…";
  }
  /// The row's first name, as the user would call the statement; empty when there is none.
  [[nodiscard]] std::string head() const { return quote(at(Place::row), head_end()); }
  [[nodiscard]] std::size_t head_end() const {
    const std::size_t begin = at(Place::row);
    return begin == text.size() ? begin : word_end(begin, ":(){};\"'$");
  }

  /// Does some row seem to declare this name: `NAME=` behind a blank, as in `env` and `arg`, or `arg NAME`?
  [[nodiscard]] bool declares(const std::string& name) const {
    if (text.find("arg " + name) != std::string_view::npos) return true;
    const std::string pair = name + "=";
    for (std::size_t at = text.find(pair); at != std::string_view::npos; at = text.find(pair, at + 1))
      if (at > 0 && is_space(text[at - 1])) return true;
    return false;
  }

  template <class... Args>
  Diagnostics::Entry report(const DiagnosticKind<Args...>& kind, Span span,
                            const std::type_identity_t<Args>&... args) const {
    return diagnostics.report(kind, span, args...);
  }

 private:
  static constexpr std::size_t longest_word = 4096;  // a hostile one must not be walked again for each error in it

  static bool is_inside_code_point(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n'; }
};

}  // namespace boxwright::grammar
