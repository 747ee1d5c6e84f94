// The launch scripts: POSIX sh, each a file that can be read, copied and run by itself, from any folder. DOCKER names
// another engine, DOCKER_HOST another machine, and what stands behind a script's own arguments goes to the engine.

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "compiler/backends/mark.hpp"
#include "compiler/backends/script.hpp"
#include "compiler/backends/shell_quote.hpp"

namespace boxwright::backends {

OutputFile script(const ScriptInput& input, const std::string& name, const std::vector<std::string>& about,
                  const std::string& body) {
  std::string text = "#!/bin/sh\n";
  for (const std::string& line : about) text += "# " + line + "\n";
  text += "set -eu\n\n" + body;
  return {"launch/" + name + ".sh", with_mark(text, input.layout.spec, 2), true};
}

std::string_view define_fail() {
  return "fail() {\n"
         "  printf '%s: %s\\n' \"${0##*/}\" \"$1\" >&2\n"
         "  exit 1\n"
         "}\n";
}

std::string find_engine() {
  return std::string(define_fail()) +
         "docker=${DOCKER:-docker}\n"
         "\"${docker}\" version >/dev/null 2>&1 || fail \"${docker} is not installed, or its daemon does not run\"\n";
}

std::string assign(std::string_view variable, const std::string& value) {
  // Always in quotes: a bare word that is also a command's name looks as if its output were meant (ShellCheck SC2209).
  const std::string word = shell_word(value);
  const bool bare = word == value && !value.empty();
  return bare ? fmt::format("{}=\"{}\"\n", variable, word) : fmt::format("{}={}\n", variable, word);
}

std::string find_project(const ScriptInput& input) {
  Text up;
  up.append_variable("project");
  up.append("/..");
  if (input.layout.context != ".") up.append("/" + input.layout.context);
  return "project=$(dirname -- \"$0\")\nproject=$(CDPATH='' cd -- " + shell_word(up) + " && pwd)\n";
}

Text host_path(const std::string& path) {
  if (path.starts_with('/')) return path;
  Text result;
  if (path == "~" || path.starts_with("~/")) {
    result.append_variable("HOME");
    result.append(std::string_view(path).substr(1));
    return result;
  }
  result.append_variable("project");
  const std::string_view relative = std::string_view(path).substr(path.starts_with("./") ? 2 : 0);
  if (!relative.empty() && relative != ".") result.append("/" + std::string(relative));
  return result;
}

ir::Launch default_launch(const ir::Image& image) {
  for (const ir::Launch& launch : image.launches)
    if (launch.name.empty()) return launch;
  return {};
}

std::string short_name(const ir::Image& image) { return image.repository.substr(image.repository.rfind('/') + 1); }

std::string container_of(const ir::Image& image, const ir::Launch& launch) {
  if (!launch.container.empty()) return launch.container;
  return short_name(image) + (launch.name.empty() ? "" : "-" + launch.name);
}

std::vector<std::string> containers_of(const ir::Image& image) {
  std::vector<std::string> result{container_of(image, default_launch(image))};
  for (const ir::Launch& launch : image.launches) {
    const std::string name = container_of(image, launch);
    if (std::find(result.begin(), result.end(), name) == result.end()) result.push_back(name);
  }
  return result;
}

std::string launch_argument(const ir::Image& image) { return containers_of(image).size() > 1 ? " [LAUNCH]" : ""; }

std::string choose_container(const ir::Image& image) {
  const std::string first = container_of(image, default_launch(image));
  std::string text = assign("container", first);
  std::string cases;
  for (const ir::Launch& launch : image.launches) {
    const std::string container = container_of(image, launch);
    if (launch.name.empty() || container == first) continue;
    cases += "  " + shell_word(launch.name) + ")\n    " + assign("container", container) + "    shift\n    ;;\n";
  }
  if (!cases.empty()) text += "case ${1-} in\n" + cases + "  *) ;;\nesac\n";
  return text;
}

std::string registry_reference(const ir::Image& image) {
  const std::string& registry = image.delivery.registry;
  if (registry.empty() || registry == "local") return {};
  return image.repository.starts_with(registry + "/") ? image.reference() : registry + "/" + image.reference();
}

std::string secret_variable(const ir::Secret& secret) {
  if (!secret.variable.empty() || !secret.file.empty()) return secret.variable;
  std::string variable;
  for (const char c : secret.name) variable += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return variable;
}

std::string login_name(const ir::Image& image) {
  const std::string& registry = image.delivery.registry;
  std::string name;
  for (const char c : registry.substr(0, registry.find('/'))) {
    const bool small = c >= 'a' && c <= 'z';
    const bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += small ? static_cast<char>(c - 'a' + 'A') : kept ? c : '_';
  }
  // A variable begins with no digit.
  return (!name.empty() && name.front() >= '0' && name.front() <= '9' ? "_" : "") + name;
}

std::string log_in(const ir::Image& image) {
  const std::string name = login_name(image);
  const std::string& registry = image.delivery.registry;
  const std::string host = shell_word(registry.substr(0, registry.find('/')));
  return "if [ -n \"${" + name + "_USERNAME-}\" ]; then\n" + "  [ -n \"${" + name + "_PASSWORD-}\" ] || fail '" + name +
         "_PASSWORD is not set'\n" + "  printf '%s' \"${" + name + "_PASSWORD}\" |\n" +
         "    \"${docker}\" login --username \"${" + name + "_USERNAME}\" --password-stdin " + host +
         " >/dev/null\nfi\n";
}

std::string keep_existing_tag(const ir::Image& image) {
  if (image.delivery.overwrite) return {};
  const std::string& registry = image.delivery.registry;
  const bool loopback = registry.starts_with("localhost") || registry.starts_with("127.");
  return "# The spec says overwrite=no: a tag that is there stays what it is.\n"
         "if answer=$(\"${docker}\" manifest inspect " +
         std::string(loopback ? "--insecure " : "") +
         "\"${target}\" 2>&1); then\n"
         "  fail \"${target} is in the registry already, and the spec says overwrite=no\"\n"
         "fi\n"
         "case ${answer} in\n"
         "  *'no such manifest'* | *'manifest unknown'* | *'name unknown'* | *'not found'*) ;;\n"
         "  *) fail \"cannot ask the registry for ${target}: ${answer}\" ;;\n"
         "esac\n";
}

std::vector<OutputFile> emit_scripts(const ir::Module& all, const ir::Image& one, const Layout& layout) {
  const ir::Module module = ir::module_of(all, one);
  const ir::Image& image = module.images.front();
  const ScriptInput input{module, image, layout};
  std::vector<OutputFile> files;
  for (const auto group : {build_scripts, weights_scripts, run_scripts, state_scripts, ship_scripts}) {
    std::vector<OutputFile> more = group(input);
    std::move(more.begin(), more.end(), std::back_inserter(files));
  }
  return files;
}

}  // namespace boxwright::backends
