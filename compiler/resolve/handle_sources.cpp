// Repositories, downloads and weights.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "compiler/base/path_text.hpp"
#include "compiler/resolve/mends.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

std::optional<std::string> item_destination(const Statement& statement, const Item& item, bool folder,
                                            const Scope& scope) {
  if (item.targets.empty()) {
    scope.report(diag::ArrowMissing, item.span, statement.name())
        .note(fmt::format("for example `{}`", statement.keyword->example));
    return std::nullopt;
  }
  auto path = destination(item.targets.front(), scope);
  if (path && folder && !path->ends_with('/')) *path += '/';
  return path;
}

std::string owner_of(const Options& options, const Scope& scope) {
  if (!options.has("owner")) return "";
  std::string owner = options.text("owner");
  const spec::User& user = scope.stage->user;
  if (owner == "root" || owner == "0" || owner == "0:0") return "";
  if (owner == user.name) return fmt::format("{}:{}", user.uid, user.gid);
  const std::size_t colon = owner.find(':');
  if (colon != std::string::npos && is_number(std::string_view(owner).substr(0, colon)) &&
      is_number(std::string_view(owner).substr(colon + 1)))
    return owner;
  if (is_number(owner)) return owner + ":" + owner;
  scope.report(diag::BadOwner, options.at("owner").span, owner)
      .suggest(owner, {user.name, "root"}, options.at("owner").span)
      .note("another account is given by its numbers, such as `owner=1000:1000`");
  return "";
}

namespace {

struct Algorithm {
  std::string_view name;
  std::size_t digits;
};
constexpr std::array<Algorithm, 3> algorithms{{{"sha256", 64}, {"sha512", 128}, {"md5", 32}}};

}  // namespace

std::optional<Checksum> read_checksum(const Options& options, const Scope& scope) {
  for (const Algorithm& algorithm : algorithms) {
    if (!options.has(algorithm.name)) continue;
    std::string digits = options.text(algorithm.name);
    if (!is_hexadecimal(digits, algorithm.digits)) {
      scope.report(diag::BadChecksum, options.at(algorithm.name).span, digits, std::string(algorithm.name),
                   algorithm.digits);
      return std::nullopt;
    }
    std::transform(digits.begin(), digits.end(), digits.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return Checksum{std::string(algorithm.name), digits};
  }
  return std::nullopt;
}

/// `git@host:path` and addresses of other kinds as the same place by https; empty where that is not clear.
static std::string as_web_url(const std::string& url) {
  std::string place = url;
  if (const std::size_t scheme = place.find("://"); scheme != std::string::npos) {
    place = place.substr(scheme + 3);
  } else if (const std::size_t colon = place.find(':'); place.starts_with("git@") && colon != std::string::npos) {
    place[colon] = '/';
  } else {
    return "";
  }
  if (place.starts_with("git@")) place = place.substr(4);
  const std::string web = "https://" + place;
  return place.starts_with("/") || !is_web_url(web) || has_credentials(web) ? "" : web;
}

std::optional<std::string> plain_url(const Word& word, const Scope& scope) {
  auto url = literal(word, *scope.diagnostics);
  if (!url) return std::nullopt;
  if (!is_web_url(*url)) {
    auto entry = scope.report(diag::BadUrl, word.span, *url);
    if (const std::string web = as_web_url(*url); !web.empty()) entry.fix(word.span, web, "write");
  } else if (has_credentials(*url)) {
    scope.report(diag::CredentialsInUrl, word.span).note(how_to_log_in);
  } else {
    return url;
  }
  return std::nullopt;
}

void check_downloaded(const std::string& url, const Word& word, const Statement& statement, const Options& options,
                      const Scope& scope) {
  const bool has_sum =
      std::any_of(algorithms.begin(), algorithms.end(), [&](const Algorithm& a) { return options.has(a.name); });
  if (has_sum || !scope.is_unpinned(url, word.span)) return;
  scope.report(diag::UnpinnedDownload, word.span, url)
      .note(fmt::format(
          "write `{}(sha256=…)` with the sum its publisher states, or what `sha256sum` says of a copy you trust",
          statement.name()))
      .note(fmt::format("or waive it: `allow unpinned {} \"why\"`", as_word(url)));
}

namespace {

bool is_archive(std::string_view name) {
  constexpr std::array<std::string_view, 9> endings{".zip",  ".tar",    ".tar.gz", ".tgz", ".tar.bz2",
                                                    ".tbz2", ".tar.xz", ".txz",    ".whl"};
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view e) { return name.ends_with(e); });
}

void add_download(const Statement& statement, const Item& item, const Word& word, const std::string& to, bool weights,
                  Scope& scope) {
  const auto url = plain_url(word, scope);
  if (!url) return;
  spec::Fetch fetch;
  fetch.url = *url;
  fetch.weights = weights;
  fetch.unpack = item.options.has("unpack");
  fetch.destination = to;
  fetch.mode = item.options.text("mode");
  if (item.options.has("strip"))
    if (const auto strip = number(item.options.at("strip"), 0, 64, *scope.diagnostics))
      fetch.strip = static_cast<unsigned>(*strip);
  if (fetch.unpack) refuse_options(item.options, {"mode"}, "what is unpacked; its files can be read by all", scope);
  fetch.checksum = read_checksum(item.options, scope);
  if (item.options.has("secret")) fetch.secret = use_secret(item.options.at("secret"), scope);
  const std::string name = url_file_name(fetch.url);
  if (name.empty() && (fetch.unpack || to.ends_with('/'))) {
    auto entry = scope.report(diag::UnnamedDownload, word.span, fetch.url);
    if (fetch.unpack) {
      entry.note("what is unpacked must say what it is: the URL has to end in the archive's own name");
    } else {
      entry.note(fmt::format("name the file it becomes: `{} {} -> {}NAME`", statement.name(), as_word(fetch.url), to));
    }
  } else if (fetch.unpack && !is_archive(name)) {
    scope.report(diag::CannotUnpack, word.span, name, "its name says neither zip nor tar")
        .note("leave `unpack` out, or name the archive itself");
  }
  check_downloaded(fetch.url, word, statement, item.options, scope);
  scope.stage->statements.push_back({std::move(fetch), item.span});
}

}  // namespace

void handle_git(const Statement& statement, Scope& scope) {
  spec::Git git;
  const Options& options = statement.options;
  if (!plain_url(statement.first(), scope)) return;
  git.url = statement.first().display();
  git.revision = options.text("rev");
  git.tag = options.text("tag");
  git.submodules = options.text("submodules") != "no";
  git.lfs = options.has("lfs");
  git.keep_git = options.has("keep-git");
  if (options.has("depth")) {
    if (const auto depth = number(options.at("depth"), 0, 1'000'000, *scope.diagnostics))
      git.depth = static_cast<unsigned>(*depth);
    if (!git.keep_git)
      scope.report(diag::OptionNotTaken, options.at("depth").span, "depth", "a repository without its history")
          .note("`keep-git` keeps it, and `depth=` says how much: 0 is all of it, 1 the newest commit");
  }
  const ast::Block* block = statement.row->block();
  const bool picks = block != nullptr && std::any_of(block->rows.begin(), block->rows.end(), [](const ast::Row& row) {
                       return row.head && row.head->value == "pick";
                     });
  if (git.keep_git && picks)
    scope
        .report(diag::OptionNotTaken, options.at("keep-git").span, "keep-git",
                "a repository of which `pick` takes parts")
        .note("without `pick` the history comes with it; `remove` leaves out what is not wanted");
  if (git.url.find_first_of("?#") != std::string::npos) scope.report(diag::BadUrl, statement.first().span, git.url);
  while (git.url.ends_with('/')) git.url.pop_back();
  if (git.tag.find_first_of(": ~^\\*?[#") != std::string::npos)
    scope.report(diag::BadWord, options.at("tag").span, git.tag, "the name of a tag");
  const auto to = destination(statement.targets.front(), scope);
  if (!to) return;
  git.destination = without_last_slash(*to);
  if (git.revision.empty() && scope.is_unpinned(git.url, statement.first().span)) {
    if (git.tag.empty()) {
      scope.report(diag::UnpinnedSource, statement.first().span, git.url)
          .note("write `git(rev=…)` with the full commit, which `git ls-remote URL` shows")
          .note(fmt::format("or waive it: `allow unpinned {} \"why\"`", as_word(git.url)));
    } else {
      scope.report(diag::UnpinnedGitTag, statement.options.at("tag").span, git.tag, git.url)
          .note("write `rev=` with the full commit of the tag beside it")
          .note(fmt::format("or waive it: `allow unpinned {} \"why\"`", as_word(git.url)));
    }
  }
  if (statement.row->block() != nullptr) {
    scope.git = &git;
    for (const ast::Row& row : statement.row->block()->rows) {
      if (row.head && row.head->value == "allow") continue;
      if (const auto inner = read_statement(row, keywords::GIT, scope.names, *scope.diagnostics)) handle(*inner, scope);
    }
    scope.git = nullptr;
  }
  scope.stage->statements.push_back({std::move(git), statement.span});
}

namespace {

void read_repository_paths(const Statement& statement, std::vector<std::string>& paths, const Scope& scope) {
  for (const Item& item : statement.items) {
    for (const Word& word : item.words) {
      const auto text = literal(word, *scope.diagnostics);
      if (!text) continue;
      const std::string path = normal_path(*text);
      if (text->starts_with('/') || path == "." || path == ".." || path.starts_with("../")) {
        scope.report(diag::BadWord, word.span, *text, "a path inside the repository");
      } else {
        paths.push_back(path);
      }
    }
  }
}

}  // namespace

void handle_git_pick(const Statement& statement, Scope& scope) {
  read_repository_paths(statement, scope.git->pick, scope);
}
void handle_git_remove(const Statement& statement, Scope& scope) {
  read_repository_paths(statement, scope.git->remove, scope);
}

void handle_git_unpack(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    std::vector<std::string> archive;
    std::vector<std::string> folder;
    Statement paths = statement;
    paths.items = {item};
    read_repository_paths(paths, archive, scope);
    paths.items.front().words = item.targets;
    read_repository_paths(paths, folder, scope);
    if (archive.empty() || folder.empty()) continue;
    if (!is_archive(archive.front()))
      scope.report(diag::CannotUnpack, item.words.front().span, archive.front(), "its name says neither zip nor tar");
    scope.git->unpack.push_back({archive.front(), without_last_slash(folder.front())});
  }
}

void handle_fetch(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    const auto to = item_destination(statement, item, item.words.size() > 1 || item.options.has("unpack"), scope);
    if (!to) continue;
    if (item.words.size() > 1)
      refuse_options(item.options, {"sha256", "sha512", "md5"},
                     "several downloads at once; give each a row of a block and its own sum", scope);
    for (const Word& word : item.words) add_download(statement, item, word, *to, false, scope);
  }
}

namespace {

void add_local_weights(const Item& item, const Word& word, const std::string& to, Scope& scope) {
  for (spec::ContextEntry& entry : context_entries(word, scope)) {
    spec::Copy copy;
    copy.weights = true;
    copy.unpack = item.options.has("unpack");
    refuse_options(item.options,
                   {"sha256", "sha512", "md5", "strip", "secret", "min-size", "include", "exclude", "rev"},
                   "a file of the build context", scope);
    if (copy.unpack) refuse_options(item.options, {"mode"}, "what is unpacked; its files can be read by all", scope);
    if (copy.unpack && (entry.directory || !is_archive(entry.path)))
      scope.report(diag::CannotUnpack, word.span, entry.path, "it is neither a zip nor a tar");
    copy.entries.push_back(std::move(entry));
    copy.destination = to;
    copy.mode = item.options.text("mode");
    scope.stage->statements.push_back({std::move(copy), item.span});
  }
}

}  // namespace

void handle_weights(const Statement& statement, Scope& scope) {
  if (statement.row->raw() != nullptr) {
    handle_weights_command(statement, scope);
    return;
  }
  for (const Item& item : statement.items) {
    const auto to = item_destination(statement, item, item.words.size() > 1 || item.options.has("unpack"), scope);
    if (!to) continue;
    for (const Word& word : item.words) {
      if (item.options.has("mount")) {
        add_mounted_weights(statement, item, word, *to, scope);
      } else if (word.display().starts_with("hf://")) {
        add_model(statement, item, word, *to + (to->ends_with('/') ? "" : "/"), scope);
      } else if (word.display().find("://") != std::string::npos) {
        refuse_options(item.options, {"min-size"}, "a download, which its checksum holds to its size", scope);
        refuse_options(item.options, {"include", "exclude", "rev"}, "a download: only an `hf://` model has them",
                       scope);
        add_download(statement, item, word, *to, true, scope);
      } else {
        add_local_weights(item, word, *to, scope);
      }
    }
  }
}

}  // namespace boxwright::resolve
