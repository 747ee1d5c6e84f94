#include "tests/spec_generator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/ir/paths.hpp"

namespace boxwright::tests {

namespace {

using Row = GeneratedRow;
using Path = GeneratedPath;

const std::string digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const std::string revision = "0123456789abcdef0123456789abcdef01234567";
const std::string site_packages = "/usr/local/lib/python3.11/site-packages";

/// Writes the rows of one stage.
class StageGenerator {
 public:
  StageGenerator(Random& random, bool is_image, bool has_python)
      : random_(random), is_image_(is_image), has_python_(has_python) {}

  std::vector<Row> rows(std::size_t count) {
    if (is_image_ && random_.chance(1, 4)) statement("workdir /app");
    while (rows_.size() < count) add_row();
    return std::move(rows_);
  }

 private:
  void add_row() {
    switch (random_.below(20)) {
      case 0:
      case 1:
        return apt();
      case 2:
      case 3:
        return has_python_ ? pip() : apt();
      case 4:
      case 5:
      case 6:
        return copy();
      case 7:
        return file();
      case 8:
        return fetch();
      case 9:
        return weights();
      case 10:
        return git();
      case 11:
      case 12:
        return narrowed_run();
      case 13:
        return random_.chance(1, 2) ? barrier() : wrapper();
      case 14:
      case 15:
      case 16:
        return variable();
      case 17:
        return copy_from();
      default:
        return configuration();
    }
  }

  template <class... Words>
  std::string pick(Words... words) {
    const std::vector<std::string> list{words...};
    return random_.one_of(list);
  }
  /// One to three words of a list, in any order.
  std::string some(std::vector<std::string> list) {
    random_.shuffle(list);
    std::string result;
    for (std::size_t n = 1 + random_.below(3); n > 0 && !list.empty(); --n, list.pop_back())
      result += (result.empty() ? "" : " ") + list.back();
    return result;
  }
  std::string folder() { return pick("/app", "/app/src", "/opt/tool", "/data", "/srv/x"); }

  Row& step(std::string text) { return rows_.emplace_back(Row{Row::Kind::step, std::move(text)}); }
  void statement(std::string text) { rows_.push_back({Row::Kind::statement, std::move(text)}); }

  void apt() {
    if (random_.chance(1, 40)) {
      rows_.push_back({Row::Kind::barrier, "apt(remove) " + pick("gcc", "git")});
      return;
    }
    const std::string options = pick("", "", "", "", "", "(recommends)", "(from=bookworm-backports)");
    Row& row = step(
        fmt::format("apt{} {}", options, some({"libgl1", "ffmpeg", "git=1:2.39", "git", "curl", "gcc", "make=4.3-4"})));
    row.reads = {{"/etc/apt", true}};
    row.family = "apt";
    row.options = options;
  }

  void pip() {
    std::string options = pick("", "", "", "", "no-deps", "pre", "index=https://packages.example.org/simple",
                               "constraint=constraints.txt", "override", "remove");
    Row row{Row::Kind::step, ""};
    row.family = "pip";
    row.options = options;
    row.reads = {{"/etc/pip.conf"}};
    row.writes = {{site_packages, true}};
    const bool in_place = options == "override" || options == "remove";
    if (in_place) row.options += std::to_string(rows_.size());  // each is a step of its own
    std::string requirements = some({"numpy==1.26.4", "torch==2.5.1", "requests==2.32.3", "tqdm==4.67.0"});
    if (!in_place && random_.chance(1, 3)) {
      const std::string file = pick("requirements.txt", "more.txt", "[requirements.txt, more.txt]",
                                    "/opt/tool/requirements.txt", "/app/requirements.txt");
      options += (options.empty() ? "requirements=" : ", requirements=") + file;
      if (file.starts_with('/')) {
        row.reads.push_back({ir::folder_of(file), true});
        row.options += " of the image";
      }
      if (random_.chance(1, 2)) requirements.clear();
    }
    row.text = fmt::format("pip{} {}", options.empty() ? "" : "(" + options + ")", requirements);
    rows_.push_back(std::move(row));
  }

  void copy() {
    const auto one = [&](const std::string& text, const std::vector<Path>& written) { step(text).writes = written; };
    const std::string to = folder();
    switch (random_.below(8)) {
      case 0:
        return one("copy app.py -> " + to + "/", {{to + "/app.py"}});
      case 1:
        return one("copy app.py run.sh -> " + to + "/", {{to + "/app.py"}, {to + "/run.sh"}});
      case 2:
        return one("copy src -> " + to, {{to, true}});
      case 3:
        return one("copy data/table.csv -> " + to + "/renamed.csv", {{to + "/renamed.csv"}});
      case 4:
        return one("copy(mode=0755) run.sh -> /usr/local/bin/run", {{"/usr/local/bin/run"}});
      case 5:
        return one("copy requirements.txt -> /app/", {{"/app/requirements.txt"}});
      case 6:
        return one("copy app.py -> " + site_packages + "/tool/", {{site_packages + "/tool/app.py"}});
      default:
        return one("weights(bake) model.bin -> " + to + "/", {{to + "/model.bin"}});
    }
  }

  void copy_from() {
    const std::string to = folder() + pick("/a", "/b");
    const std::string from = !is_image_ || random_.chance(1, 2) ? "busybox:1.36.1@sha256:" + digest : "made";
    step(fmt::format("copy(from={}) /made -> {}", from, to)).writes = {{to, true}};
  }

  void file() {
    const std::string path = pick("/etc/motd", "/etc/app/a.conf", "/etc/app/b.conf", "/etc/pip.conf",
                                  "/etc/apt/apt.conf.d/99retries", "/app/src/version.txt");
    step(fmt::format("file {} \"{}\"", path, pick("one", "two", "in ${home}"))).writes = {{path}};
  }

  void wrapper() {
    const std::string name = pick("serve", "train");
    step(fmt::format("wrapper {}: exec /app/run.sh {}", name, pick("a", "b"))).writes = {{"/usr/local/bin/" + name}};
  }

  void fetch() {
    const std::string host = pick("one", "two");  // so that two files of one name are met
    const std::string to = folder();
    switch (random_.below(3)) {
      case 0:
        step(fmt::format("fetch(sha256={}) https://{}.example.org/set.csv -> {}/", digest, host, to)).writes = {
            {to + "/set.csv"}};
        return;
      case 1:
        step(
            fmt::format("fetch(sha256={}, mode=0755) https://{}.example.org/tool -> {}/bin-{}", digest, host, to, host))
            .writes = {{to + "/bin-" + host, true}};
        return;
      default:
        if (!has_python_) return;
        step(fmt::format("fetch(sha256={}, unpack) https://{}.example.org/set.zip -> {}/{}", digest, host, to, host))
            .writes = {{to + "/" + host, true}};
    }
  }

  void weights() {
    const std::string name = pick("small", "large");
    step(fmt::format("weights(sha256={}) https://example.org/{}.bin -> /models/", digest, name)).writes = {
        {"/models/" + name + ".bin"}};
  }

  void git() {
    const std::string name = pick("tool", "lib");
    const std::string to = "/opt/" + name;
    const std::string block = pick("", "", " { remove test }", " { pick src LICENSE }");
    const bool picks = block.find("pick") != std::string::npos;
    const std::string options = pick("", "", picks ? "" : ", keep-git", ", submodules=no");
    step(fmt::format("git(rev={}{}) https://github.com/acme/{} -> {}{}", revision, options, name, to, block)).writes = {
        {to, true}};
  }

  /// It mostly reads a place that stands before the one it writes in this list, so that circles are few.
  void narrowed_run() {
    static const std::vector<std::string> places{"/opt/tool", "/app",    "/data", "/opt/lib",
                                                 "/made/a",   "/made/b", "/made"};
    std::size_t read = random_.below(places.size());
    std::size_t written = random_.below(places.size());
    if (read > written && !random_.chance(1, 30)) std::swap(read, written);
    const std::string more = pick("", "", ", volatile", ", stable", ", network=none", ", in=/srv");
    Row& row = step(fmt::format("run(reads={}, writes={}{}): {}", places[read], places[written], more,
                                pick("make", "make install", "./build.sh && strip x")));
    row.reads = {{places[read], true}};
    row.writes = {{places[written], true}};
    row.reads_all_installed = true;
  }

  void barrier() {
    rows_.push_back({Row::Kind::barrier, "run: " + pick("make", "ldconfig", "python3 -m app | tee x")});
  }

  void variable() {
    const std::string number = std::to_string(variables_++);
    if (random_.chance(1, 3)) {
      Row row{Row::Kind::statement, ""};
      row.family = pick("PATH", "PYTHONPATH");
      row.options = number;
      row.text = fmt::format("env({}) {}=/opt/{}", pick("append", "prepend"), row.family, number);
      rows_.push_back(std::move(row));
    } else if (random_.chance(1, 4)) {
      statement(fmt::format("arg SIZE_{}=1", number));
    } else {
      statement(fmt::format("env{} {}_{}={}", pick("", "", "(build)"), pick("PIP", "X", "GIT", "OMP"), number,
                            pick("1", "${home}/x", "\"a b\"")));
    }
  }

  void configuration() {
    const std::string number = std::to_string(labels_++);
    if (!is_image_ || random_.chance(1, 2)) return statement(fmt::format("label com.example.l{}=x", number));
    if (number == "0") return statement("expose 8000");
    if (number == "1") return statement("volume /data");
    statement(fmt::format("writable /var/x{}", number));
  }

  Random& random_;
  bool is_image_;
  bool has_python_;
  std::vector<Row> rows_;
  std::size_t variables_ = 0, labels_ = 0;
};

bool overlap(const std::vector<Path>& these, const std::vector<Path>& those) {
  for (const Path& a : these)
    for (const Path& b : those)
      if (a.name == b.name || (a.tree && ir::is_inside(b.name, a.name)) || (b.tree && ir::is_inside(a.name, b.name)))
        return true;
  return false;
}

/// Must two rows of one stage keep their order, because they make the same thing or each reads what the other makes?
bool keep_order(const Row& a, const Row& b) {
  if (!a.family.empty() && a.family == b.family && a.options != b.options) return true;
  if (a.family == "pip" && b.family == "pip") return false;  // they are one step
  if (overlap(a.writes, b.writes)) return true;
  const auto feeds = [](const Row& maker, const Row& reader) {
    const bool installs = maker.family == "apt" || maker.family == "pip";
    return overlap(maker.writes, reader.reads) || (installs && reader.reads_all_installed);
  };
  return feeds(a, b) && feeds(b, a);
}

/// Any order of these rows that keeps the pairs that must be.
std::vector<Row> shuffled_rows(std::vector<Row> rows, Random& random) {
  std::vector<Row> result;
  while (!rows.empty()) {
    std::vector<std::size_t> free;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const bool waits = std::any_of(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(i),
                                     [&](const Row& earlier) { return keep_order(earlier, rows[i]); });
      if (!waits) free.push_back(i);
    }
    const std::size_t next = random.one_of(free);
    result.push_back(rows[next]);
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(next));
  }
  return result;
}

GeneratedStage shuffled_stage(const GeneratedStage& stage, Random& random) {
  GeneratedStage result{stage.head, stage.first, {}};
  std::vector<Row> stretch;
  std::vector<Row> anywhere;
  const auto flush = [&] {
    for (Row& row : shuffled_rows(std::exchange(stretch, {}), random)) result.rows.push_back(std::move(row));
  };
  for (const Row& row : stage.rows) {
    if (row.kind == Row::Kind::statement) {
      anywhere.push_back(row);
    } else if (row.kind == Row::Kind::step) {
      stretch.push_back(row);
    } else {
      flush();
      result.rows.push_back(row);
    }
  }
  flush();
  // Statements of the stage go between the others, wherever that is.
  const std::vector<Row> moved = shuffled_rows(std::move(anywhere), random);
  std::size_t place = 0;
  for (const Row& row : moved) {
    place += random.below(result.rows.size() - place + 1);
    result.rows.insert(result.rows.begin() + static_cast<std::ptrdiff_t>(place), row);
    ++place;
  }
  return result;
}

/// Most specs are small; some have more steps than are ordered exactly.
std::size_t row_count(Random& random) {
  if (random.chance(1, 40)) return 24 + random.below(16);
  return 2 + random.below(12);
}

}  // namespace

std::string GeneratedSpec::text() const {
  std::string result = portable ? "policy { dialect portable }\n" : "";
  for (const GeneratedStage& stage : stages) {
    result += stage.head + " {\n";
    for (const auto* rows : {&stage.first, &stage.rows})
      for (const Row& row : *rows) result += "  " + row.text + "\n";
    result += "}\n";
  }
  return result;
}

GeneratedSpec generate_spec(Random& random) {
  const std::string python = "from python:3.11-slim-bookworm@sha256:" + digest;
  const std::string debian = "from debian:bookworm-slim@sha256:" + digest;
  const auto first = [](const std::string& from) {
    return std::vector<Row>{{Row::Kind::statement, from},
                            {Row::Kind::statement, "allow unpinned apt/* pip/* \"a test\""}};
  };
  GeneratedSpec spec;
  spec.portable = random.chance(1, 2);
  const auto add = [&](const std::string& head, const std::string& from, bool is_image, bool has_python,
                       std::size_t count) {
    spec.stages.push_back({head, first(from), StageGenerator(random, is_image, has_python).rows(count)});
  };
  add("stage made", debian, false, false, random.below(4));
  const bool has_python = random.chance(4, 5);
  const std::string from = random.chance(1, 8) ? "from made" : has_python ? python : debian;
  add("image acme/app:1.0", from, true, has_python && from == python, row_count(random));
  if (random.chance(1, 8)) add("image acme/other:1.0", python, true, true, row_count(random) / 2);
  return spec;
}

GeneratedSpec shuffled(const GeneratedSpec& spec, Random& random) {
  GeneratedSpec result{spec.portable, {}};
  for (const GeneratedStage& stage : spec.stages) result.stages.push_back(shuffled_stage(stage, random));
  return result;
}

void write_generated_context(driver::MemoryFiles& files) {
  files.write("app.py", "print()\n", false);
  files.write("run.sh", "#!/bin/sh\n", true);
  files.write("src/a.py", "a = 1\n", false);
  files.write("src/sub/b.py", std::string(3000, '#'), false);
  files.write("data/table.csv", "1,2\n", false);
  files.write("model.bin", std::string(50'000, 'x'), false);
  files.write("requirements.txt", "-r more.txt\npandas==2.2.3\n", false);
  files.write("more.txt", "scipy==1.14.1\n", false);
  files.write("constraints.txt", "numpy<2\n", false);
}

}  // namespace boxwright::tests
