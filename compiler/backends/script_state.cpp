// stop.sh, remove.sh, status.sh and logs.sh: a container that has been started.

#include "compiler/backends/script.hpp"
#include "compiler/backends/shell_quote.hpp"

namespace boxwright::backends {

namespace {

OutputFile stop_script(const ScriptInput& input) {
  const std::string body = find_engine() + "\n" + choose_container(input.image) +
                           "\n"
                           "state=$(\"${docker}\" container inspect --format '{{.State.Status}}' \"${container}\" "
                           "2>/dev/null) || state=\n"
                           "case ${state} in\n"
                           "  running | restarting | paused) exec \"${docker}\" stop \"$@\" \"${container}\" ;;\n"
                           "  *) echo \"${container} does not run\" ;;\n"
                           "esac\n";
  return script(input, "stop",
                {"Stops the container of " + input.image.reference() + "; it is no error when none runs.",
                 "Usage: launch/stop.sh" + launch_argument(input.image) + " [option of docker stop…]"},
                body);
}

/// The image's names, here and as it goes to its registry.
std::string image_names(const ir::Image& image) {
  std::string text = "  remove_image " + shell_word(image.reference()) + "\n";
  const std::string target = registry_reference(image);
  if (!target.empty() && target != image.reference()) text += "  remove_image " + shell_word(target) + "\n";
  return text;
}

constexpr std::string_view define_remove =
    "# A container without our label is somebody else's and stays.\n"
    "label='{{index .Config.Labels \"boxwright.stamp\"}}'\n"
    "remove_container() {\n"
    "  stamp=$(\"${docker}\" container inspect --format \"${label}\" \"$1\" 2>/dev/null) || return 0\n"
    "  [ -n \"${stamp}\" ] || fail \"the container $1 is not from launch/run.sh\"\n"
    "  \"${docker}\" rm --force --volumes \"$1\"\n"
    "}\n"
    "remove_image() {\n"
    "  \"${docker}\" image inspect \"$1\" >/dev/null 2>&1 || return 0\n"
    "  \"${docker}\" image rm \"$1\"\n"
    "}\n";

OutputFile remove_script(const ScriptInput& input) {
  std::string removals;
  for (const std::string& container : containers_of(input.image))
    removals += "remove_container " + shell_word(container) + "\n";
  const std::string body = find_engine() +
                           "\n"
                           "case ${1-} in\n"
                           "  --image) with_image=yes ;;\n"
                           "  '') with_image=no ;;\n"
                           "  *) fail \"$1 means nothing here; the one option is --image\" ;;\n"
                           "esac\n"
                           "\n" +
                           std::string(define_remove) + "\n" + removals + "if [ \"${with_image}\" = yes ]; then\n" +
                           image_names(input.image) + "fi\n";
  return script(
      input, "remove",
      {"Removes the containers of " + input.image.reference() + ", running or not; with --image the image too.",
       "Usage: launch/remove.sh [--image]"},
      body);
}

/// From what the engine says to the five words.
constexpr std::string_view judge_state =
    "# Asked to stop, a container leaves 130, 137 or 143 behind; for want of memory it leaves 137 too.\n"
    "case ${status}:${code}:${killed}:${health} in\n"
    "  running:*:starting | created:0:* | initialized:* | configured:*) state=starting ;;\n"
    "  running:*) state=running ;;\n"
    "  exited:0:* | exited:130:* | exited:137:false:* | exited:143:*) state=stopped ;;\n"
    "  paused:* | removing:* | stopped:* | stopping:*) state=stopped ;;\n"
    "  *) state=crashed ;;\n"
    "esac\n";

constexpr std::string_view say_state =
    "case ${state} in\n"
    "  running | starting)\n"
    "    if [ \"${label}\" != \"${stamp}\" ]; then\n"
    "      say \"${state}, but an older spec: stop and run again\"\n"
    "    elif [ \"${health}\" = unhealthy ]; then\n"
    "      say \"${state}, but unhealthy\"\n"
    "    else\n"
    "      say \"${state}\"\n"
    "      [ \"${state}\" != running ] || exit 0\n"
    "    fi\n"
    "    ;;\n"
    "  *) say \"${state}\" ;;\n"
    "esac\n"
    "exit 1\n";

/// For a person a sentence, for a program an object; names, numbers and states need no escapes in it.
constexpr std::string_view define_say =
    "say() {\n"
    "  if [ \"${json}\" = no ]; then\n"
    "    echo \"$1\"\n"
    "    return\n"
    "  fi\n"
    "  printf '{\"spec_hash\": \"%s\", \"image\": \"%s\", \"image_id\": \"%s\", ' \"${label}\" \"${image}\" "
    "\"${image_id}\"\n"
    "  printf '\"container\": \"%s\", \"container_id\": \"%s\", \"state\": \"%s\"}\\n' \"${container}\" \"${id}\" "
    "\"${state}\"\n"
    "}\n";

constexpr std::string_view take_json =
    "json=no\n"
    "if [ \"${1-}\" = --json ]; then\n"
    "  json=yes\n"
    "  shift\n"
    "fi\n";

OutputFile status_script(const ScriptInput& input) {
  std::string body = find_engine() + "\n" + std::string(take_json) + choose_container(input.image) +
                     assign("image", input.image.reference()) + assign("stamp", input.image.stamp);
  body += "\n" + std::string(define_say) +
          "\n"
          "format='{{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}}'\n"
          "format=\"${format} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}}\"\n"
          "format=\"${format} {{.ID}} {{.Image}} {{index .Config.Labels \\\"boxwright.stamp\\\"}}\"\n"
          "if ! facts=$(\"${docker}\" container inspect --format \"${format}\" \"${container}\" 2>/dev/null); then\n"
          "  state=not_deployed id='' image_id='' label=''\n"
          "  if [ \"${json}\" = no ]; then\n"
          "    state='not deployed'\n"
          "  fi\n"
          "  say \"${state}\"\n"
          "  exit 1\n"
          "fi\n"
          "read -r status code killed health id image_id label <<EOF\n"
          "${facts}\n"
          "EOF\n"
          "\n";
  body += std::string(judge_state) + "\n" + std::string(say_state);
  return script(
      input, "status",
      {"Says of the container of " + input.image.reference() + ": not deployed, starting, running, stopped or crashed.",
       "Usage: launch/status.sh [--json]" + launch_argument(input.image) +
           "; exits with 0 where it runs and is what the spec says now, else with 1"},
      body);
}

OutputFile logs_script(const ScriptInput& input) {
  const std::string body = find_engine() + "\n" + choose_container(input.image) +
                           "\n"
                           "exec \"${docker}\" logs \"$@\" \"${container}\"\n";
  return script(
      input, "logs",
      {"Shows what the container of " + input.image.reference() + " has written.",
       "Usage: launch/logs.sh" + launch_argument(input.image) + " [option of docker logs, such as --follow…]"},
      body);
}

}  // namespace

std::vector<OutputFile> state_scripts(const ScriptInput& input) {
  return {stop_script(input), remove_script(input), status_script(input), logs_script(input)};
}

}  // namespace boxwright::backends
