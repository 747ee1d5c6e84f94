#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compiler/backends/backend.hpp"
#include "tests/catch.hpp"
#include "tests/unit/backend_example.hpp"

/// What the tests of the launch scripts share: a place to call them in, and an engine that is none.
namespace boxwright::tests {

namespace fs = std::filesystem;

/// An engine that answers from the environment and writes down what it was asked to do.
inline constexpr const char* fake_engine = R"(#!/bin/sh
case "$*" in *'{{.Id}}'*) exit 1 ;; esac # as a client whose own types have no such field
case "$1 ${2-}" in
  '--version '*) echo "${FAKE_NAME:-Docker version 28.5.2}" ;;
  'version --format') echo "${FAKE_VERSION:-28.5.2}" ;;
  'version '*) [ -z "${FAKE_DOWN-}" ] && echo "Client: ${FAKE_NAME:-Docker Engine}" ;;
  'image inspect') [ -z "${FAKE_NO_IMAGE-}" ] && echo sha256:1a9e ;;
  'container inspect') [ -n "${FAKE_STATE-}" ] && echo "${FAKE_STATE}" ;;
  'manifest inspect') echo "${FAKE_MANIFEST-no such manifest}"; [ -n "${FAKE_TAG_THERE-}" ] ;;
  *)
    printf '[%s]' "$@" >>"${FAKE_LOG}"
    echo >>"${FAKE_LOG}"
    case "$*" in *"${FAKE_FAILS:-nothing fails}"*) exit 1 ;; esac
    ;;
esac
)";

/// What a script answered, and what the engine was asked to do.
struct Result {
  int status = 0;
  std::string output, engine;
};

inline std::string read(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// An image's files in a folder with a blank in its name, and an engine that is none.
class Workplace {
 public:
  explicit Workplace(const ir::Module& module, const backends::Layout& layout = {}) {
    std::string name = (fs::temp_directory_path() / "boxwright scripts XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    root_ = name;
    write("fake docker", fake_engine);
    for (const backends::OutputFile& file : backends::emit(module, module.images.front(), layout))
      write("out/" + file.path, file.content);
  }
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  ~Workplace() { fs::remove_all(root_); }

  [[nodiscard]] Result call(const std::string& script, const std::string& variables = {},
                            const std::string& arguments = {}) const {
    fs::remove(root_ / "log");
    const std::string command = "cd / && exec 2>&1 && unset GPUS BUILDX_BUILDER DOCKER_HOST && export DOCKER='" +
                                (root_ / "fake docker").string() + "' FAKE_LOG='" + (root_ / "log").string() +
                                "' HOME=/home/me XDG_CACHE_HOME='" + (root_ / "cache").string() + "' " + variables +
                                " && '" + (root_ / "out/launch" / script).string() + "' " + arguments;
    Result result;
    FILE* pipe = popen(command.c_str(), "r");  // NOLINT(bugprone-command-processor): scripts are what is tested
    REQUIRE(pipe != nullptr);
    std::array<char, 512> buffer{};
    while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe))
      result.output.append(buffer.data(), size);
    const int status = pclose(pipe);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    result.engine = read(root_ / "log");
    return result;
  }

  [[nodiscard]] std::string path(const std::string& name) const { return (root_ / name).string(); }

  void write(const std::string& name, const std::string& content) const {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << content;
    fs::permissions(root_ / name, fs::perms::owner_all);
  }

 private:
  fs::path root_;
};

inline ir::Launch& only_launch(ir::Module& module) { return module.images.front().launches.emplace_back(); }

inline std::string find_script(const ir::Module& module, const std::string& name) {
  for (const backends::OutputFile& file : backends::emit_scripts(module, module.images.front(), {})) {
    if (file.path == "launch/" + name) return file.content;
  }
  return {};
}

}  // namespace boxwright::tests
