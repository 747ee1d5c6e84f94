#include "compiler/backends/backend.hpp"
#include "compiler/backends/mark.hpp"
#include "compiler/base/kept_back.hpp"
#include "compiler/base/pattern_matcher.hpp"
#include "tests/catch.hpp"
#include "tests/unit/backend_example.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

std::string ignore_file(const ir::Module& module) {
  const std::string text = backends::emit_dockerignore(module, module.images.front(), {}).front().content;
  CHECK(backends::check_mark(text) == backends::Mark::intact);
  return text.substr(text.find('\n') + 1);
}

bool sent(const std::string& file, const std::string& path) {
  const auto matcher = PatternMatcher::read(file);
  REQUIRE(matcher.has_value());
  return !matcher->ignores(path);
}

}  // namespace

TEST_CASE("the ignore file admits what is copied and nothing else", "[unit]") {
  ir::Module module = one_stage();
  CHECK(ignore_file(module) == "**\n");
  module.images.front().context_sources = {"#a", "app.py", "br[1]"};
  CHECK(ignore_file(module) == "**\n!\\#a\n!app.py\n!br\\[1]\n");
  for (const char* path : {"#a", "app.py", "br[1]"}) CHECK(sent(ignore_file(module), path));
  CHECK_FALSE(sent(ignore_file(module), "model.box"));
}

TEST_CASE("secrets in a folder are held back", "[unit]") {
  ir::Module module = one_stage();
  ir::Image& image = module.images.front();
  image.context_folders = {"src"};
  image.context_sources = {"src"};
  image.ignored = {{"src/tests", {}}, {"*.log", {}}};
  const std::string text = ignore_file(module);
  CHECK(text.starts_with("**\n!src\nsrc/tests\n*.log\n**/.git\n"));
  CHECK(sent(text, "src/b/c.py"));
  for (const char* path : {"src/.env", "src/x/.env.local", "src/key.pem", "src/.git/config", "src/id_rsa",
                           "src/__pycache__/a.pyc", "src/tests/t.py", "other"})
    CHECK_FALSE(sent(text, path));
}

TEST_CASE("a file that is copied by its own name is sent, whatever it is called", "[unit]") {
  ir::Module module = one_stage();
  ir::Image& image = module.images.front();
  image.context_folders = {"src"};
  image.context_sources = {"ca.pem", "src"};
  CHECK(sent(ignore_file(module), "ca.pem"));
  CHECK_FALSE(sent(ignore_file(module), "src/.env"));
}

TEST_CASE("a context that is taken whole leaves our own files out", "[unit]") {
  ir::Module module = one_stage();
  ir::Image& image = module.images.front();
  image.context_sources = {"."};
  image.context_folders = {"."};
  image.folder = "tool-cpu";
  module.image_folders = {"tool-cpu", "tool-cuda"};
  const std::string text = ignore_file(module);
  CHECK(sent(text, "src/a.py"));
  for (const char* path : {"Dockerfile", ".dockerignore", "launch/run.sh", "model.box", "tool-cpu/Dockerfile",
                           "tool-cuda/Dockerfile", ".git/x", "deep/.env"})
    CHECK_FALSE(sent(text, path));
}

TEST_CASE("the ignore file's name follows the output folder", "[unit]") {
  const ir::Module module = one_stage();
  backends::Layout layout;
  CHECK(backends::emit_dockerignore(module, module.images.front(), layout).front().path == ".dockerignore");
  layout.context = "..";
  CHECK(backends::emit_dockerignore(module, module.images.front(), layout).front().path == "Dockerfile.dockerignore");
}

TEST_CASE("what is named by itself comes back, and what we write does not", "[unit]") {
  ir::Module module = one_stage();
  ir::Image& image = module.images.front();
  image.context_sources = {"src"};
  image.covered_sources = {"src/.env", "src/node_modules"};
  image.context_folders = {"src", "src/node_modules"};
  image.ignored = {{"!src/out/Dockerfile", {}}, {"!src/launch/run.sh", {}}};
  module.output_folders = {".", "src/out", "src"};
  const std::string text = ignore_file(module);
  for (const char* path : {"src/.env", "src/node_modules/a.js", "src/Dockerfile.txt"}) CHECK(sent(text, path));
  for (const char* path : {"src/deep/.env", "src/out/Dockerfile", "src/out/launch/run.sh", "src/launch/run.sh",
                           "src/Dockerfile", "src/Dockerfile.dockerignore", "Dockerfile"})
    CHECK_FALSE(sent(text, path));
}

TEST_CASE("which names are those of secrets", "[unit]") {
  for (const char* path : {".env", "a/.env", "a/.env.local", "id_rsa", "x/.ssh", ".docker/config.json", "key.pem"})
    CHECK(is_secret_path(path));
  for (const char* path : {"env", "a.py", ".git", "node_modules", "config.json", "docker/config.json"})
    CHECK_FALSE(is_secret_path(path));
}
