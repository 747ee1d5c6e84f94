// What steps read and write, and which of them must keep their order.

#include "compiler/ir/effects.hpp"

#include <set>
#include <string_view>

#include "compiler/ir/ir.hpp"
#include "compiler/ir/paths.hpp"
#include "tests/catch.hpp"

using namespace boxwright;
using namespace boxwright::ir;

namespace {

using Kind = Resource::Kind;

Copy copy(const std::string& source, const std::string& destination, bool folders = false) {
  Copy result;
  result.sources = {source};
  result.destination = destination;
  result.folders = folders;
  return result;
}

Copy copy_from_stage(const std::string& source, const std::string& destination) {
  Copy result = copy(source, destination);
  result.from = Copy::From::stage;
  result.source_name = "wheels";
  return result;
}

Copy unpacked(const std::string& source, const std::string& destination) {
  Copy result = copy(source, destination);
  result.unpack = true;
  return result;
}

PipInstall pip(const std::string& python = "pip", const std::string& site_packages = "/usr/lib/python3/site-packages") {
  PipInstall result;
  result.python = python;
  result.site_packages = site_packages;
  return result;
}

/// A project's packages, in an environment of its own.
SyncProject project() {
  SyncProject result;
  result.python = "/opt/own/bin/python3 -m pip";
  result.interpreter = "/opt/own/bin/python3";
  result.prefix = "/opt/own";
  result.site_packages = "/opt/own/lib/python3.11/site-packages";
  return result;
}

CondaInstall conda() {
  CondaInstall result;
  result.environment = "c";
  return result;
}

PipInstall pip_reading(const std::string& requirements_in_image) {
  PipInstall result = pip();
  result.requirement_files = {requirements_in_image};
  return result;
}

PipInstall pip_of(const std::string& project_in_image) {
  PipInstall result = pip();
  result.paths = {project_in_image};
  return result;
}

Clone clone(const std::string& destination) {
  Clone result;
  result.destination = destination;
  return result;
}

Download download(const std::string& url, const std::string& destination, bool unpack = false) {
  Download result;
  result.url = url;
  result.destination = destination;
  result.unpack = unpack;
  return result;
}

Add add(const std::string& destination) {
  Add result;
  result.url = "https://example.org/x";
  result.destination = destination;
  return result;
}

WriteFile file(const std::string& path, const Text& content = "x") { return {path, content, "0644", ""}; }

SetVariable variable(const std::string& name, const std::optional<Text>& value = Text("1")) {
  SetVariable result;
  result.name = name;
  result.value = value;
  return result;
}

InstallPackages apk() {
  InstallPackages result;
  result.manager = "apk";
  return result;
}

Text naming(const std::string& variable) {
  Text result("a ");
  result.append_variable(variable);
  return result;
}

Effects barrier() { return {{}, {{Kind::everything, "", true}}}; }

/// A `run(reads=…, writes=…)`: what such a step is given by the lowering.
Effects narrowed(const std::string& read, const std::string& written) {
  return {{{Kind::path, read, true},
           {Kind::accounts, "", true},
           {Kind::system_packages, "", true},
           {Kind::python, "", true},
           {Kind::variable, "", true},
           {Kind::network}},
          {{Kind::path, written, true}}};
}

Effects writes(Resource resource) { return {{}, {std::move(resource)}}; }
Effects reads(Resource resource) { return {{std::move(resource)}, {}}; }

struct Case {
  const char* name;
  Effects a, b;
  bool conflict;
};

void check_all(const std::vector<Case>& cases) {
  for (const Case& test : cases) {
    INFO(test.name);
    CHECK(conflicts(test.a, test.b) == test.conflict);
    CHECK(conflicts(test.b, test.a) == test.conflict);
  }
}

}  // namespace

TEST_CASE("each pair of kinds of steps conflicts or does not", "[unit]") {
  struct Sample {
    char letter;
    Operation operation;
    Effects effects;
  };
  const auto of = [](char letter, const Operation& operation) {
    return Sample{letter, operation, effects_of(operation)};
  };
  const std::vector<Sample> samples{
      {'B', Run{}, barrier()},                                        // run: make
      {'N', Run{}, narrowed("/src", "/out")},                         // run(reads=/src, writes=/out): make
      of('C', copy("app.py", "/app/")),                               // copy app.py -> /app/
      of('A', add("/added")),                                         // an engine's own download
      of('V', variable("PIP_NO_CACHE_DIR")),                          // env PIP_NO_CACHE_DIR=1
      of('P', InstallPackages{}),                                     // apt …
      of('I', pip()),                                                 // pip …
      of('E', MakeVenv{"python3", "/opt/venv"}),                      // python(venv=/opt/venv) 3.11
      of('D', download("https://example.org/x.csv", "/data/x.csv")),  // fetch … -> /data/x.csv
      of('G', clone("/src")),                                         // git … -> /src
      of('F', file("/etc/motd")),                                     // file /etc/motd "x"
      of('O', MakeDirectory{"/var/data", "10001:10001"}),             // writable /var/data
      of('U', MakeUser{"app", 10001, 10001, "/home/app", {}}),        // user app
      of('Y', BringPython{"3.10.22", "/opt/pythons/3.10"}),           // python 3.10, by uv
      of('S', project()),                                             // project . -> /app
      of('K', conda()),                                               // conda(env=c) …
      of('J', NpmInstall{}),                                          // npm …
      of('L', MakeLink{"/src/tool", "/usr/local/tool"}),              // link /src/tool -> /usr/local/tool
      of('T', EditFile{"/etc/motd", false, {}, false, 1}),            // patch /etc/motd { … }
      of('X', Verbatim{}),                                            // dockerfile """…"""
  };
  // A step of each kind and the step above it: `x` where their order counts. The diagonal is a step written twice.
  const std::vector<std::string_view> expected{
      //  B N C A V P I E D G F O U Y S K J L T X
      "B  x x x x x x x x x x x x x x x x x x x x",  // a barrier: with all
      "N  x x . . x x x x . x . . x x x x . . . x",  // reads packages, Python, variables, accounts and /src
      "C  x . x . . . . . . . . . . . . . . . . x",  // a file nobody else touches
      "A  x . . x . . . . . . . . . . . . . . . x",  //
      "V  x x . . x . x . . . . . . x x x . . . x",  // read by the narrowed run and by pip
      "P  x x . . . x x x x x . . x x x x x x x x",  // packages serve pip, venv, downloads and clones; they may make
                                                     // accounts
      "I  x x . . x x x . . . . . . . . . . . . x",  // an interpreter that is not the one of /opt/venv
      "E  x x . . . x . x . . . . . . . . . . . x",  //
      "D  x . . . . x . . x . . . . . . . . . . x",  //
      "G  x x . . . x . . . x . . . . . . . x . x",  // the narrowed run reads /src
      "F  x . . . . . . . . . x . . . . . . . x x",  //
      "O  x . . . . . . . . . . . . . . . . . . x",  // a folder that is there already stays
      "U  x x . . . x . . . . . . x . . . . . . x",  //
      "Y  x x . . x x . . . . . . . x . . . . . x",  // the narrowed run and pip read what tells uv where to look
      "S  x x . . x x . . . . . . . . x . . . . x",  // an environment of its own
      "K  x x . . x x . . . . . . . . . x . . . x",  //
      "J  x . . . . x . . . . . . . . . . x . . x",  //
      "L  x . . . . x . . . x . . . . . . . x . x",  // a link follows what it leads to
      "T  x . . . . x . . . . x . . . . . . . x x",  // a patch changes the file that is written, whose text may be a
                                                     // package's
      "X  x x x x x x x x x x x x x x x x x x x x",  // a barrier
  };

  std::set<std::size_t> kinds;
  for (const Sample& sample : samples) kinds.insert(sample.operation.index());
  REQUIRE(kinds.size() == std::variant_size_v<Operation>);
  REQUIRE(expected.size() == samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    REQUIRE(expected[i].front() == samples[i].letter);
    for (std::size_t j = 0; j < samples.size(); ++j) {
      INFO(samples[i].letter << " and " << samples[j].letter);
      CHECK(conflicts(samples[i].effects, samples[j].effects) == (expected[i].at(3 + 2 * j) == 'x'));
    }
  }
}

TEST_CASE("paths conflict where they may be one file", "[unit]") {
  check_all({
      {"two files beside each other", effects_of(copy("a.py", "/app/")), effects_of(copy("b.py", "/app/")), false},
      {"one file twice", effects_of(copy("a.py", "/app/")), effects_of(copy("x/a.py", "/app/")), true},
      {"one file under another name", effects_of(copy("a.py", "/app/b.py")), effects_of(copy("b.py", "/app/")), true},
      {"a file below a folder", effects_of(copy("src", "/app", true)), effects_of(copy("b.py", "/app/")), true},
      {"a folder and a folder in it", effects_of(copy("a", "/app", true)), effects_of(copy("b", "/app/b", true)), true},
      {"folders with a common beginning of the name", effects_of(copy("a", "/app", true)),
       effects_of(copy("b", "/apples", true)), false},
      {"a file with a common beginning of the name", effects_of(copy("a", "/app", true)), effects_of(file("/app.py")),
       false},
      {"all files and one file", effects_of(copy("a", "/", true)), effects_of(file("/etc/motd")), true},
      {"what a stage holds may be a folder", effects_of(copy_from_stage("/dist", "/opt/x")),
       effects_of(file("/opt/x/y")), true},
      {"an archive holds what cannot be listed", effects_of(unpacked("a.zip", "/data")), effects_of(file("/data/x")),
       true},
      {"a download keeps its name", effects_of(download("https://example.org/a.csv?x=1", "/data/")),
       effects_of(file("/data/a.csv")), true},
      {"a download's name ends before its query", effects_of(download("https://example.org/get?x=/a.csv", "/data/")),
       effects_of(file("/data/get")), true},
      {"a download beside another file", effects_of(download("https://example.org/a.csv", "/data/")),
       effects_of(file("/data/b.csv")), false},
      {"an unpacked download", effects_of(download("https://example.org/a.zip", "/data/", true)),
       effects_of(file("/data/b.csv")), true},
      {"a clone and a file put into it", effects_of(clone("/opt/x")), effects_of(file("/opt/x/y")), true},
      {"a file that is read, and the tree it lies in", reads({Kind::path, "/a/b/c"}), writes({Kind::path, "/a", true}),
       true},
      {"a file that is read, and its folder by itself", reads({Kind::path, "/a/b"}), writes({Kind::path, "/a"}), false},
      {"two readers", reads({Kind::path, "/a", true}), reads({Kind::path, "/a", true}), false},
  });
}

TEST_CASE("variables conflict by name or by the beginning of it", "[unit]") {
  const Resource all{Kind::variable, "", true};
  const Resource of_pip{Kind::variable, "PIP_", true};
  check_all({
      {"the same", writes({Kind::variable, "X"}), reads({Kind::variable, "X"}), true},
      {"another one", writes({Kind::variable, "X"}), reads({Kind::variable, "Y"}), false},
      {"a longer name", writes({Kind::variable, "XY"}), reads({Kind::variable, "X"}), false},
      {"any variable", writes({Kind::variable, "X"}), reads(all), true},
      {"a prefix", writes({Kind::variable, "PIP_INDEX_URL"}), reads(of_pip), true},
      {"not that prefix", writes({Kind::variable, "PIPX_HOME"}), reads(of_pip), false},
      {"a prefix and all", writes(of_pip), reads(all), true},
      {"a prefix of a prefix", writes({Kind::variable, "PIP_NO_", true}), reads(of_pip), true},
      {"a variable and a path", writes({Kind::variable, "/a"}), reads({Kind::path, "/a", true}), false},
      {"pip and a compiler's flags", effects_of(pip()), effects_of(variable("CFLAGS")), true},
      {"pip and what only Python reads", effects_of(pip()), effects_of(variable("PYTHONPATH")), false},
      {"git and its own", effects_of(clone("/x")), effects_of(variable("GIT_SSL_NO_VERIFY")), true},
      {"git and pip's", effects_of(clone("/x")), effects_of(variable("PIP_INDEX_URL")), false},
      {"a download and a proxy", effects_of(download("https://example.org/x", "/x")),
       effects_of(variable("https_proxy")), true},
      {"a file that names a variable", effects_of(file("/x", naming("HOST"))), effects_of(variable("HOST")), true},
      {"a variable that names another", effects_of(variable("A", naming("B"))), effects_of(variable("B")), true},
      {"two variables", effects_of(variable("A")), effects_of(variable("B")), false},
  });
}

TEST_CASE("Python environments are told apart", "[unit]") {
  const Operation venv = MakeVenv{"python3", "/opt/venv"};
  const Operation inside = pip("/opt/venv/bin/python3 -m pip", "/opt/venv/lib/python3.11/site-packages");
  check_all({
      {"two calls of pip", effects_of(pip()), effects_of(pip()), true},
      {"pip for the base and in an environment", effects_of(pip()), effects_of(inside), false},
      {"an environment and pip in it", effects_of(venv), effects_of(inside), true},
      {"an environment and pip beside it", effects_of(venv), effects_of(pip()), false},
      {"an environment and a step that may run its Python", effects_of(venv), narrowed("/a", "/b"), true},
      {"pip and a step that may run its Python", effects_of(inside), narrowed("/a", "/b"), true},
      {"pip and the clone whose requirements it reads", effects_of(pip_reading("/opt/x/r.txt")),
       effects_of(clone("/opt/x")), true},
      {"pip and another clone", effects_of(pip_reading("/opt/x/r.txt")), effects_of(clone("/opt/y")), false},
      {"requirements name their neighbours", effects_of(pip_reading("/opt/x/r.txt")), effects_of(file("/opt/x/s.txt")),
       true},
      {"a project and a file of it", effects_of(pip_of("/opt/x")), effects_of(copy("a.py", "/opt/x/src/")), true},
      {"pip and what is put among its packages", effects_of(pip()),
       effects_of(copy("a.py", "/usr/lib/python3/site-packages/x/")), true},
      {"pip and what is put among another one's", effects_of(pip()),
       effects_of(copy("a.py", "/opt/venv/lib/python3.11/site-packages/x/")), false},
      {"requirements of the context", effects_of(pip_reading("requirements.txt")),
       effects_of(file("/requirements.txt")), false},
  });
}

TEST_CASE("a path is the same with and without a last slash", "[unit]") {
  CHECK(effects_of(pip_of("/opt/x/")) == effects_of(pip_of("/opt/x")));
  CHECK(effects_of(clone("/opt/x/")) == effects_of(clone("/opt/x")));
}

TEST_CASE("what a package manager is told is read by it", "[unit]") {
  check_all({
      {"apt", effects_of(InstallPackages{}), effects_of(file("/etc/apt/apt.conf.d/99retries")), true},
      {"apt and what apk is told", effects_of(InstallPackages{}), effects_of(file("/etc/apk/repositories")), false},
      {"apk", effects_of(apk()), effects_of(file("/etc/apk/repositories")), true},
      {"pip", effects_of(pip()), effects_of(file("/etc/pip.conf")), true},
      {"pip's file of root", effects_of(pip()), effects_of(file("/root/.config/pip/pip.conf")), true},
  });
}

TEST_CASE("the network is shared by those who use it", "[unit]") {
  CHECK_FALSE(conflicts(effects_of(download("https://example.org/a", "/a")),
                        effects_of(download("https://example.org/b", "/b"))));
  CHECK_FALSE(conflicts(writes({Kind::network}), reads({Kind::network})));
  CHECK(effects_of(pip()).uses_network());
  CHECK(effects_of(InstallPackages{}).uses_network());
  CHECK(barrier().uses_network());
  CHECK_FALSE(effects_of(copy("a", "/a")).uses_network());
}

TEST_CASE("variables are read by those whose effects say so", "[unit]") {
  CHECK(barrier().reads_variable("ANY"));
  CHECK(narrowed("/a", "/b").reads_variable("ANY"));
  CHECK(effects_of(pip()).reads_variable("PIP_INDEX_URL"));
  CHECK_FALSE(effects_of(pip()).reads_variable("PYTHONPATH"));
  CHECK_FALSE(effects_of(variable("X")).reads_variable("X"));
}

TEST_CASE("a barrier is told from a narrowed step", "[unit]") {
  CHECK(barrier().is_barrier());
  CHECK_FALSE(narrowed("/a", "/b").is_barrier());
  CHECK_FALSE(effects_of(InstallPackages{}).is_barrier());
  CHECK(conflicts(barrier(), Effects{}));
}

TEST_CASE("a path is inside a folder by whole names", "[unit]") {
  CHECK(is_inside("/app/x", "/app"));
  CHECK(is_inside("/app/x", "/app/"));
  CHECK(is_inside("/app", "/app"));
  CHECK(is_inside("/x", "/"));
  CHECK_FALSE(is_inside("/apples", "/app"));
  CHECK_FALSE(is_inside("/", "/app"));
}
