#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/backends/backend.hpp"
#include "compiler/ir/ir.hpp"

/// What the launch scripts share. Each is written out whole, and none reads another one.
namespace boxwright::backends {

/// Everything a script's text is made of.
struct ScriptInput {
  const ir::Module& module;
  const ir::Image& image;
  const Layout& layout;
};

/// The launch scripts, one function for each group of them.
std::vector<OutputFile> build_scripts(const ScriptInput& input);    ///< build
std::vector<OutputFile> run_scripts(const ScriptInput& input);      ///< run, run-NAME, shell
std::vector<OutputFile> weights_scripts(const ScriptInput& input);  ///< weights, where there are some to fetch
std::vector<OutputFile> state_scripts(const ScriptInput& input);    ///< stop, remove, status, logs
std::vector<OutputFile> ship_scripts(const ScriptInput& input);     ///< push, pull, save, load

/// A script launch/NAME.sh: `about` are the comment lines at its top, `body` what follows `set -eu`.
OutputFile script(const ScriptInput& input, const std::string& name, const std::vector<std::string>& about,
                  const std::string& body);

/// `fail MESSAGE`: says it and stops.
std::string_view define_fail();

/// `docker` is the engine; stops where it cannot be reached.
std::string find_engine();

/// `variable=value` as a line.
std::string assign(std::string_view variable, const std::string& value);

/// `project` is the folder the spec lies in, absolute, wherever the script is called from.
std::string find_project(const ScriptInput& input);

/// A path of the host for the shell: beside the spec (`${project}`), absolute, or below the caller's home (`~/…`).
Text host_path(const std::string& path);

/// The launch of run.sh: the unnamed one, or what holds without any.
ir::Launch default_launch(const ir::Image& image);

/// The container's name.
std::string container_of(const ir::Image& image, const ir::Launch& launch);

/// The names of all containers the launches make, each once, the unnamed launch's first.
std::vector<std::string> containers_of(const ir::Image& image);

/// `container` is the unnamed launch's, or that of the launch whose name is the first argument.
std::string choose_container(const ir::Image& image);

/// ` [LAUNCH]` for the usage line where `choose_container` takes one.
std::string launch_argument(const ir::Image& image);

/// What the image is called in its registry; empty where it goes to none.
std::string registry_reference(const ir::Image& image);

/// Logs in to the image's registry where the caller's environment says as whom: `HOST_USERNAME` and `HOST_PASSWORD`.
std::string log_in(const ir::Image& image);
/// The beginning of those two names: the registry's in capitals, with `_` for all but letters and digits.
std::string login_name(const ir::Image& image);

/// Stops where the registry has the tag already and the spec says that it must not be replaced; nothing where it may.
std::string keep_existing_tag(const ir::Image& image);

/// The variable of the caller's that a build takes a secret from; empty where it is a file.
std::string secret_variable(const ir::Secret& secret);

/// `cache` is the caller's own cache folder.
std::string_view find_cache();

/// Brings the weights that the image does not hold to `cache`; nothing where there are none.
std::string fetch_weights(const ir::Image& image);

/// The last part of the repository's name.
std::string short_name(const ir::Image& image);

}  // namespace boxwright::backends
