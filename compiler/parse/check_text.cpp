#include "compiler/parse/check_text.hpp"

#include "compiler/base/code_point.hpp"

namespace boxwright::parse {

namespace {

constexpr int most_reports = 3;  // text in another encoding has one in every line

bool is_control(unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7F; }

/// Characters that change the order in which others are shown, or are not shown at all: what is read is then not what
/// is built. The marks and joiners that Arabic, Hebrew and emoji are written with stay.
std::uint32_t unseen(std::string_view character) {
  if (character.size() != 3) return 0;
  const auto bits = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(character[i])); };
  const std::uint32_t point = (bits(0) & 0x0FU) << 12U | (bits(1) & 0x3FU) << 6U | (bits(2) & 0x3FU);
  const bool reorders = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
  return reorders || point == 0x200B || point == 0x2060 || point == 0xFEFF ? point : 0;
}

}  // namespace

bool check_text(const Sources& sources, FileId file, Diagnostics& diagnostics) {
  const std::string_view text = sources[file].text();
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {  // says it all about a binary file
    diagnostics.report(diag::NulByte, {file, static_cast<std::uint32_t>(nul), static_cast<std::uint32_t>(nul + 1)});
    return false;
  }
  int reports = 0;
  for (std::size_t i = 0; i < text.size() && reports < most_reports;) {
    const std::size_t length = utf8_length(text.substr(i));
    const auto c = static_cast<unsigned char>(text[i]);
    const Span span{file, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(i + 1)};
    if (length == 0) {
      diagnostics.report(diag::InvalidUtf8, span);
      ++reports;
    } else if (is_control(c)) {
      diagnostics.report(diag::ControlCharacter, span, c, c);
      ++reports;
    } else if (const std::uint32_t point = unseen(text.substr(i, length)); point != 0) {
      const Span whole{file, span.begin, static_cast<std::uint32_t>(i + length)};
      diagnostics.report(diag::ControlCharacter, whole, point, point)
          .note("it cannot be seen, so that the text looks like another one")
          .fix(whole, "", "remove it");
      ++reports;
    }
    i += length == 0 ? 1 : length;
  }
  return reports == 0;
}

}  // namespace boxwright::parse
