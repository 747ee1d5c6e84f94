// Weights that an image does not hold: its containers are given them, read-only.
#include <fmt/core.h>

#include <algorithm>

#include "compiler/base/path_text.hpp"
#include "compiler/resolve/mends.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

/// Is it one that can be mounted at all? Reported where it is not.
bool may_mount(const Options& options, const Word& word, const Scope& scope) {
  const Span span = options.at("mount").span;
  if (scope.image == nullptr) {
    scope.report(diag::OptionNotTaken, span, "mount", "a stage: containers are started from images")
        .note("write the row in the image");
  } else if (word.display().starts_with("hf://")) {
    scope.report(diag::OptionNotTaken, span, "mount", "a model of the hub")
        .note("leave the row out and write `launch { cache hf }`: what the program downloads then stays in ~/.cache")
        .note("or bake it, which is what happens without `mount`");
  } else {
    refuse_options(options, {"bake", "unpack", "strip", "mode", "secret", "include", "exclude", "rev", "min-size"},
                   "weights that are mounted as they are", scope);
    return true;
  }
  return false;
}

void add_file_of_url(const Statement& statement, const Item& item, const Word& word, const std::string& to,
                     Scope& scope) {
  const auto url = plain_url(word, scope);
  if (!url) return;
  if (item.words.size() > 1)
    refuse_options(item.options, {"sha256", "sha512", "md5"},
                   "several downloads at once; give each a row of a block and its own sum", scope);
  const std::string name = url_file_name(*url);
  if (name.empty() && to.ends_with('/')) {
    scope.report(diag::UnnamedDownload, word.span, *url)
        .note(fmt::format("name the file it becomes: `weights(mount) {} -> {}NAME`", as_word(*url), to));
    return;
  }
  MountedWeights weights;
  weights.url = *url;
  weights.checksum = read_checksum(item.options, scope);
  weights.target = to.ends_with('/') ? to + name : to;
  check_downloaded(*url, word, statement, item.options, scope);
  scope.image->weights.push_back(std::move(weights));
}

void add_path_of_host(const Item& item, const Word& word, const std::string& to, Scope& scope) {
  refuse_options(item.options, {"sha256", "sha512", "md5"}, "a path of the host, where what lies there may change",
                 scope);
  if (!check_control_characters(word, *scope.diagnostics)) return;
  LaunchMount mount;
  mount.source = word.display();
  const bool elsewhere = mount.source.starts_with('/') || mount.source.starts_with('~');
  const auto kind = elsewhere ? FileSystem::Kind::other : scope.files().kind(scope.context_path(mount.source));
  if (kind == FileSystem::Kind::missing && !scope.waivers->covers("missing-mount-source", mount.source, item.span))
    scope.report(diag::MissingMountSource, word.span, mount.source).note("it must be there when the container starts");
  const bool into = to.ends_with('/') && (kind == FileSystem::Kind::file || item.words.size() > 1);
  mount.target = into ? to + file_name(mount.source) : without_last_slash(to);
  if (mount.source.find(',') != std::string::npos) {
    scope.report(diag::BadWord, word.span, mount.source,
                 "a path without a comma, which `docker run --mount` reads as its own");
    return;
  }
  scope.weights.push_back(std::move(mount));
}

}  // namespace

void add_mounted_weights(const Statement& statement, const Item& item, const Word& word, const std::string& to,
                         Scope& scope) {
  if (!may_mount(item.options, word, scope)) return;
  if (to.find(',') != std::string::npos || to == "/") {
    scope.report(diag::BadWord, item.targets.front().span, to,
                 "a place for them below `/`, without a comma, which `docker run --mount` reads as its own");
  } else if (word.display().find("://") != std::string::npos) {
    add_file_of_url(statement, item, word, to, scope);
  } else {
    add_path_of_host(item, word, to, scope);
  }
}

}  // namespace boxwright::resolve
