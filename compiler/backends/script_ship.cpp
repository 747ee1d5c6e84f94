// push.sh, pull.sh, save.sh and load.sh: the image between machines.

#include "compiler/backends/script.hpp"
#include "compiler/backends/shell_quote.hpp"

namespace boxwright::backends {

namespace {

/// What a script that logs in says of it.
std::string login_hint(const ir::Image& image) {
  const std::string name = login_name(image);
  return "Logs in where " + name + "_USERNAME and " + name + "_PASSWORD are set.";
}

/// Where there is no registry, a script that says so.
OutputFile without_registry(const ScriptInput& input, const std::string& name) {
  const std::string reference = input.image.reference();
  if (input.image.delivery.registry == "local")
    return script(input, name, {"The spec keeps " + reference + " on this machine: there is nothing to " + name + "."},
                  "echo 'nothing to " + name + ": the spec says local'\n");
  return script(input, name, {"The spec names no registry for " + reference + "."},
                "echo 'the spec names no registry: write push HOST in the image' >&2\nexit 1\n");
}

OutputFile push_script(const ScriptInput& input) {
  if (registry_reference(input.image).empty()) return without_registry(input, "push");
  std::string body = find_engine() + "\n" + assign("image", input.image.reference());
  body += assign("target", registry_reference(input.image)) + "\n";
  body += log_in(input.image) + "\n";
  const std::string check = keep_existing_tag(input.image);
  if (!check.empty()) body += check + "\n";
  body += "\"${docker}\" tag \"${image}\" \"${target}\"\n";
  body += "exec \"${docker}\" push \"$@\" \"${target}\"\n";
  return script(input, "push",
                {"Sends " + input.image.reference() + " to its registry.", login_hint(input.image),
                 "Usage: launch/push.sh [option of docker push…]"},
                body);
}

OutputFile pull_script(const ScriptInput& input) {
  if (registry_reference(input.image).empty()) return without_registry(input, "pull");
  std::string body = find_engine() + "\n" + assign("image", input.image.reference());
  body += assign("target", registry_reference(input.image)) + "\n" + log_in(input.image) + "\n";
  body += "\"${docker}\" pull \"$@\" \"${target}\"\n";
  body += "exec \"${docker}\" tag \"${target}\" \"${image}\"\n";
  return script(input, "pull",
                {"Gets " + input.image.reference() + " from its registry.", login_hint(input.image),
                 "Usage: launch/pull.sh [option of docker pull…]"},
                body);
}

/// `file` is the first argument, or the archive's usual name in the current folder.
std::string choose_file(const ir::Image& image) {
  return assign("file", short_name(image) + "-" + image.tag + ".tar") +
         "if [ \"$#\" -gt 0 ]; then\n"
         "  file=$1\n"
         "  shift\n"
         "fi\n";
}

OutputFile save_script(const ScriptInput& input) {
  const std::string body = find_engine() + "\n" + choose_file(input.image) + "\n" +
                           "exec \"${docker}\" save \"$@\" --output \"${file}\" " +
                           shell_word(input.image.reference()) + "\n";
  return script(input, "save",
                {"Writes " + input.image.reference() + " to an archive that load.sh reads on another machine.",
                 "Usage: launch/save.sh [FILE [option of docker save…]]"},
                body);
}

OutputFile load_script(const ScriptInput& input) {
  const std::string body = find_engine() + "\n" + choose_file(input.image) + "\n" +
                           "[ -r \"${file}\" ] || fail \"${file} is not there; launch/save.sh writes it\"\n" +
                           "exec \"${docker}\" load \"$@\" --input \"${file}\"\n";
  return script(input, "load",
                {"Reads " + input.image.reference() + " from the archive that save.sh has written.",
                 "Usage: launch/load.sh [FILE [option of docker load…]]"},
                body);
}

}  // namespace

std::vector<OutputFile> ship_scripts(const ScriptInput& input) {
  return {push_script(input), pull_script(input), save_script(input), load_script(input)};
}

}  // namespace boxwright::backends
