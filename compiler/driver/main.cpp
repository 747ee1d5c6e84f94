// The program: the real files and streams around `driver::execute`.

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <system_error>

#include "compiler/driver/files.hpp"
#include "compiler/driver/run.hpp"
#include "compiler/driver/select_specs.hpp"

namespace {

using namespace boxwright;

/// A reader that has gone away and a file that may not grow are errors like any other, and end no process.
constexpr int failures[] = {SIGPIPE, SIGXFSZ};
/// More than a file of a repository has.
constexpr std::uint64_t most_output = 1ULL << 34U;

/// A variable that is set, and not to nothing.
std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? std::optional<std::string>(value) : std::nullopt;
}

/// Keeps the numbers of streams that were closed, so that no file of ours gets one and is taken for it. What is written
/// to such a stream still fails.
void reserve_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

std::optional<std::string> ask(const std::string& question) {
  driver::write_all(STDERR_FILENO, question);
  std::string line;
  for (int c = std::getchar(); c != '\n'; c = std::getchar()) {
    if (c == EOF) return std::nullopt;
    line += static_cast<char>(c);
  }
  return line;
}

std::vector<char*> c_words(const std::vector<std::string>& program) {
  std::vector<char*> words;
  words.reserve(program.size() + 1);
  for (const std::string& word : program) words.push_back(const_cast<char*>(word.c_str()));  // execvp changes none
  words.push_back(nullptr);
  return words;
}

/// What a program prints, which shares our standard error. The child does nothing between fork and exec that a process
/// with several threads may not do.
std::optional<std::string> output_of(const std::vector<std::string>& program) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  std::vector<char*> words = c_words(program);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDOUT_FILENO);
    for (const int signal : failures) std::signal(signal, SIG_DFL);
    ::execvp(words[0], words.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  std::optional<std::string> text;
  if (child > 0) text = driver::read_all(ends[0], most_output);
  ::close(ends[0]);
  int status = 1;
  while (child > 0 && ::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? text : std::nullopt;
}

/// The day in UTC, that of `$SOURCE_DATE_EPOCH` where it is set (reproducible-builds.org/specs/source-date-epoch).
std::string today() {
  std::time_t now = std::time(nullptr);
  if (const auto epoch = environment("SOURCE_DATE_EPOCH"))
    now = static_cast<std::time_t>(std::strtoll(epoch->c_str(), nullptr, 10));
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[16];
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%d", &parts));
}

driver::Conversation conversation() {
  driver::Conversation result;
  result.waits = [](int milliseconds) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    return ::poll(&input, 1, milliseconds) > 0;
  };
  result.read = [] {
    std::array<char, 65536> part{};
    ssize_t count = 0;
    do count = ::read(STDIN_FILENO, part.data(), part.size());
    while (count < 0 && errno == EINTR);
    return std::string(part.data(), count < 0 ? 0 : static_cast<std::size_t>(count));
  };
  result.write = [](std::string_view text) { return !driver::write_all(STDOUT_FILENO, std::string(text)); };
  return result;
}

driver::Terminal terminal() {
  driver::Terminal result;
  const bool input = ::isatty(STDIN_FILENO) != 0;
  const bool error = ::isatty(STDERR_FILENO) != 0;
  result.colour = error && !environment("NO_COLOR") && environment("TERM").value_or("dumb") != "dumb";
  result.interactive = input && ::isatty(STDOUT_FILENO) != 0;
  result.engine = environment("DOCKER").value_or("docker");
  result.today = today();
  result.source_date_epoch = environment("SOURCE_DATE_EPOCH").value_or("");
  result.input = [] { return driver::read_all(STDIN_FILENO, driver::largest_spec); };
  result.output_of = output_of;
  if (input && error) result.ask = ask;
  result.conversation = conversation();
  return result;
}

/// Becomes another program; comes back only if that cannot be started.
int become(const std::vector<std::string>& program) {
  std::vector<char*> words = c_words(program);
  for (const int signal : failures) std::signal(signal, SIG_DFL);
  ::execvp(words[0], words.data());
  const std::string reason = std::generic_category().message(errno);
  driver::write_all(STDERR_FILENO, fmt::format("boxwright: cannot start {}: {}\n", program[0], reason));
  return 2;
}

int run(int argc, char** argv) {
  reserve_streams();
  for (const int signal : failures) std::signal(signal, SIG_IGN);
  driver::DiskFiles files;
  driver::Streams streams;
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const driver::Outcome outcome = driver::execute(arguments, files, streams, terminal());

  int status = outcome.status;
  if (const auto error = driver::write_all(STDOUT_FILENO, streams.out)) {
    streams.err += fmt::format("boxwright: cannot write to standard output: {}\n", *error);
    status = 2;
  }
  driver::write_all(STDERR_FILENO, streams.err);
  return status == 0 && !outcome.program.empty() ? become(outcome.program) : status;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fputs("boxwright: ", stderr);
    std::fputs(error.what(), stderr);
    std::fputs("\n", stderr);
    return 2;
  }
}
