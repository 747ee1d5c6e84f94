// Rule `cuda-mismatch`: wheels that bring one CUDA on a base that has another. The base's gigabytes serve nothing, and
// what is compiled there does not fit what is loaded.
#include <cctype>
#include <optional>
#include <string_view>

#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"
#include "compiler/resolve/image_reference.hpp"

namespace boxwright::lint {

namespace {

/// `12.4` of `12.4.1-cudnn-runtime-ubuntu22.04` and of `2.5.1-cuda12.4-cudnn9-runtime`.
std::optional<std::string> base_cuda(const std::string& name, std::string_view tag) {
  if (name.ends_with("nvidia/cuda")) {
    // the tag begins with it
  } else if (const std::size_t at = tag.find("cuda"); name == "pytorch/pytorch" && at != std::string_view::npos) {
    tag.remove_prefix(at + 4);
  } else {
    return std::nullopt;
  }
  const std::size_t end = tag.find_first_not_of("0123456789.");
  tag = tag.substr(0, end);
  const std::size_t dot = tag.find('.');
  if (dot == std::string_view::npos || dot == 0) return std::nullopt;
  return std::string(tag.substr(0, tag.find('.', dot + 1)));
}

/// `12.4` of `…/whl/cu124` and of `torch==2.5.1+cu124`; `cpu` where the wheels have none.
std::optional<std::string> wheel_cuda(const spec::Pip& pip) {
  const auto read = [](std::string_view text) -> std::optional<std::string> {
    for (std::size_t at = text.find("cu"); at != std::string_view::npos; at = text.find("cu", at + 1)) {
      if (at == 0 || (text[at - 1] != '/' && text[at - 1] != '+')) continue;
      const std::size_t end = std::min(text.find_first_not_of("0123456789", at + 2), text.size());
      const std::string_view digits = text.substr(at + 2, end - at - 2);
      if (digits.size() == 3) return std::string(digits.substr(0, 2)) + "." + std::string(digits.substr(2));
    }
    if (text.ends_with("/whl/cpu") || text.ends_with("+cpu")) return "cpu";
    return std::nullopt;
  };
  std::vector<std::string> places{pip.index};
  places.insert(places.end(), pip.extra_indexes.begin(), pip.extra_indexes.end());
  places.insert(places.end(), pip.find_links.begin(), pip.find_links.end());
  places.insert(places.end(), pip.requirements.begin(), pip.requirements.end());
  for (const std::string& place : places)
    if (auto found = read(place)) return found;
  return std::nullopt;
}

}  // namespace

void cuda_mismatch(Subject& subject) {
  for (const spec::Stage& stage : subject.spec().stages) {
    if (stage.from.kind != spec::From::Kind::image) continue;
    const auto reference = parse_image_reference(stage.from.name);
    const auto base = reference ? base_cuda(reference->name, reference->tag) : std::nullopt;
    if (!base) continue;
    for (const spec::Statement& statement : stage.statements) {
      const auto* pip = std::get_if<spec::Pip>(&statement.fact);
      const auto wheels = pip == nullptr ? std::nullopt : wheel_cuda(*pip);
      if (!wheels || *wheels == *base || subject.waived("cuda-mismatch", stage.from.name, statement.span)) continue;
      subject.report(diag::CudaMismatch, statement.span, *wheels == "cpu" ? "no CUDA" : "CUDA " + *wheels, *base)
          .label(stage.from.span, "the base")
          .note(
              "wheels bring the CUDA they need: a base without it will do, and `use pytorch version=… device=cuda` "
              "picks what belongs together");
      break;
    }
  }
}

}  // namespace boxwright::lint
