// kubernetes.yaml, and kubernetes-NAME.yaml for each named launch: what runs for a while and serves is a Deployment
// with a Service, what ends is a Job, each with what run.sh gives its container:
//
//     launch { port 8000:8000 }    →    Namespace, NetworkPolicy, Deployment, Service
//     launch train { gpus 1 }      →    Namespace, NetworkPolicy, Job
//
// A NetworkPolicy lets in what the ports say, and for `network none` lets nothing out. What only a person's own machine
// has (folders, the caller, flags of an engine) is a claim, a Secret or left out; the notes say which.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/backends/document.hpp"
#include "compiler/backends/mark.hpp"
#include "compiler/backends/pod.hpp"
#include "compiler/backends/script.hpp"

namespace boxwright::backends {

namespace {

Document labels_of(const Pod& pod) { return Document::object({{"app.kubernetes.io/name", pod.name}}); }

class Manifest {
 public:
  Manifest(const ir::Image& image, const Pod& pod) : image_(image), pod_(pod), space_(dns_label(short_name(image))) {}

  std::string text() {
    add("v1", "Namespace", Document::object({{"name", space_}}), {});
    add("networking.k8s.io/v1", "NetworkPolicy", metadata(), network_policy());
    if (pod_.runs_on) {
      add("apps/v1", "Deployment", stamped(), deployment());
      if (!pod_.ports.empty()) add("v1", "Service", metadata(), service());
    } else {
      add("batch/v1", "Job", stamped(), job());
    }
    return text_;
  }

 private:
  void add(const char* version, const char* kind, const Document& data, const Document& spec) {
    Document object = Document::object({{"apiVersion", version}, {"kind", kind}, {"metadata", data}});
    text_ += "---\n" + object.set_some("spec", spec).yaml();
  }

  [[nodiscard]] Document metadata() const {
    return Document::object({{"name", pod_.name}, {"namespace", space_}, {"labels", labels_of(pod_)}});
  }

  [[nodiscard]] Document stamped() const {
    return metadata().set("annotations", Document::object({{"boxwright.stamp", image_.stamp}}));
  }

  [[nodiscard]] Document selector() const { return Document::object({{"matchLabels", labels_of(pod_)}}); }

  [[nodiscard]] Document network_policy() const {
    std::vector<std::string> types{"Ingress"};
    if (pod_.without_network) types.emplace_back("Egress");
    Document policy = Document::object({{"podSelector", selector()}, {"policyTypes", types}});
    Document ports = Document::list();
    for (const ir::Port& port : pod_.ports)
      ports.add(Document::object({{"port", unsigned{port.container}}, {"protocol", protocol(port)}}));
    if (!ports.empty()) policy.set("ingress", Document::list({Document::object({{"ports", ports}})}));
    return policy;
  }

  static std::string protocol(const ir::Port& port) { return port.protocol == "udp" ? "UDP" : "TCP"; }

  [[nodiscard]] Document pod_template() const {
    return Document::object({{"metadata", Document::object({{"labels", labels_of(pod_)}})}, {"spec", pod_.spec}});
  }

  [[nodiscard]] Document deployment() const {
    return Document::object({{"replicas", 1}, {"selector", selector()}, {"template", pod_template()}});
  }

  [[nodiscard]] Document job() const {
    return Document::object({{"backoffLimit", pod_.retries}, {"template", pod_template()}});
  }

  [[nodiscard]] Document service() const {
    Document ports = Document::list();
    for (const ir::Port& port : pod_.ports) {
      const std::string name = fmt::format("{}-{}", port.protocol, port.host);
      ports.add(Document::object({{"name", name},
                                  {"port", unsigned{port.host}},
                                  {"targetPort", unsigned{port.container}},
                                  {"protocol", protocol(port)}}));
    }
    return Document::object({{"type", "ClusterIP"}, {"selector", labels_of(pod_)}, {"ports", ports}});
  }

  const ir::Image& image_;
  const Pod& pod_;
  std::string space_, text_;
};

OutputFile manifest(const ir::Module& module, const ir::Image& image, const ir::Launch& launch, const Layout& layout) {
  const Pod pod = pod_for(module, image, launch);
  OutputFile file{
      launch.name.empty() ? "kubernetes.yaml" : "kubernetes-" + launch.name + ".yaml", {}, false, pod.notes};
  std::string text = fmt::format("# {} of {}: kubectl apply -f {}\n", launch.name.empty() ? "The launch" : launch.name,
                                 image.reference(), file.path);
  for (const std::string& note : pod.notes) text += "# Note: " + note + "\n";
  file.content = with_mark(text + Manifest(image, pod).text(), layout.spec, 1);
  return file;
}

}  // namespace

std::vector<OutputFile> emit_kubernetes(const ir::Module& all, const ir::Image& one, const Layout& layout) {
  const ir::Module module = ir::module_of(all, one);
  const ir::Image& image = module.images.front();
  std::vector<OutputFile> files{manifest(module, image, default_launch(image), layout)};
  for (const ir::Launch& launch : image.launches)
    if (!launch.name.empty() && !launch.shell) files.push_back(manifest(module, image, launch, layout));
  // A shell needs somebody who types.
  for (const ir::Launch& launch : image.launches)
    if (launch.shell)
      files.front().notes.push_back(fmt::format("the launch `{}` is a shell, for which a cluster has `kubectl exec`",
                                                launch.name.empty() ? "without a name" : launch.name));
  return files;
}

}  // namespace boxwright::backends
