// build.sh: asks whether the engine understands this Dockerfile, builds every check and then the image, so that nothing
// gets the image's name that has failed a check.

#include "compiler/backends/features.hpp"
#include "compiler/backends/script.hpp"
#include "compiler/backends/shell_quote.hpp"

namespace boxwright::backends {

namespace {

std::string find_folder() {
  return "folder=$(dirname -- \"$0\")\n"
         "folder=$(CDPATH='' cd -- \"${folder}/..\" && pwd)\n";
}

std::string find_context(const Layout& layout) {
  if (layout.context == ".") return "context=${folder}\n";
  Text path;
  path.append_variable("folder");
  path.append("/" + layout.context);
  return "context=$(CDPATH='' cd -- " + shell_word(path) + " && pwd)\n";
}

std::string take_push(const ir::Image& image) {
  return std::string("push=") + (image.delivery.on_build ? "yes" : "no") +
         "\n"
         "for argument do\n"
         "  shift\n"
         "  case ${argument} in\n"
         "    --push) push=yes ;;\n"
         "    *) set -- \"$@\" \"${argument}\" ;;\n"
         "  esac\n"
         "done\n";
}

/// What is asked before a long build, not after it.
std::string check_push(const ir::Image& image) {
  const std::string target = registry_reference(image);
  if (image.delivery.registry == "local") return {};
  if (target.empty())
    return "[ \"${push}\" = no ] || fail 'the spec names no registry: write push HOST in the image'\n";
  std::string check = keep_existing_tag(image);
  if (check.empty()) return {};
  check = log_in(image) + check;
  std::string indented;
  for (std::size_t begin = 0; begin < check.size();) {
    const std::size_t end = check.find('\n', begin) + 1;
    indented += "  " + check.substr(begin, end - begin);
    begin = end;
  }
  return "if [ \"${push}\" = yes ]; then\n  " + assign("target", target) + indented + "fi\n";
}

/// The platforms that the spec names; a caller's own option comes later and wins.
std::string platform_option(const ir::Image& image) {
  if (image.platforms.empty()) return {};
  std::string all;
  for (const std::string& platform : image.platforms) all += (all.empty() ? "" : ",") + platform;
  return "\nset -- --platform " + shell_word(all) + " \"$@\"\n";
}

/// Secrets go by the name of a variable or file; their values are in no argument.
std::string secret_options(const ir::Secret& secret) {
  const std::string variable = secret_variable(secret);
  const bool by_file = variable.empty();
  Text file = secret.file.starts_with('/') || secret.file.starts_with('~') ? host_path(secret.file) : Text();
  if (by_file && file.empty()) {
    file.append_variable("context");
    file.append("/" + secret.file);
  }
  Text option = "id=" + secret.name + (by_file ? ",src=" : ",env=" + variable);
  if (by_file) option.append(file);
  const std::string there = by_file ? "[ -r " + shell_word(file) + " ]" : "[ -n \"${" + variable + "-}\" ]";
  const std::string add = "set -- --secret " + shell_word(option) + " \"$@\"\n";
  if (secret.optional) return "if " + there + "; then\n  " + add + "fi\n";
  const std::string what =
      by_file ? "the file " + secret.file + " is not there" : "the variable " + variable + " is not set";
  return there + " || fail " + shell_word(what + "; the build needs the secret " + secret.name) + "\n" + add;
}

/// The proxies that the caller's shell knows, by name. Builders know these arguments without a declaration, keep them
/// out of the image and out of what decides whether a layer is built again.
std::string_view proxy_options() {
  return "for name in HTTP_PROXY http_proxy HTTPS_PROXY https_proxy FTP_PROXY ftp_proxy ALL_PROXY all_proxy NO_PROXY "
         "no_proxy; do\n"
         "  if printenv \"${name}\" >/dev/null; then set -- --build-arg \"${name}\" \"$@\"; fi\n"
         "done\n";
}

/// The caller's SSH agent, by its socket.
std::string_view ssh_option() {
  return "[ -n \"${SSH_AUTH_SOCK-}\" ] || fail 'the build needs your SSH agent, and none runs: start one, and add your "
         "key "
         "with ssh-add'\n"
         "set -- --ssh default \"$@\"\n";
}

/// Does the file use what only BuildKit has?
bool needs_buildkit(const std::set<Feature>& used) {
  for (const FeatureRow& row : features())
    if (!row.portable && used.contains(row.feature)) return true;
  return false;
}

std::string podman_case(const ScriptInput& input, const std::set<Feature>& used) {
  if (needs_buildkit(used))
    return "    fail \"this Dockerfile is for Docker's BuildKit; for ${version%% *} compile it with "
           "--dialect=portable\"\n";
  const std::string ignore = input.layout.ignore_file();
  std::string options = "--format docker";
  // These look for the ignore file in the context only.
  if (ignore != ".dockerignore") options += " --ignorefile \"${folder}/" + ignore + "\"";
  return "    set -- build " + options + " \"$@\"\n";
}

/// Is the daemon too old? A version that is no number (of a build from source) is taken as new.
std::string version_test(std::string_view needed) {
  const std::size_t dot = needed.find('.');
  const std::string major(needed.substr(0, dot));
  const std::string minor(needed.substr(dot + 1));
  const bool whole = minor == "0";
  std::string older = "[ \"${major}\" -lt " + major + " ]";
  if (!whole) older += " || { [ \"${major}\" -eq " + major + " ] && [ \"${minor}\" -lt " + minor + " ]; }";
  return "      major=${version%%.*}\n" +
         std::string(whole ? "" : "      minor=${version#*.}\n      minor=${minor%%.*}\n") + "      case ${major}" +
         (whole ? "" : "${minor}") +
         " in\n"
         "        '' | *[!0-9]*) older=no ;;\n"
         "        *) if " +
         older +
         "; then older=yes; else older=no; fi ;;\n"
         "      esac\n"
         "      [ \"${older}\" = no ] || fail \"this Dockerfile needs Docker " +
         std::string(needed) + " or newer, and the daemon is ${version}\"\n";
}

std::string choose_engine(const ScriptInput& input) {
  const std::set<Feature> used = features_used(input.module, input.image);
  const std::string needed(docker_needed(input.module.dialect, used));
  return "docker=${DOCKER:-docker}\n"
         "command -v \"${docker}\" >/dev/null || fail \"${docker} is not installed; this needs Docker " +
         needed +
         " or newer\"\n"
         "version=$(\"${docker}\" --version)\n"
         "case ${version} in\n"
         "  podman* | buildah*)\n" +
         podman_case(input, used) +
         "    ;;\n"
         "  *)\n"
         "    export DOCKER_BUILDKIT=1\n"
         "    version=$(\"${docker}\" version --format '{{.Server.Version}}') || fail 'the Docker daemon does not "
         "run'\n"
         "    if [ -n \"${BUILDX_BUILDER-}\" ]; then # a builder with a version of its own\n"
         "      set -- buildx build --load \"$@\"\n"
         "    else\n" +
         version_test(needed) +
         "      set -- build \"$@\"\n"
         "    fi\n"
         "    ;;\n"
         "esac\n";
}

std::string build_commands(const ir::Module& module, const ir::Image& image) {
  std::string text;
  const ir::Stage* stage = ir::find_stage(module, image.stage);
  if (stage != nullptr && !stage->profile.empty())  // as its own pipeline builds it: the newest base, and no context
    return "\"${docker}\" \"$@\" --pull --tag " + shell_word(image.reference()) + " - < \"${folder}/Dockerfile\"\n";
  for (const std::string& check : image.checks)
    text += "\"${docker}\" \"$@\" --file \"${folder}/Dockerfile\" --target " + shell_word(check) + " \"${context}\"\n";
  const std::string target = image.checks.empty() ? "" : " --target " + shell_word(image.stage);
  return text + "\"${docker}\" \"$@\" --file \"${folder}/Dockerfile\"" + target + " --tag " +
         shell_word(image.reference()) + " \"${context}\"\n";
}

}  // namespace

std::vector<OutputFile> build_scripts(const ScriptInput& input) {
  const ir::Image& image = input.image;
  std::string body = "\n" + take_push(image);
  for (const ir::Secret& secret : image.secrets) body += "\n" + secret_options(secret);
  if (image.ssh) body += "\n" + std::string(ssh_option());
  body += "\n" + std::string(proxy_options());
  body += platform_option(image);
  body += "\n# Which engine is it, and does it understand this Dockerfile?\n" + choose_engine(input) + "\n";
  const std::string check = check_push(image);
  if (!check.empty()) body += check + "\n";
  if (!image.checks.empty()) body += "# The checks come first: an image that fails one gets no name.\n";
  body += build_commands(input.module, image);
  body += "if [ \"${push}\" = yes ]; then\n  exec \"${folder}/launch/push.sh\"\nfi\n";
  // Not every profile builds with one.
  if (body.find("${context}") != std::string::npos) body.insert(0, find_context(input.layout));
  body.insert(0, std::string(define_fail()) + find_folder());
  return {script(input, "build",
                 {"Builds " + image.reference() + ".",
                  "Usage: launch/build.sh [--push] [option of docker build…]; --push sends it to its registry then"},
                 body)};
}

}  // namespace boxwright::backends
