#include "compiler/driver/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "compiler/base/path_text.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/driver/memory_files.hpp"
#include "tests/catch.hpp"

using namespace boxwright;
using driver::DiskFiles;
using driver::MemoryFiles;
using Kind = FileSystem::Kind;
namespace fs = std::filesystem;

namespace {

/// A folder for one test, with a blank in its name.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "boxwright test XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }

  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

void put(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

unsigned mode(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777U;
}

/// Both kinds of file systems behave alike; `root` is an empty folder.
void behaves(FileSystem& files, const std::string& root) {
  const std::string path = root + "/a b/c/file";
  CHECK(files.kind(path) == Kind::missing);
  CHECK_FALSE(files.read(path));
  CHECK_FALSE(files.size(path));
  CHECK(files.list(root + "/a b").empty());
  CHECK(files.remove(path));

  CHECK(files.write(path, std::string("one\0two", 7), true) == std::nullopt);
  CHECK(files.read(path) == std::string("one\0two", 7));
  CHECK(files.size(path) == 7U);
  CHECK(files.executable(path));
  CHECK(files.kind(path) == Kind::file);
  CHECK(files.kind(root + "/a b") == Kind::directory);
  CHECK(files.list(root) == std::vector<std::string>{"a b"});
  CHECK(files.list(root + "/a b/c") == std::vector<std::string>{"file"});
  CHECK(files.canonical(root + "/a b/./c/../new") == files.canonical(root) + "/a b/new");

  CHECK(files.replace(path, "three") == std::nullopt);
  CHECK(files.read(path) == "three");
  CHECK(files.executable(path));
  CHECK(files.replace(root + "/none", "text"));

  CHECK(files.write(path, "", false) == std::nullopt);
  CHECK(files.read(path) == "");
  CHECK_FALSE(files.executable(path));

  CHECK(files.write(root + "/a b", "text", false));
  CHECK(files.write(path + "/below", "text", false));
  CHECK(files.list(root + "/a b/c") == std::vector<std::string>{"file"});
  CHECK(files.remove(root + "/a b/c"));

  CHECK(files.write(root + "/z", "", false) == std::nullopt);
  CHECK(files.write(root + "/Z", "", false) == std::nullopt);
  CHECK(files.list(root) == std::vector<std::string>{"Z", "a b", "z"});
  CHECK(files.remove(path) == std::nullopt);
  CHECK(files.kind(path) == Kind::missing);
}

}  // namespace

TEST_CASE("files on a disk and in memory behave alike", "[unit]") {
  const Folder folder;
  DiskFiles disk;
  behaves(disk, folder.path());
  MemoryFiles memory;
  memory.make_directory("root");
  behaves(memory, "root");
}

TEST_CASE("new files have the rights that the umask leaves", "[unit]") {
  const Folder folder;
  DiskFiles files;
  const mode_t before = ::umask(027);
  CHECK(files.write(folder / "plain", "x", false) == std::nullopt);
  CHECK(files.write(folder / "script", "x", true) == std::nullopt);
  ::umask(before);
  CHECK(mode(folder / "plain") == 0640);
  CHECK(mode(folder / "script") == 0750);
}

TEST_CASE("a write makes a new file, and whoever reads the old one goes on", "[unit]") {
  const Folder folder;
  DiskFiles files;
  put(folder / "file", "old");
  std::ifstream reader(folder / "file");
  CHECK(files.write(folder / "file", "new", false) == std::nullopt);
  std::string text;
  reader >> text;
  CHECK(text == "old");
  CHECK(files.read(folder / "file") == "new");
}

TEST_CASE("another content leaves a file's rights and its name's link as they were", "[unit]") {
  const Folder folder;
  DiskFiles files;
  put(folder / "file", "old");
  ::chmod((folder / "file").c_str(), 0604);
  fs::create_symlink("file", folder / "link");
  CHECK(files.replace(folder / "link", "new") == std::nullopt);
  CHECK(files.read(folder / "file") == "new");
  CHECK(files.link(folder / "link") == "file");
  CHECK(mode(folder / "file") == 0604);
  ::chmod((folder / "file").c_str(), 0444);
  CHECK(files.replace(folder / "file", "newer") == "it is read-only");
  CHECK(files.read(folder / "file") == "new");
  CHECK(files.list(folder.path()) == std::vector<std::string>{"file", "link"});
}

TEST_CASE("a failed write leaves the old file and nothing else", "[unit]") {
  const Folder folder;
  DiskFiles files;
  fs::create_directory(folder / "taken");
  put(folder / "taken/inside", "x");
  CHECK(files.write(folder / "taken", "text", false));
  CHECK(files.list(folder.path()) == std::vector<std::string>{"taken"});
  CHECK(files.read(folder / "taken/inside") == "x");
}

TEST_CASE("links are followed to what they lead to", "[unit]") {
  const Folder folder;
  const DiskFiles files;
  fs::create_directory(folder / "real");
  put(folder / "real/file", "x");
  fs::create_symlink("real", folder / "link");
  fs::create_symlink("nowhere", folder / "broken");
  CHECK(files.kind(folder / "link/file") == Kind::file);
  CHECK(files.kind(folder / "link") == Kind::directory);
  CHECK(files.kind(folder / "broken") == Kind::other);
  CHECK(files.kind("/dev/null") == Kind::other);
  CHECK(files.canonical(folder / "link/new/file") == files.canonical(folder / "real/new/file"));
}

TEST_CASE("what a full disk does not take is an error", "[unit]") {
  const int full = ::open("/dev/full", O_WRONLY);
  if (full < 0) {
    WARN("skipped: there is no /dev/full here");
    return;
  }
  CHECK(driver::write_all(full, "text"));
  CHECK(driver::write_all(full, "") == std::nullopt);
  ::close(full);
}

TEST_CASE("paths are put together and taken apart", "[unit]") {
  CHECK(paths::join(".", "a") == "a");
  CHECK(paths::join("d", "a") == "d/a");
  CHECK(paths::join("d/", "a") == "d/a");
  CHECK(paths::join("d", "/a") == "/a");
  CHECK(paths::parent("a") == ".");
  CHECK(paths::parent("d/a") == "d");
  CHECK(paths::parent("/a") == "/");
  CHECK(file_name("d/a") == "a");
  CHECK(paths::relative("/p/out", "/p") == "..");
  CHECK(paths::relative("/p", "/p") == ".");
  CHECK(paths::relative("/q/out", "/p/a b") == "../../p/a b");
  CHECK(paths::normal("./a//b/../c/") == "a/c");
  CHECK(paths::normal("./") == ".");
  CHECK(paths::escapes("../a"));
  CHECK(paths::escapes("a/../../b"));
  CHECK(paths::escapes("/a"));
  CHECK_FALSE(paths::escapes("a/../b"));
  CHECK_FALSE(paths::escapes("..a"));
}

TEST_CASE("protected files in memory stay as they are", "[unit]") {
  MemoryFiles files;
  CHECK(files.write("d/a", "x", false) == std::nullopt);
  files.protect("d");
  CHECK(files.write("d/a", "y", false) == "Permission denied");
  CHECK(files.write("d/b", "y", false) == "Permission denied");
  CHECK(files.remove("d/a") == "Permission denied");
  CHECK(files.write("e", "y", false) == std::nullopt);
  CHECK(files.all() == std::map<std::string, MemoryFiles::File>{{"d/a", {"x", false}}, {"e", {"y", false}}});
  CHECK(files.changes() == 2);
}
