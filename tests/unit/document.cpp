// Files that programs read: what is written in them is what was meant.

#include "compiler/backends/document.hpp"

#include <nlohmann/json.hpp>
#include <random>

#include "tests/catch.hpp"

using boxwright::backends::Document;
using boxwright::backends::quoted_scalar;
using nlohmann::json;

namespace {

void append(std::string& text, std::uint32_t code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0U | (code >> 6U));
    text += static_cast<char>(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0U | (code >> 12U));
    text += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    text += static_cast<char>(0x80U | (code & 0x3FU));
  } else {
    text += static_cast<char>(0xF0U | (code >> 18U));
    text += static_cast<char>(0x80U | ((code >> 12U) & 0x3FU));
    text += static_cast<char>(0x80U | ((code >> 6U) & 0x3FU));
    text += static_cast<char>(0x80U | (code & 0x3FU));
  }
}

}  // namespace

TEST_CASE("every text comes back out of its quotes", "[unit]") {
  std::mt19937 random(20240611);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same texts each time
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    const auto length = random() % 12;
    for (std::size_t i = 0; i < length; ++i) {
      const std::uint32_t limits[] = {0x20, 0x80, 0x100, 0x2100, 0xD800, 0x110000};
      std::uint32_t code = static_cast<std::uint32_t>(random()) % limits[random() % 6];
      if (code >= 0xD800 && code < 0xE000) code = '"';
      append(text, code);
    }
    INFO(quoted_scalar(text));
    CHECK(json::parse(quoted_scalar(text)).get<std::string>() == text);
  }
}

TEST_CASE("line ends of other alphabets and control characters are escaped", "[unit]") {
  CHECK(quoted_scalar("a\nb\tc\"d\\") == R"("a\nb\u0009c\"d\\")");
  CHECK(quoted_scalar("\x7F\xC2\x85\xE2\x80\xA8\xEF\xBB\xBF") == R"("\u007f\u0085\u2028\ufeff")");
  CHECK(quoted_scalar("é☃𝄞") == "\"é☃𝄞\"");
}

TEST_CASE("a document is written as YAML and as JSON", "[unit]") {
  const Document document = Document::object(
      {{"plain-name", "text"},
       {"no", 1},
       {"a b", true},
       {"list",
        Document::list({"x", Document::object({{"k", Document::number("1.5")}, {"l", Document::list({"y"})}})})},
       {"nested", Document::object({{"empty", Document()}, {"none", Document::list()}})},
       {"null", Document::null()}});
  CHECK(document.yaml() ==
        "plain-name: \"text\"\n"
        "\"no\": 1\n"
        "\"a b\": true\n"
        "list:\n"
        "  - \"x\"\n"
        "  - k: 1.5\n"
        "    l:\n"
        "      - \"y\"\n"
        "nested:\n"
        "  empty: {}\n"
        "  none: []\n"
        "\"null\": null\n");
  CHECK(json::parse(document.json()) == json::parse(R"({"plain-name": "text", "no": 1, "a b": true,
      "list": ["x", {"k": 1.5, "l": ["y"]}], "nested": {"empty": {}, "none": []}, "null": null})"));
}
