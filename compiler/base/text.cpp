#include "compiler/base/text.hpp"

#include <algorithm>
#include <utility>

namespace boxwright {

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
      append_variable(part.text);
    } else {
      append(part.text);
    }
  }
}

void Text::append_variable(std::string name) { parts_.push_back({true, std::move(name)}); }

bool Text::is_literal() const {
  return std::none_of(parts_.begin(), parts_.end(), [](const Part& part) { return part.variable; });
}

std::string Text::display() const {
  std::string result;
  for (const Part& part : parts_) result += part.variable ? "${" + part.text + "}" : part.text;
  return result;
}

std::vector<std::string> Text::variables() const {
  std::vector<std::string> result;
  for (const Part& part : parts_)
    if (part.variable) result.push_back(part.text);
  return result;
}

}  // namespace boxwright
