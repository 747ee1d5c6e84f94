// Rules about how containers are started: `unmapped-port`, `unexposed-port` and `weak-launch`.
#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <set>

#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"

namespace boxwright::lint {

namespace {

/// `8080/tcp`, as both `expose` and a launch's port are compared.
std::set<std::string> mapped_ports(const spec::Image& image) {
  std::set<std::string> result;
  for (const Launch& launch : image.launches)
    for (const Port& port : launch.ports) result.insert(fmt::format("{}/{}", port.container, port.protocol));
  return result;
}

bool has_own_network(const spec::Image& image) {
  return std::any_of(image.launches.begin(), image.launches.end(),
                     [](const Launch& launch) { return !launch.network.empty() && launch.network != "none"; });
}

/// What a row of a launch takes away from the safe defaults; empty where it takes nothing.
std::string weakness(const spec::LaunchRow& row) {
  const auto any = [&](auto matches) { return std::any_of(row.words.begin(), row.words.end(), matches); };
  if (row.keyword == "writable" && row.words.empty()) return "the whole root file system can be written to";
  if (row.keyword == "network" && any([](const auto& word) { return word == "host"; }))
    return "it sees and reaches every port of the host";
  if (row.keyword == "ipc" && any([](const auto& word) { return word == "host"; }))
    return "it shares memory with every program of the host";
  if (row.keyword == "cap") {
    constexpr std::string_view strong = " ALL SYS_ADMIN SYS_PTRACE SYS_MODULE NET_ADMIN SYS_RAWIO ";
    if (any([&](const auto& word) { return strong.find(" " + word + " ") != std::string_view::npos; }))
      return "with it, a program can leave its container";
  }
  if (row.keyword == "port" &&
      any([](const auto& word) { return word.starts_with("0.0.0.0:") || word.starts_with("[::]:"); }))
    return "everybody who reaches the host reaches it";
  if (row.keyword == "mount") {
    const std::string source = row.words.empty() ? "" : row.words.front();
    if (source.ends_with("docker.sock") || source.ends_with("podman.sock"))
      return "whoever has the engine's socket is root on the host";
    if (source == "/" || source == "/etc" || source == "/root" || source == "/var" || source == "~" ||
        source == "/home")
      return "it hands over far more of the host than a program needs";
  }
  if (row.keyword == "docker" && any([](const auto& word) {
        return word == "--privileged" || word.starts_with("--privileged=") ||
               word.find("unconfined") != std::string::npos || word == "--pid=host" || word == "--userns=host" ||
               word == "--uts=host" || word.starts_with("--cap-add") || word == "--network=host" ||
               word == "--net=host" || word == "--ipc=host" || word.find("docker.sock") != std::string::npos;
      }))
    return "it takes the walls of the container down";
  return {};
}

/// The row of a statement that holds a word.
std::optional<Span> row_that_says(const Subject& subject, const spec::Stage& stage, const std::string& keyword,
                                  const std::string& word) {
  const auto rows = stage.rows.find(keyword);
  if (rows == stage.rows.end() || rows->second.empty()) return std::nullopt;
  for (const Span& row : rows->second)
    if (subject.text(row).find(word) != std::string_view::npos) return row;
  return rows->second.front();
}

}  // namespace

void unmapped_port(Subject& subject) {
  for (const spec::Image& image : subject.spec().images) {
    const spec::Stage* stage = subject.stage(image.stage);
    if (stage == nullptr || image.launch_rows.empty() || has_own_network(image)) continue;
    const std::set<std::string> mapped = mapped_ports(image);
    for (const std::string& port : stage->ports) {
      const std::string number = port.ends_with("/tcp") ? port.substr(0, port.size() - 4) : port;
      const Span place = row_that_says(subject, *stage, "expose", number).value_or(image.span);
      if (mapped.contains(port) || subject.waived("unmapped-port", number, place)) continue;
      subject.report(diag::UnmappedPort, place, number)
          .note(fmt::format("write `launch {{ port {}:{} }}`, or remove it from `expose`", number, number));
    }
  }
}

void unexposed_port(Subject& subject) {
  for (const spec::Image& image : subject.spec().images) {
    const spec::Stage* stage = subject.stage(image.stage);
    if (stage == nullptr || (!stage->entrypoint && !stage->command)) continue;  // the base's own program has its ports
    const auto known = [&](const std::string& port) {
      const auto layers = subject.layers_of(image);
      return std::any_of(layers.begin(), layers.end(), [&](const spec::Stage* one) {
        return std::find(one->ports.begin(), one->ports.end(), port) != one->ports.end();
      });
    };
    std::set<std::string> seen;
    for (const spec::LaunchRow& row : image.launch_rows) {
      if (row.keyword != "port") continue;
      for (const std::string& word : row.words) {
        const std::string container = word.substr(word.rfind(':') + 1);
        const std::string port = container.find('/') == std::string::npos ? container + "/tcp" : container;
        if (known(port) || !seen.insert(port).second || subject.waived("unexposed-port", container, row.span)) continue;
        subject.report(diag::UnexposedPort, row.span, container)
            .note(fmt::format("write `expose {}` in the image, so that others find the port too", container));
      }
    }
  }
}

void weak_launch(Subject& subject) {
  for (const spec::Image& image : subject.spec().images) {
    for (const spec::LaunchRow& row : image.launch_rows) {
      const std::string why = weakness(row);
      if (why.empty()) continue;
      std::string shown = row.keyword;
      for (const std::string& word : row.words) shown += " " + word;
      if (subject.waived("weak-launch", shown, row.span)) continue;
      subject.report(diag::WeakLaunch, row.span, shown, why)
          .note("where it has to be, say why: `allow weak-launch \"why\"`");
    }
  }
}

}  // namespace boxwright::lint
