#include "compiler/base/link_path.hpp"

#include <string>
#include <vector>

#include "compiler/driver/memory_files.hpp"
#include "tests/catch.hpp"

using namespace boxwright;

namespace {

/// The paths of the links, then the end or where it leaves.
std::vector<std::string> steps(const FileSystem& files, const std::string& path) {
  const LinkPath followed = follow_links(files, "project", path);
  std::vector<std::string> result;
  for (const LinkPath::Link& link : followed.links) result.push_back(link.path);
  result.push_back(followed.leaving ? "leaves at " + followed.leaving->path : followed.end);
  return result;
}

using Steps = std::vector<std::string>;

}  // namespace

TEST_CASE("a path of the context is followed through its links", "[unit]") {
  driver::MemoryFiles files;
  files.write("project/data/2026/a.csv", "a", false);
  files.link_to("project/newest", "data/2026");
  files.link_to("project/data/now", "2026");
  files.link_to("project/again", "./newest/../now/");
  files.link_to("project/a.csv", "newest/a.csv");
  files.link_to("project/gone", "data/none");
  CHECK(steps(files, "data/2026/a.csv") == Steps{"data/2026/a.csv"});
  CHECK(steps(files, "newest") == Steps{"newest", "data/2026"});
  CHECK(steps(files, "newest/a.csv") == Steps{"newest", "data/2026/a.csv"});
  CHECK(steps(files, "data/now/a.csv") == Steps{"data/now", "data/2026/a.csv"});
  CHECK(steps(files, "a.csv") == Steps{"a.csv", "newest", "data/2026/a.csv"});
  CHECK(steps(files, "again/a.csv") == Steps{"again", "newest", "data/now", "data/2026/a.csv"});
  CHECK(steps(files, "gone") == Steps{"gone", "data/none"});
  CHECK(steps(files, "none/at/all") == Steps{"none/at/all"});
  CHECK(steps(files, ".") == Steps{"."});
}

TEST_CASE("`..` behind a link is where the link leads, not where it stands", "[unit]") {
  driver::MemoryFiles files;
  files.write("project/data/2026/a.csv", "a", false);
  files.write("project/data/b.csv", "b", false);
  files.link_to("project/newest", "data/2026");
  files.link_to("project/b.csv", "newest/../b.csv");
  CHECK(steps(files, "b.csv") == Steps{"b.csv", "newest", "data/b.csv"});
}

TEST_CASE("a link out of the context is told, wherever it stands on the way", "[unit]") {
  driver::MemoryFiles files;
  files.write("other/a.csv", "a", false);
  files.write("project/in/b.csv", "b", false);
  files.link_to("project/out", "../other");
  files.link_to("project/in/out", "../../other/a.csv");
  files.link_to("project/root", "/project/in/b.csv");
  files.link_to("project/first", "out/a.csv");
  CHECK(steps(files, "out/a.csv") == Steps{"out", "leaves at out"});
  CHECK(steps(files, "in/out") == Steps{"in/out", "leaves at in/out"});
  CHECK(steps(files, "root") == Steps{"leaves at root"});
  CHECK(steps(files, "first") == Steps{"first", "out", "leaves at out"});
}

TEST_CASE("links in a circle are followed to an end", "[unit]") {
  driver::MemoryFiles files;
  files.link_to("project/a", "b");
  files.link_to("project/b", "a");
  files.link_to("project/self", "self/x");
  CHECK(follow_links(files, "project", "a").links.size() == 40);
  CHECK(follow_links(files, "project", "self").links.size() == 40);
}
