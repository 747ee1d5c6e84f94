// What only the program itself shows: its streams, its signals, and the scripts it starts.

#include <fcntl.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "tests/catch.hpp"
#include "tests/paths.hpp"

using namespace boxwright;
using tests::contains;
namespace fs = std::filesystem;

namespace {

const std::string small_spec = "image acme/app:1.0 {\n  from debian:bookworm-slim\n}\n";
const std::string wrong_spec = "image acme/app:1.0 {\n  from debian:bookworm-slim\n  healtcheck none\n}\n";

std::string quoted(const std::string& word) {
  std::string result = "'";
  for (const char c : word) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

std::string content(const fs::path& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// A folder with a spec, and the program in it.
class Project {
 public:
  Project() {
    std::string name = (fs::temp_directory_path() / "boxwright driver XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    write("model.box", small_spec);
  }
  Project(const Project&) = delete;
  Project& operator=(const Project&) = delete;
  ~Project() {
    std::error_code error;
    fs::remove_all(path_, error);
  }

  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }
  /// Runs shell text in the folder; `$boxwright` is the program. Its messages are in the file `err`.
  [[nodiscard]] int run(const std::string& text) const {
    const std::string line = "cd " + quoted(path_.string()) + " && boxwright=" + quoted(tests::program().string()) +
                             " && { " + text + "; } 2>err";
    const int status = std::system(line.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] std::string err() const { return content(path_ / "err"); }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// Every file below a folder.
std::map<std::string, std::string> snapshot(const fs::path& folder) {
  std::map<std::string, std::string> result;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) result[fs::relative(entry.path(), folder).string()] = content(entry.path());
  return result;
}

/// Interrupts a process as soon as something has happened, and waits for its end.
template <class Happened>
void interrupt_when(pid_t child, const Happened& happened) {
  int status = 0;
  while (!happened()) {
    if (::waitpid(child, &status, WNOHANG) == child) return;  // it was faster
    ::sched_yield();
  }
  ::kill(child, SIGINT);
  ::waitpid(child, &status, 0);
}

}  // namespace

TEST_CASE("a stream that takes nothing is an error and no crash", "[driver]") {
  const Project project;
  CHECK(project.run("\"$boxwright\" compile --stdout >&-") == 2);
  CHECK_THAT(project.err(), contains("cannot write to standard output"));
  CHECK(project.run("\"$boxwright\" help >/dev/full") == 2);
  CHECK_THAT(project.err(), contains("No space left"));
  CHECK(project.run("\"$boxwright\" check - <&-") == 2);
  CHECK_THAT(project.err(), contains("standard input cannot be read"));
  CHECK(project.run("\"$boxwright\" check 2>&-") == 0);
  // A reader that goes away before anything is written.
  CHECK(project.run("{ \"$boxwright\" help; echo $? >status; } | :") == 0);
  const std::string status = content(project.path() / "status");
  CHECK((status == "0\n" || status == "2\n"));
}

TEST_CASE("a folder that cannot be written to is an error and no crash", "[driver]") {
  const Project project;
  project.write("file", "x");
  CHECK(project.run("\"$boxwright\" compile -o file/below") == 2);
  CHECK_THAT(project.err(), contains("boxwright: cannot write `file/below/Dockerfile`: "));
  CHECK(project.run("\"$boxwright\" compile -o /proc/boxwright") == 2);
  CHECK(project.run("\"$boxwright\" compile /dev/null") == 2);
  CHECK(project.run("(ulimit -f 0; \"$boxwright\" compile -o full 2>/dev/full)") == 2);
  CHECK(snapshot(project.path() / "full").empty());
}

TEST_CASE("a context may hold pipes and links in a circle", "[driver]") {
  const Project project;
  project.write("model.box",
                "image acme/app:1.0 {\n  from debian:bookworm-slim\n  copy . -> /app/\n  copy * -> /app/\n}\n");
  CHECK(project.run("mkfifo pipe pipe.sh && mkdir -p a/b && ln -s .. a/b/up && ln -s /nowhere a/gone && ln -s a c") ==
        0);
  CHECK(project.run("timeout 20 \"$boxwright\" compile >out") == 0);
  CHECK_THAT(project.err(), contains("files, "));
  CHECK(project.run("timeout 20 \"$boxwright\" compile --check") == 0);
}

TEST_CASE("what is no spec is an error and no crash", "[driver]") {
  const Project project;
  CHECK(project.run("mkfifo pipe.box && timeout 20 \"$boxwright\" check pipe.box") == 2);
  CHECK_THAT(project.err(), contains("`pipe.box` is neither a file nor a folder"));
  CHECK(project.run("printf 'image a\\0b {\\n}\\n' >nul.box && \"$boxwright\" check nul.box") == 1);
  CHECK_THAT(project.err(), contains("nul.box:1:8: error[E0002]"));
  CHECK(project.run("truncate --size=6G huge.box && \"$boxwright\" check huge.box") == 2);
  CHECK_THAT(project.err(), contains("`huge.box` is too large for a spec: 16 MiB are the most"));
  CHECK(project.run("(yes | head -c 200000000 | timeout 20 \"$boxwright\" check -)") == 2);
  CHECK_THAT(project.err(), contains("standard input is too large for a spec"));
  CHECK(project.run("mkdir empty && cd empty && mkdir model.box && \"$boxwright\" compile") == 2);
  CHECK_THAT(project.err(), contains("`model.box` is a folder, and no spec"));
}

TEST_CASE("a spec works for somebody without a home, and for somebody without rights", "[driver]") {
  const Project project;
  CHECK(project.run("HOME= \"$boxwright\" compile") == 0);
  CHECK(project.run("env -i \"$boxwright\" compile --check") == 0);
  CHECK(project.run("cd launch && \"$boxwright\" compile --check ..") == 0);
  if (::geteuid() != 0) return;
  const std::string stranger = "setpriv --reuid=65534 --regid=65534 --clear-groups ";
  CHECK(project.run("chmod 755 . && cp \"$boxwright\" own && " + stranger + "./own compile --check") == 0);
  CHECK(project.run("echo '# later' >>model.box && " + stranger + "./own compile") == 0);
  project.write("model.box", "image acme/app:2.0 {\n  from debian:bookworm-slim\n}\n");
  CHECK(project.run(stranger + "./own compile") == 2);
  CHECK_THAT(project.err(), contains("boxwright: cannot write `Dockerfile`: Permission denied"));
  CHECK(project.run("mkdir closed && cp model.box closed && chmod 700 closed && " + stranger +
                    "./own check closed/model.box") == 2);
  CHECK(project.run(stranger + "./own check closed") == 2);
  CHECK_THAT(project.err(), contains("`closed` is neither a file nor a folder, or may not be read"));
}

TEST_CASE("there is no colour where there is no terminal", "[driver]") {
  const Project project;
  project.write("model.box", wrong_spec);
  CHECK(project.run("TERM=xterm \"$boxwright\" check") == 1);
  CHECK(project.err().find('\x1b') == std::string::npos);
}

TEST_CASE("engine commands start what they say", "[driver]") {
  const Project project;
  CHECK(project.run("DOCKER=echo \"$boxwright\" shell --base -- ls >out") == 0);
  CHECK_THAT(content(project.path() / "out"), contains("debian:bookworm-slim -c exec \"$@\" sh ls"));
  CHECK(project.run("DOCKER=/nowhere/docker \"$boxwright\" shell --base") == 2);
  CHECK_THAT(project.err(), contains("cannot start /nowhere/docker: "));
}

TEST_CASE("an interrupted compile leaves each file old or new, and no other", "[driver]") {
  const Project project;
  const fs::path& folder = project.path();
  REQUIRE(project.run("\"$boxwright\" compile") == 0);
  fs::remove(folder / "err");
  const auto old_files = snapshot(folder);
  project.write("model.box", "image acme/app:2.0 {\n  from debian:bookworm-slim\n}\n");
  REQUIRE(project.run("\"$boxwright\" compile") == 0);
  fs::remove(folder / "err");
  const auto new_files = snapshot(folder);
  REQUIRE(old_files.at("launch/build.sh") != new_files.at("launch/build.sh"));

  for (int round = 0; round < 20; ++round) {
    project.write("model.box", (round % 2 == 0 ? old_files : new_files).at("model.box"));
    const std::string before = content(folder / "launch/build.sh");
    const std::string program = tests::program().string();
    const pid_t child = ::fork();
    if (child == 0) {
      const int nowhere = ::open("/dev/null", O_WRONLY);
      ::dup2(nowhere, STDERR_FILENO);
      if (::chdir(folder.c_str()) == 0) ::execl(program.c_str(), program.c_str(), "compile", nullptr);
      ::_exit(127);
    }
    interrupt_when(child, [&] { return content(folder / "launch/build.sh") != before; });
    for (const auto& [name, text] : snapshot(folder)) {
      INFO(name);
      REQUIRE(old_files.contains(name));
      CHECK((text == old_files.at(name) || text == new_files.at(name)));
    }
  }
}
