#include "compiler/driver/files.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "compiler/base/path_text.hpp"
#include "compiler/base/paths.hpp"

namespace boxwright::driver {

namespace fs = std::filesystem;

namespace {

std::string last_error() { return std::generic_category().message(errno); }

/// Holds back the signals that end the program, so that none leaves a temporary file behind.
class SignalPause {
 public:
  SignalPause() {
    sigset_t ending;
    sigemptyset(&ending);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&ending, signal);
    sigprocmask(SIG_BLOCK, &ending, &before_);
  }
  SignalPause(const SignalPause&) = delete;
  SignalPause& operator=(const SignalPause&) = delete;
  ~SignalPause() { sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

/// An open file, closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  [[nodiscard]] bool is_open() const { return number_ >= 0; }
  [[nodiscard]] int number() const { return number_; }
  /// Some file systems report a failed write only now.
  bool close() {
    const bool closed = number_ < 0 || ::close(number_) == 0;
    number_ = -1;
    return closed;
  }

 private:
  int number_;
};

struct TemporaryFile {
  std::string path;
  int descriptor = -1;
};

/// A new file in the folder, with a name nobody has, and the rights that the user's umask leaves.
TemporaryFile make_temporary(const std::string& folder, const std::string& name, bool executable) {
  const mode_t mode = executable ? 0777 : 0666;
  for (int attempt = 0;; ++attempt) {
    std::string path = paths::join(folder, fmt::format(".{}.{}-{}.tmp", name, ::getpid(), attempt));
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor >= 0 || errno != EEXIST || attempt == 100) return {std::move(path), descriptor};
  }
}

/// Makes sure that the folder itself remembers the new name. Not every file system can, and then it needs no help.
void sync_folder(const std::string& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.is_open()) ::fsync(descriptor.number());
}

/// Fills a temporary file and gives it its name; the error's text, or nothing.
std::optional<std::string> fill_and_rename(const TemporaryFile& temporary, const std::string& path,
                                           const std::string& content) {
  Descriptor descriptor(temporary.descriptor);
  if (auto error = write_all(descriptor.number(), content)) return error;
  if (::fsync(descriptor.number()) != 0 || !descriptor.close()) return last_error();
  if (std::rename(temporary.path.c_str(), path.c_str()) != 0) return last_error();
  return std::nullopt;
}

/// Leaves nothing behind of a file that could not be finished.
std::string abandon(const TemporaryFile& temporary, std::string reason) {
  ::unlink(temporary.path.c_str());
  return reason;
}

}  // namespace

std::optional<std::string> write_all(int descriptor, const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return last_error();
    }
  }
  return std::nullopt;
}

std::optional<std::string> read_all(int descriptor, std::uint64_t most) {
  std::string result;
  std::array<char, 65536> part{};
  while (result.size() <= most) {
    const ssize_t count = ::read(descriptor, part.data(), part.size());
    if (count == 0) return result;
    if (count > 0) {
      result.append(part.data(), static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      return std::nullopt;
    }
  }
  return result;
}

FileSystem::Kind DiskFiles::kind(const std::string& path) const {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    // Something is there where a link leads nowhere, or a folder may not be entered or read.
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    return missing && ::lstat(path.c_str(), &status) != 0 ? Kind::missing : Kind::other;
  }
  if (S_ISREG(status.st_mode)) return Kind::file;
  const bool is_folder = S_ISDIR(status.st_mode) && ::access(path.c_str(), R_OK | X_OK) == 0;
  return is_folder ? Kind::directory : Kind::other;
}

std::optional<std::string> DiskFiles::link(const std::string& path) const {
  std::error_code error;
  const fs::path target = fs::read_symlink(path, error);
  return error ? std::nullopt : std::optional(target.string());
}

std::optional<std::string> DiskFiles::read(const std::string& path) const {
  // Neither opening nor reading may wait for somebody at the other end of a pipe.
  const Descriptor descriptor(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat status {};
  if (!descriptor.is_open() || ::fstat(descriptor.number(), &status) != 0 || !S_ISREG(status.st_mode))
    return std::nullopt;
  return read_all(descriptor.number());
}

std::optional<std::uint64_t> DiskFiles::size(const std::string& path) const {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(status.st_size);
}

std::string DiskFiles::canonical(const std::string& path) const {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  if (error) return path;
  const fs::path result = fs::weakly_canonical(absolute, error);
  return paths::normal(error ? absolute.string() : result.string());
}

bool DiskFiles::executable(const std::string& path) const {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & S_IXUSR) != 0;
}

std::vector<std::string> DiskFiles::list(const std::string& path) const {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entry(path, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error))
    names.push_back(entry->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::string> DiskFiles::write(const std::string& path, const std::string& content, bool executable) {
  const std::string folder = paths::parent(path);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return error.message();

  const SignalPause pause;
  const TemporaryFile temporary = make_temporary(folder, file_name(path), executable);
  if (temporary.descriptor < 0) return last_error();
  if (auto failure = fill_and_rename(temporary, path, content)) return abandon(temporary, *failure);
  sync_folder(folder);
  return std::nullopt;
}

std::optional<std::string> DiskFiles::replace(const std::string& path, const std::string& content) {
  const std::string real = canonical(path);  // a link stays one
  struct stat status {};
  if (::stat(real.c_str(), &status) != 0) return last_error();
  constexpr mode_t writable = S_IWUSR | S_IWGRP | S_IWOTH;
  if ((status.st_mode & writable) == 0) return "it is read-only";  // who is root could write it all the same
  if (::access(real.c_str(), W_OK) != 0) return last_error();

  const std::string folder = paths::parent(real);
  const SignalPause pause;
  const TemporaryFile temporary = make_temporary(folder, file_name(real), false);
  if (temporary.descriptor < 0) return last_error();
  // Not everybody may give a file away; then it becomes the caller's.
  const bool given = ::fchown(temporary.descriptor, status.st_uid, status.st_gid) == 0;
  const mode_t mode = status.st_mode & (given ? 07777U : 0777U);
  if (::fchmod(temporary.descriptor, mode) != 0) return abandon(temporary, last_error());
  if (auto failure = fill_and_rename(temporary, real, content)) return abandon(temporary, *failure);
  sync_folder(folder);
  return std::nullopt;
}

std::optional<std::string> DiskFiles::remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0) return last_error();
  sync_folder(paths::parent(path));
  return std::nullopt;
}

std::optional<std::string> DiskFiles::remove_folder(const std::string& path) {
  if (::rmdir(path.c_str()) != 0) return last_error();
  sync_folder(paths::parent(path));
  return std::nullopt;
}

}  // namespace boxwright::driver
