// Files of a revision, from what a git would print.
#include "compiler/driver/git_files.hpp"

#include <map>
#include <string>
#include <vector>

#include "tests/catch.hpp"

using namespace boxwright;
using namespace boxwright::driver;

namespace {

/// A git that knows one revision, `v1`.
class Git {
 public:
  Git& add(const std::string& mode, const std::string& path, const std::string& text) {
    const std::string type = mode == "160000" ? "commit" : "blob";
    tree_ += mode + " " + type + " id-" + path + "       " + (type == "blob" ? std::to_string(text.size()) : "-") +
             "\t" + path;
    tree_ += '\0';
    texts_["v1:" + path] = text;
    return *this;
  }
  [[nodiscard]] RunProgram program() const {
    return [this](const std::vector<std::string>& words) -> std::optional<std::string> {
      if (words[1] == "ls-tree") return words.back() == "v1" ? std::optional(tree_) : std::nullopt;
      return texts_.at(words.back());
    };
  }

 private:
  std::string tree_;
  std::map<std::string, std::string> texts_;
};

}  // namespace

TEST_CASE("a revision's files, folders, links and modes are what a checkout has", "[unit]") {
  Git git;
  git.add("100644", "model.box", "spec").add("100755", "bin/run me.sh", "#!").add("120000", "link.box", "model.box");
  git.add("120000", "tools", "bin").add("120000", "bin/up", "../model.box").add("120000", "gone", "nowhere");
  git.add("120000", "circle", "circle").add("120000", "outside", "/etc/passwd").add("160000", "module", "");
  const auto files = GitFiles::open("v1", git.program());
  REQUIRE(files != nullptr);
  using Kind = FileSystem::Kind;
  CHECK(files->read("model.box") == "spec");
  CHECK(files->read("./bin/../model.box") == "spec");
  CHECK(files->size("model.box") == 4);
  CHECK_FALSE(files->executable("model.box"));
  CHECK(files->executable("bin/run me.sh"));
  CHECK(files->list(".") ==
        std::vector<std::string>{"bin", "circle", "gone", "link.box", "model.box", "module", "outside", "tools"});
  // Links are followed, by themselves and on the way.
  CHECK(files->read("link.box") == "spec");
  CHECK(files->link("link.box") == "model.box");
  CHECK(files->kind("tools") == Kind::directory);
  CHECK(files->read("tools/run me.sh") == "#!");
  CHECK(files->read("tools/up") == "spec");
  CHECK(files->canonical("tools/up") == "/model.box");
  // What leads nowhere, in a circle or out of the repository is not there.
  for (const std::string path : {"gone", "circle", "outside", "other", "model.box/x"}) {
    CAPTURE(path);
    CHECK(files->kind(path) == Kind::missing);
    CHECK_FALSE(files->read(path).has_value());
  }
  // Another repository's files are not this one's.
  CHECK(files->kind("module") == Kind::directory);
  CHECK(files->list("module").empty());
}

TEST_CASE("what is no revision is none", "[unit]") {
  Git git;
  CHECK(GitFiles::open("v2", git.program()) == nullptr);
  CHECK(GitFiles::open("", git.program()) == nullptr);
  CHECK(GitFiles::open("--output=x", git.program()) == nullptr);
  CHECK(GitFiles::open("v1", {}) == nullptr);
}
