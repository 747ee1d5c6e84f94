#pragma once

#include <string>
#include <vector>

#include "compiler/backends/backend.hpp"
#include "compiler/backends/document.hpp"

namespace boxwright::backends {

/// The pod of a launch, as a Kubernetes object holds it.
struct Pod {
  std::string name;                ///< a DNS label
  Document spec;                   ///< of the pod's template
  std::vector<ir::Port> ports;     ///< that a Service offers
  bool runs_on = false;            ///< it serves, and is started again when it ends
  bool without_network = false;    ///< nothing may reach it, and it nothing
  unsigned retries = 0;            ///< how often a job is tried again
  std::vector<std::string> notes;  ///< what it cannot say, or what has to be there
};

/// A launch as a pod, whose programs answer health checks where it serves.
Pod pod_for(const ir::Module& module, const ir::Image& image, const ir::Launch& launch);

/// A name as Kubernetes takes it: small letters, digits and `-`, at most 63.
std::string dns_label(std::string_view text);

}  // namespace boxwright::backends
