#include "tests/runnable_specs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>

namespace boxwright::tests {

namespace {

using Row = GeneratedRow;

/// What a stage starts from, as far as its rows depend on it.
enum class Start { debian, python, made };

/// Writes down what a step sees below some folders, and of its variables. Sizes of folders, dates and the
/// variables of the shell and the engine say nothing of the spec.
std::string seeing(const std::string& folders, const std::string& into) {
  return fmt::format(
      "mkdir -p $(dirname {1}); {{ for f in {0}; do if [ -e $f ]; then "
      "find $f -type d -printf '%p %m %U:%G\\n' -o -type l -printf '%p -> %l\\n' -o -printf '%p %m %U:%G %s\\n'; "
      "find $f -type f -exec sha256sum {{}} +; fi; done; env | grep -v "
      "'^PWD=\\|^OLDPWD=\\|^SHLVL=\\|^_=\\|TRACE_\\?PARENT='; }} "
      "| LC_ALL=C sort > {1}",
      folders, into);
}

/// Writes the rows of one stage.
class RunnableStage {
 public:
  RunnableStage(Random& random, const std::vector<ServedSource>& served, Start start, bool is_image)
      : random_(random), served_(served), start_(start), is_image_(is_image) {}

  std::vector<Row> rows(std::size_t count) {
    holds_ = random_.chance(1, 4);
    builds_ = start_ == Start::python && random_.chance(1, 6);
    if (start_ == Start::python) {
      statement("env(build) PIP_INDEX_URL=https://files.example.org/simple");
      if (random_.chance(1, 6)) statement("python(venv=/opt/python) 3.11");
    }
    if (builds_) step("apt(build) tcc");
    if (is_image_) image_rows();
    for (std::size_t n = 0; n < count; ++n) add_row();
    return std::move(rows_);
  }

  /// The stage that others copy from: files and folders of all modes and owners.
  std::vector<Row> made() {
    step(
        "run: mkdir -p /made/open /made/closed /made/theirs && touch /made/open/file /made/theirs/file && "
        "echo secret > /made/closed/file && chmod 0711 /made/closed && chmod 0640 /made/closed/file && "
        "chown -R 1234:1234 /made/theirs && ln -s file /made/open/link && ln /made/open/file /made/open/same && "
        "chmod 4755 /made/open/file");
    return rows(random_.below(4));
  }

 private:
  void add_row() {
    switch (random_.below(24)) {
      case 0:
      case 1:
        return apt();
      case 2:
      case 3:
      case 4:
        return start_ == Start::python ? pip() : file();
      case 5:
      case 6:
      case 7:
      case 8:
      case 9:
        return copy();
      case 10:
      case 11:
        return file();
      case 12:
        return fetch();
      case 13:
        return weights();
      case 14:
        return git();
      case 15:
      case 16:
        return narrowed_run();
      case 17:
      case 18:
        return builds_ ? narrowed_run() : barrier();
      case 19:
        return wrapper();
      case 20:
      case 21:
        return copy_from();
      case 22:
        return variable();
      default:
        return configuration();
    }
  }

  template <class... Words>
  std::string pick(Words... words) {
    const std::vector<std::string> list{words...};
    return random_.one_of(list);
  }
  std::string some(std::vector<std::string> list) {
    random_.shuffle(list);
    std::string result;
    for (std::size_t n = 1 + random_.below(2); n > 0 && !list.empty(); --n, list.pop_back())
      result += (result.empty() ? "" : " ") + list.back();
    return result;
  }
  /// Places that meet: some lie in others, some are the user's own, some the system has.
  std::string folder() {
    return pick("/app", "/app", "/app/src", "/opt/tool", "/opt/tool/deep/er", "/data", "/srv/x", "/home/app/own",
                "/var/lib/own", "/etc/own");
  }
  std::string owner() { return is_image_ ? pick("root", "1234:1234", "app") : pick("root", "1234:1234"); }
  /// `(mode=…, owner=…)`, either, or nothing.
  std::string ownership() {
    std::vector<std::string> words;
    if (random_.chance(1, 3)) words.push_back("mode=" + pick("0600", "0640", "0755", "0444", "0700"));
    if (random_.chance(1, 4)) words.push_back("owner=" + owner());
    return options(words);
  }
  static std::string options(const std::vector<std::string>& words) {
    std::string result;
    for (const std::string& word : words)
      if (!word.empty()) result += (result.empty() ? "" : ", ") + word;
    return result.empty() ? "" : "(" + result + ")";
  }
  const ServedSource& served(const std::string& kind, const std::string& or_kind = "") {
    std::vector<const ServedSource*> all;
    for (const ServedSource& one : served_)
      if (one.kind == kind || one.kind == or_kind) all.push_back(&one);
    return *random_.one_of(all);
  }
  std::string number() { return std::to_string(numbers_++); }

  void step(std::string text) { rows_.push_back({Row::Kind::step, std::move(text)}); }
  void statement(std::string text) { rows_.push_back({Row::Kind::statement, std::move(text)}); }

  void apt() {
    const std::string wanted = some({"hello", "sl"});
    if (!builds_ && !holds_ && random_.chance(1, 12)) {
      step("apt " + wanted);
      rows_.push_back({Row::Kind::barrier, "apt(remove) " + wanted});
      return;
    }
    step("apt" + options({pick("", "", "", "", "recommends", holds_ ? "hold" : "")}) + " " + wanted);
  }

  void pip() {
    std::vector<std::string> words{pick("", "", "", "no-deps", "pre", "index=https://files.example.org/simple",
                                        "constraint=constraints.txt", "override")};
    std::string wanted =
        words.front() == "override" ? "tinyone==1.0" : some({"tinyone==2.0", "tinytwo==1.0", "tinythree==1.0"});
    if (words.front() != "override" && random_.chance(1, 3)) {
      words.push_back("requirements=" + pick("requirements.txt", "more.txt", "[requirements.txt, more.txt]",
                                             "src/requirements.txt", "/app/src/requirements.txt"));
      if (words.back().ends_with("/app/src/requirements.txt")) step("copy src -> /app/src");
      if (random_.chance(1, 2)) wanted.clear();
    }
    if (wanted.find("tiny") == std::string::npos && words.size() == 1) wanted = "tinythree==1.0";
    step("pip" + options(words) + " " + wanted);
  }

  void copy() {
    const std::string to = folder();
    const std::string name = pick("main.py", "conf.ini");
    switch (random_.below(10)) {
      case 0:
      case 1:
        return step("copy" + ownership() + " app.py -> " + to + "/");
      case 2:
        return step("copy" + ownership() + " app.py run.sh -> " + to + "/");
      case 3:
        return step("copy" + ownership() + " src -> " + to);
      case 4:
        return step("copy(keep) src -> " + to + "/kept/");
      case 5:
        return step("copy" + ownership() + " data/table.csv -> " + to + "/" + name);
      case 6:
        return step("copy" + ownership() + " run.sh -> " + to + "/" + name);
      case 7:
        return step("copy(optional) app.py missing.txt -> " + to + "/");
      case 8:
        return step(fmt::format("copy {{\n    app.py -> {}/\n    data -> {}/data\n  }}", to, folder()));
      default:
        return step("copy(mode=0755) run.sh -> /usr/local/bin/run");
    }
  }

  void copy_from() {
    if (!is_image_) return file();
    const std::string from = pick("/made/open", "/made/closed", "/made/theirs", "/made");
    const std::string to = folder();
    // A layer that is linked there must leave the folder as it is.
    if (!builds_ && random_.chance(1, 2))
      rows_.push_back({Row::Kind::barrier, fmt::format("run: install -d -m 0750 -o 1234 -g 1234 {}", to)});
    if (random_.chance(1, 3))
      return step(fmt::format("copy(from=made) {}/file -> {}/taken", pick("/made/open", "/made/closed"), to));
    step(fmt::format("copy{} {} -> {}/{}", options({"from=made", random_.chance(1, 4) ? "owner=" + owner() : ""}), from,
                     to, pick("a", "b")));
  }

  void file() {
    const std::string path = pick("/etc/own/a.conf", "/etc/motd", folder() + "/main.py", folder() + "/conf.ini",
                                  folder() + "/deeper/note.txt");
    step(fmt::format("file{} {} \"{}\"", ownership(), path, pick("one", "two", "one\\ntwo\\n", "'quoted' %s \\\\n")));
  }

  void wrapper() { step(fmt::format("wrapper {}: exec /app/run.sh {}", pick("serve", "train"), pick("a", "b"))); }

  void fetch() {
    if (random_.chance(1, 3)) {
      const ServedSource& archive = served("zip", "tar");
      return step(fmt::format("fetch(sha256={}, unpack{}) https://{} -> {}/unpacked", archive.pin,
                              archive.kind == "tar" ? pick("", ", strip=1") : "", archive.url, folder()));
    }
    const ServedSource& one = served("file");
    step(fmt::format("fetch(sha256={}{}) https://{} -> {}/{}", one.pin, pick("", ", mode=0755", ", mode=0640"), one.url,
                     folder(), pick("", "main.py", "fetched")));
  }

  void weights() {
    const ServedSource& one = served("file");
    switch (random_.below(4)) {
      case 0:
        return step("weights model.bin -> " + pick("/models/", folder() + "/"));
      case 1:
        return step(fmt::format("weights(sha256={}) https://{} -> /models/", one.pin, one.url));
      case 2: {
        const ServedSource& archive = served("zip", "tar");
        return step(fmt::format("weights(unpack, sha256={}) https://{} -> /models/net", archive.pin, archive.url));
      }
      default:
        return step(fmt::format("weights(sha256={}) https://{} -> {}/weights.bin", one.pin, one.url, folder()));
    }
  }

  void git() {
    const ServedSource& one = served("git");
    const std::string to = pick("/opt/code", "/app/code", "/srv/code") + number();
    const std::string block =
        one.url.ends_with("/lung-nodules") ? pick("", " { remove tests }", " { pick tests }") : "";
    step(fmt::format("git{} https://{} -> {}{}", options({"rev=" + one.pin, pick("", "submodules=no")}), one.url, to,
                     block));
    if (random_.chance(1, 3)) step("copy" + ownership() + " app.py -> " + to + "/");
  }

  /// It reads a place that stands before the one it writes to in this list, so that there are no circles.
  void narrowed_run() {
    static const std::vector<std::string> places{"/app", "/opt/tool", "/data", "/srv/x", "/runs"};
    std::size_t read = random_.below(places.size());
    std::size_t written = random_.below(places.size());
    if (read > written) std::swap(read, written);
    if (read == written) written = places.size() - 1;
    if (read == written) --read;
    const std::string to = places[written] + "/run" + number();
    const std::string more = pick("", "", ", volatile", ", stable", ", network=none", ", env=[MARK=x]");
    std::string command = seeing(places[read], to + "/seen");
    if (builds_ && random_.chance(1, 2)) {
      step("copy src/tool.c -> /usr/src/own/");
      return step(
          fmt::format("run(reads=/usr/src/own, writes={}{}): mkdir -p {} && tcc -c -o {}/tool.o "
                      "/usr/src/own/tool.c",
                      to, more, to, to));
    }
    step(fmt::format("run(reads={}, writes={}{}): {}", places[read], to, more, command));
  }

  void barrier() {
    const std::string n = number();
    const auto keeps_its_place = [&](std::string text) { rows_.push_back({Row::Kind::barrier, std::move(text)}); };
    switch (random_.below(8)) {
      case 0:
        return keeps_its_place("run: mkdir -p /marks/" + n);
      case 1:
        keeps_its_place("run: mkdir -p /marks");
        return keeps_its_place("run: touch /marks/file" + n);
      case 2:
        return keeps_its_place(fmt::format("run: install -d -m {} {}", pick("0700", "0750", "1777", "2775"), folder()));
      case 3:
        return keeps_its_place(fmt::format("run: install -d -o 1234 -g 1234 {}", folder()));
      case 4:
        return keeps_its_place(fmt::format("run(in={}, env=[MARK=\"a b\"]): pwd > from-{}; printenv MARK >> from-{}",
                                           pick("/srv", "/opt"), n, n));
      case 5:
        return keeps_its_place("run: rm -rf " + folder() + "/src " + folder() + "/main.py");
      default:
        return keeps_its_place("run: " +
                               seeing("/app /data /etc/own /home /models /opt/tool /opt/code* /srv /var/lib/own "
                                      "/made /usr/local/bin",
                                      "/marks/all" + n));
    }
  }

  void variable() {
    const std::string n = number();
    switch (random_.below(6)) {
      case 0:
        return statement(fmt::format("env({}) {}=/opt/{}", pick("append", "prepend"), pick("PATH", "PYTHONPATH"), n));
      case 1:
        return statement(fmt::format("arg SIZE_{}=1", n));
      case 2:
        return statement(fmt::format("env(build) FOR_BUILD_{}=\"a b\"", n));
      default:
        return statement(fmt::format("env {}_{}={}", pick("X", "OMP"), n, pick("1", "${home}/x", "\"it's $$5\"")));
    }
  }

  /// What an image has once.
  void image_rows() {
    if (random_.chance(1, 3)) statement("workdir " + pick("/app", "/srv/work", "/opt/tool"));
    if (random_.chance(1, 8))
      statement(pick("user(uid=1000) app", "user(uid=1500, gid=1600) app", "user(groups=[video]) app"));
    if (random_.chance(1, 3)) statement("entrypoint " + pick("python3 -m app", "/app/run.sh", "sh -c 'exec \"$@\"' x"));
    if (random_.chance(1, 3)) statement("cmd " + pick("--help", "a 'b c'"));
    if (random_.chance(1, 4)) statement("healthcheck(interval=15s): test -e /etc/motd");
    if (random_.chance(1, 4)) statement("stopsignal SIGINT");
    if (random_.chance(1, 3)) statement("writable " + pick("/app/out", "/app", "/var/lib/own", "/data /srv/x/y"));
  }

  void configuration() {
    const std::string n = number();
    switch (random_.below(is_image_ ? 4 : 2)) {
      case 0:
        return statement(fmt::format("label com.example.l{}=\"a {}\"", n, n));
      case 1:
        return statement("expose " + std::to_string(8000 + numbers_) + pick("", "/udp"));
      case 2:
        return statement(fmt::format("volume /data/volume{}", n));
      default:
        return statement(fmt::format("writable /var/x{}", n));
    }
  }

  Random& random_;
  const std::vector<ServedSource>& served_;
  Start start_;
  bool is_image_;
  bool builds_ = false;  ///< something is needed for building only, and no barrier may stand beside that
  bool holds_ = false;   ///< packages are held, and none is removed
  std::vector<Row> rows_;
  std::size_t numbers_ = 0;
};

}  // namespace

std::vector<ServedSource> read_served_sources(const std::string& list) {
  std::vector<ServedSource> result;
  std::istringstream lines(list);
  for (ServedSource one; lines >> one.kind >> one.pin >> one.url;) result.push_back(one);
  return result;
}

GeneratedSpec generate_runnable_spec(Random& random, const std::vector<ServedSource>& served) {
  const auto first = [](const std::string& from) {
    return std::vector<Row>{{Row::Kind::statement, "from " + from},
                            {Row::Kind::statement, "allow unpinned apt/* pip/* debian:* python:* \"a test\""}};
  };
  const std::string python = "python:3.11-slim-bookworm";
  const std::string debian = "debian:bookworm-slim";
  GeneratedSpec spec;
  spec.stages.push_back({"stage made", first(debian), RunnableStage(random, served, Start::debian, false).made()});
  const std::size_t kind = random.below(8);
  const Start start = kind == 0 ? Start::made : kind < 3 ? Start::debian : Start::python;
  const std::string from = start == Start::made ? "made" : start == Start::debian ? debian : python;
  spec.stages.push_back(
      {"image acme/app:1.0", first(from), RunnableStage(random, served, start, true).rows(4 + random.below(10))});
  return spec;
}

void write_runnable_context(FileSystem& files, const std::string& folder) {
  const auto write = [&](const std::string& path, const std::string& content, bool executable = false) {
    files.write(folder + "/" + path, content, executable);
  };
  write("app.py", "print('app')\n");
  write("run.sh", "#!/bin/sh\necho \"$@\"\n", true);
  write("src/a.py", "a = 1\n");
  write("src/sub/b.py", std::string(3000, '#'));
  write("src/sub/tool", "#!/bin/sh\n", true);
  write("src/tool.c", "int twice(int x) { return 2 * x; }\n");
  write("src/requirements.txt", "tinythree==1.0\n");
  write("data/table.csv", "1,2\n");
  write("model.bin", std::string(50'000, 'x'));
  write("requirements.txt", "-r more.txt\ntinytwo==1.0\n");
  write("more.txt", "tinythree==1.0\n");
  write("constraints.txt", "tinyone<3\n");
}

}  // namespace boxwright::tests
