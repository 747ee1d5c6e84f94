// .hadolint.yaml, .checkov.yaml and .trivyignore: what the spec waives with `allow` is waived for these linters, too,
// and nothing else:
//
//     allow unpinned debian:bookworm "…"    →    ignored: [DL3006, DL3007]; skip-check: [CKV_DOCKER_7]; DS-0001
//
// They know no subjects, so that an id is waived for the whole spec. Each linter looks for its file in the folder it is
// started in; trivy calls its ids now so, now with AVD- before them.
#include <fmt/format.h>

#include "compiler/backends/backend.hpp"
#include "compiler/backends/mark.hpp"
#include "compiler/lint/rules.hpp"

namespace boxwright::backends {

namespace {

/// A list of YAML; `[]` where it has no items.
std::string list(std::string_view key, const std::set<std::string_view>& ids) {
  if (ids.empty()) return fmt::format("{}: []\n", key);
  std::string text = fmt::format("{}:\n", key);
  for (const std::string_view id : ids) text += fmt::format("  - {}\n", id);
  return text;
}

OutputFile marked(const char* name, const std::string& text, const Layout& layout) {
  return {name, with_mark(text, layout.spec, 1), false, {}};
}

}  // namespace

std::vector<OutputFile> emit_linters(const ir::Module& module, const ir::Image&, const Layout& layout) {
  using lint::Linter;
  std::string lines;
  for (const std::string_view id : lint::foreign_ids(module.waived, Linter::trivy))
    lines += fmt::format("{0}\nAVD-{0}\n", id);
  return {marked(".hadolint.yaml", list("ignored", lint::foreign_ids(module.waived, Linter::hadolint)), layout),
          marked(".checkov.yaml", list("skip-check", lint::foreign_ids(module.waived, Linter::checkov)), layout),
          marked(".trivyignore", lines, layout)};
}

}  // namespace boxwright::backends
