#include "compiler/resolve/secrets.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "compiler/base/edit_distance.hpp"
#include "compiler/resolve/mends.hpp"

namespace boxwright::resolve {

void Secrets::declare(DeclaredSecret declared, Diagnostics& diagnostics) {
  for (const DeclaredSecret& other : declared_) {
    if (other.secret.name != declared.secret.name) continue;
    if (other.block != declared.block && other.secret == declared.secret) continue;
    diagnostics.report(diag::SecretTwice, declared.span, declared.secret.name)
        .label(other.span, "first here")
        .note("the builder knows a secret by its name: give this one another name, or take it from the same place");
    return;
  }
  declared_.push_back(std::move(declared));
}

const Secret* Secrets::use(std::string_view name, Span place, const std::vector<std::string>& blocks,
                           Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (DeclaredSecret& declared : declared_) {
    if (std::find(blocks.begin(), blocks.end(), declared.block) == blocks.end()) continue;
    names.push_back(declared.secret.name);
    if (declared.secret.name != name) continue;
    declared.used = true;
    return &declared.secret;
  }
  auto entry = diagnostics.report(diag::UnknownSecret, place, std::string(name));
  if (const auto meant = guess(name, names)) {
    entry.did_you_mean(place, std::string(meant->word), meant->certain);
  } else {
    entry.note(
        fmt::format("declare it, and where its value comes from: `secret(env=VARIABLE) {0}` or "
                    "`secret(file=PATH) {0}`",
                    as_word(name)));
  }
  return nullptr;
}

std::optional<std::string> Secrets::of_file(std::string_view path) const {
  const auto found = std::find_if(declared_.begin(), declared_.end(),
                                  [&](const DeclaredSecret& declared) { return declared.secret.file == path; });
  return found == declared_.end() ? std::nullopt : std::optional(found->secret.name);
}

void Secrets::report_unused(Waivers& waivers, Diagnostics& diagnostics) const {
  for (const DeclaredSecret& declared : declared_) {
    if (declared.used || waivers.covers("unused-secret", declared.secret.name, declared.span)) continue;
    diagnostics.report(diag::UnusedSecret, declared.span, declared.secret.name)
        .note(fmt::format("give it to the step that needs it, as in `run(secret={}): …`, or remove the row",
                          declared.secret.name));
  }
}

}  // namespace boxwright::resolve
