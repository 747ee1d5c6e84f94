#include "compiler/parse/check_text.hpp"

#include "compiler/base/code_point.hpp"

namespace boxwright::parse {

namespace {

constexpr int most_reports = 3;  // text in another encoding has one in every line

bool is_control(unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7F; }

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
    }
    i += length == 0 ? 1 : length;
  }
  return reports == 0;
}

}  // namespace boxwright::parse
