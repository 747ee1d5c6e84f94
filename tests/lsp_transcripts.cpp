// Whole conversations with the language server, as they go over the wire: tests/transcripts/NAME.txt. A line `> {…}` is
// what the editor says, `>> {…}` the same while more is already there to be read, and `< {…}` what the server says
// then.
// `=` gives a file of the project its text: `= team.box template web { env A=1 }`, with `\n` for line feeds.
// UPDATE_GOLDEN=1 writes what the server says now; the review is `git diff`.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "compiler/lsp/server.hpp"
#include "tests/cases.hpp"
#include "tests/catch.hpp"
#include "tests/paths.hpp"

using namespace boxwright;
using namespace boxwright::tests;
namespace fs = std::filesystem;

namespace {

std::string with_line_feeds(std::string text) {
  for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at)) text.replace(at, 2, "\n");
  return text;
}

/// The conversation as it goes today.
class Conversation {
 public:
  std::string hold(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("< ")) continue;
      said_ += line + "\n";
      take(line);
    }
    return std::move(said_);
  }

 private:
  void take(const std::string& line) {
    if (line.starts_with("= ")) {
      const std::size_t name_end = line.find(' ', 2);
      files_.write("/project/" + line.substr(2, name_end - 2), with_line_feeds(line.substr(name_end + 1)), false);
    } else if (line.starts_with(">> ")) {
      server_.receive(line.substr(3));
    } else if (line.starts_with("> ")) {
      server_.receive(line.substr(2));
      while (server_.answer_next() || server_.tell_next()) {
      }
      for (const std::string& answer : server_.take_sent()) said_ += "< " + answer + "\n";
      if (server_.has_ended()) said_ += fmt::format("< (exit status {})\n", server_.status());
    }
  }

  driver::MemoryFiles files_;
  lsp::Server server_{files_, "2026-11-22"};
  std::string said_;
};

}  // namespace

TEST_CASE("conversations with the language server go as they are written down", "[lsp]") {
  std::size_t count = 0;
  std::string report;
  for (const auto& entry : fs::directory_iterator(project() / "tests/transcripts")) {
    ++count;
    const std::string expected = read_file(entry.path());
    const std::string now = Conversation().hold(expected);
    if (now == expected) continue;
    if (is_update()) {
      std::ofstream(entry.path(), std::ios::binary) << now;
    } else {
      report += entry.path().filename().string() + ":\n" + difference(expected, now);
    }
  }
  CHECK(count > 0);
  if (!report.empty()) FAIL(report << "UPDATE_GOLDEN=1 writes what is said now");
}
