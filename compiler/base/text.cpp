#include "compiler/base/text.hpp"

#include <algorithm>
#include <utility>

namespace boxwright {

std::string Text::Part::reference() const {
  const std::string plain = "${" + text + "}";
  return before.empty() && behind.empty() ? plain : "${" + text + ":+" + before + plain + behind + "}";
}

void Text::append(std::string_view literal) {
  if (literal.empty()) return;
  if (!parts_.empty() && !parts_.back().variable) {
    parts_.back().text += literal;
  } else {
    parts_.push_back({false, std::string(literal)});
  }
}

void Text::append(const Text& other) {
  for (const Part& part : other.parts_) {
    if (part.variable) {
      parts_.push_back(part);
    } else {
      append(part.text);
    }
  }
}

void Text::append_variable(std::string name) { parts_.push_back({true, std::move(name)}); }

void Text::append_optional_variable(std::string name, std::string before, std::string behind) {
  parts_.push_back({true, std::move(name), std::move(before), std::move(behind)});
}

bool Text::is_literal() const {
  return std::none_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.variable; });
}

std::string Text::display() const {
  std::string result;
  for (const Part& part : parts_) result += part.variable ? part.reference() : part.text;
  return result;
}

std::vector<std::string> Text::variables() const {
  std::vector<std::string> result;
  for (const Part& part : parts_)
    if (part.variable) result.push_back(part.text);
  return result;
}

}  // namespace boxwright
