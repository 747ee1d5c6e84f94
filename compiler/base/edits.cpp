#include "compiler/base/edits.hpp"

namespace boxwright {

namespace {

constexpr std::string_view crlf = "\r\n";

/// Walks through a file and its source at once.
class Walk {
 public:
  explicit Walk(std::string_view file) : file_(file), place_(file.starts_with("\xEF\xBB\xBF") ? 3 : 0) {}

  /// Where this byte of the source is in the file; never asked for one before the last.
  std::size_t place_of(std::size_t offset) {
    for (; offset_ < offset && place_ < file_.size(); ++offset_)
      place_ += file_.substr(place_, crlf.size()) == crlf ? crlf.size() : 1;
    return place_;
  }

 private:
  std::string_view file_;
  std::size_t place_;
  std::size_t offset_ = 0;
};

}  // namespace

std::string with_edits(std::string_view file, const std::vector<TextEdit>& edits) {
  const std::string_view line_end = file.find(crlf) == std::string_view::npos ? crlf.substr(1) : crlf;
  std::string result;
  result.reserve(file.size());
  Walk walk(file);
  std::size_t done = 0;
  for (const TextEdit& edit : edits) {
    const std::size_t begin = walk.place_of(edit.span.begin);
    result += file.substr(done, begin - done);
    for (const char c : edit.replacement) result += c == '\n' ? line_end : std::string_view(&c, 1);
    done = walk.place_of(edit.span.end);
  }
  result += file.substr(done);
  return result;
}

}  // namespace boxwright
