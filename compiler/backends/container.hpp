#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/ir/ir.hpp"

namespace boxwright::backends {

/// A container of an image as a launch means it: what a script, a service and a pod say in their own words.
struct Container {
  /// A folder of the host that keeps what a framework downloads.
  struct Cache {
    std::string name;    ///< `hf`
    std::string folder;  ///< below the caller's own cache folder
    std::string target;  ///< in the container
  };

  std::string name;
  ir::Launch launch;
  bool host_user = false;                        ///< whoever starts it owns what it writes
  std::string uid, gid;                          ///< who it runs as; empty: root, or whoever starts it
  bool is_stranger = false;                      ///< a user whom the image need not know
  std::string home;                              ///< where HOME is not the image's
  std::string network;                           ///< `none`, `host`, a name; empty: the engine's usual one
  std::vector<std::string> memory;               ///< folders that are file systems in memory, open to every user
  std::vector<Cache> caches;                     ///< in written order
  std::vector<Cache> weights;                    ///< files that weights.sh puts there, in written order
  std::map<std::string, std::string> variables;  ///< what is set beside what the image sets
};

/// Is this folder in memory one that the image may have, too? Older engines give it that one's mode, and root as its
/// owner.
bool covers_folder(const std::string& path);

/// What a launch comes to for this image.
Container container_for(const ir::Module& module, const ir::Image& image, const ir::Launch& launch);

/// Where weights that no image holds lie below the caller's cache folder.
std::string place_of(const ir::MountedWeights& weights);

/// The numeric user and group that the image ends with; empty where it is root, or not known as a number.
std::string user_of(const ir::Module& module, const ir::Image& image);
/// Does the image end with root, as far as is known?
bool is_root(const ir::Module& module, const ir::Image& image);

}  // namespace boxwright::backends
