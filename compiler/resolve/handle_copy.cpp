// Files of the image: copied from the build context, a stage or an image, or written in the spec.
#include <fmt/core.h>

#include <algorithm>

#include "compiler/base/path_text.hpp"
#include "compiler/resolve/image_reference.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/shell_text.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

/// `copy(from=…)`: a stage of this spec, else an image.
void copy_from(const Statement& statement, const Item& item, const std::string& name, spec::Copy copy, Scope& scope) {
  const Word& from = item.options.at("from");
  const FoundStage found = scope.find_stage(name, from.span);
  if (found.reported) return;
  const bool is_plain =
      name.find_first_of("/:@") == std::string::npos;  // the name of a stage, or an image without a tag
  if (found.stage != nullptr) {
    copy.from = spec::Copy::From::stage;
    copy.source_name = found.stage->name;
  } else if (const auto reference = parse_image_reference(name)) {
    copy.from = spec::Copy::From::image;
    copy.source_name = name;
    check_trusted(name, from.span, scope);
    if (reference->digest.empty() && scope.is_unpinned(name, from.span, true)) {
      if (is_plain) {
        report_no_stage(name, found, from.span, scope);
      } else if (reference->tag.empty()) {
        scope.report(diag::UnpinnedBase, from.span, name).note(fmt::format("write `{}:TAG@sha256:…`", name));
      } else if (reference->tag == "latest") {
        scope.report(diag::LatestBase, from.span, name);
      } else {
        scope.report(diag::UnpinnedTag, from.span, name).note(fmt::format("write `{}@sha256:…`", name));
      }
    }
  } else if (is_plain) {
    report_no_stage(name, found, from.span, scope);
    return;
  } else {
    scope.report(diag::BadReference, from.span, name);
    return;
  }
  for (const Word& word : item.words) {
    const auto path = absolute_path(word, scope);
    if (!path) continue;
    spec::Copy one = copy;
    one.sources.push_back(*path);
    one.destination = *path;
    if (!item.targets.empty()) {
      const auto to = item_destination(statement, item, item.words.size() > 1, scope);
      if (!to) return;
      one.destination = *to;
    }
    scope.stage->statements.push_back({std::move(one), item.span});
  }
}

/// `exclude=`: patterns of the ignore file, below each folder that is copied. One without a slash is for any depth.
void exclude_from_context(const Item& item, const spec::Copy& copy, Scope& scope) {
  for (const Word& word : item.options.list("exclude")) {
    const std::string text = word.display();
    if (!check_control_characters(word, *scope.diagnostics)) continue;
    if (text.starts_with('/') || text.starts_with('!') || text.starts_with("..")) {
      scope.report(diag::BadWord, word.span, text, "a pattern such as *.pyc or tests/data, below what is copied");
      continue;
    }
    const bool anywhere = text.find('/') == std::string::npos;
    for (const spec::ContextEntry& entry : copy.entries) {
      const std::string folder = entry.path == "." ? "" : entry.path + "/";
      if (entry.directory)
        scope.stage->excluded.push_back({folder + (anywhere ? "**/" : "") + without_last_slash(text), word.span});
    }
  }
}

void copy_from_context(const Statement& statement, const Item& item, spec::Copy copy, Scope& scope) {
  for (const Word& word : item.words) {
    if (item.options.has("optional") && word.text.is_literal() && !has_wildcard(word.display()) &&
        scope.files().kind(scope.context_path(word.display())) == FileSystem::Kind::missing)
      continue;
    for (spec::ContextEntry& entry : context_entries(word, scope)) copy.entries.push_back(std::move(entry));
  }
  if (copy.entries.empty()) return;
  exclude_from_context(item, copy, scope);
  const auto to =
      item_destination(statement, item,
                       item.words.size() > 1 || copy.entries.size() > 1 || has_wildcard(item.words.front().display()) ||
                           (item.options.has("keep") && copy.entries.front().directory),
                       scope);
  if (!to) return;
  copy.destination = *to;
  if (!item.options.has("keep")) {
    scope.stage->statements.push_back({std::move(copy), item.span});
    return;
  }
  for (const spec::ContextEntry& entry : copy.entries) {
    spec::Copy one = copy;
    one.entries = {entry};
    if (entry.directory) one.destination += file_name(entry.path) + "/";
    scope.stage->statements.push_back({std::move(one), item.span});
  }
}

/// `copy(inside)`: from one place of the image to another.
void copy_inside(const Statement& statement, const Item& item, Scope& scope) {
  for (const Word& word : item.words) {
    const auto path = absolute_path(word, scope);
    const auto to = item_destination(statement, item, item.words.size() > 1, scope);
    if (!path || !to) return;
    spec::Copy copy;
    copy.from = spec::Copy::From::inside;
    copy.sources.push_back(*path + (word.display().ends_with('/') ? "/" : ""));
    copy.destination = *to;
    scope.stage->statements.push_back({std::move(copy), item.span});
  }
}

}  // namespace

void handle_copy(const Statement& statement, Scope& scope) {
  for (const Item& item : statement.items) {
    spec::Copy copy;
    copy.owner = owner_of(item.options, scope);
    copy.mode = item.options.text("mode");
    if (item.options.has("inside")) {
      refuse_options(item.options, {"from", "keep", "optional", "exclude", "mode", "owner"},
                     "a copy inside the image, where files keep what they are", scope);
      copy_inside(statement, item, scope);
    } else if (item.options.has("from")) {
      refuse_options(item.options, {"keep", "optional", "exclude"}, "a copy from a stage or an image", scope);
      copy_from(statement, item, item.options.text("from"), std::move(copy), scope);
    } else {
      copy_from_context(statement, item, std::move(copy), scope);
    }
  }
}

namespace {

/// Text of a spec as it goes into a file: built-ins replaced, variables left to nobody.
Text file_text(const Statement& statement, std::size_t word, const Scope& scope) {
  if (statement.row->fence() != nullptr)
    return evaluate_shell(statement.row->fence()->text, statement.row->fence()->span, scope.names, *scope.diagnostics);
  const Word& text = statement.items.front().words[word];
  return literal(text, *scope.diagnostics).value_or("");
}

}  // namespace

void handle_file(const Statement& statement, Scope& scope) {
  const bool fence = statement.row->fence() != nullptr;
  const std::vector<Word>& words = statement.items.front().words;
  if (!check_control_characters(words.front(), *scope.diagnostics)) return;
  if (fence == (words.size() == 2)) {
    scope.report(diag::BodyMissing, statement.name_span, "file", "its text: one string, or lines between fences")
        .note("for example `file /etc/motd \"hello\"`");
    return;
  }
  auto path = destination(words.front(), scope);
  if (!path) return;
  if (path->ends_with('/')) {
    scope.report(diag::FileExpected, words.front().span, *path);
    return;
  }
  spec::WriteFile file;
  file.path = *path;
  file.content = file_text(statement, 1, scope);
  file.mode = statement.options.has("mode") ? statement.options.text("mode") : "0644";
  file.owner = owner_of(statement.options, scope);
  scope.stage->statements.push_back({std::move(file), statement.span});
}

void handle_wrapper(const Statement& statement, Scope& scope) {
  const Word& word = statement.first();
  const std::string name = word.display();
  if (!is_plain_name(name)) {
    scope.report(diag::BadWrapperName, word.span, name)
        .note("it is found by its name alone: letters, digits, `.`, `_` and `-`, and no folder");
    return;
  }
  if (scope.stage->base.sh.empty()) {
    scope.report(diag::NoShell, statement.name_span, "`wrapper`");
    return;
  }
  spec::WriteFile file;
  file.path = "/usr/local/bin/" + name;
  file.mode = "0755";
  if (const ast::Raw* raw = statement.row->raw()) {
    const std::string text = evaluate_shell(raw->text, raw->span, scope.names, *scope.diagnostics);
    const bool assigns = text.substr(0, text.find(' ')).find('=') != std::string::npos;
    const std::string_view exec = is_simple_command(text) && !assigns && !text.starts_with("exec ") ? "exec " : "";
    const bool passes_on = text.find("$@") != std::string::npos || text.find("$*") != std::string::npos;
    file.content = fmt::format("#!/bin/sh\nset -eu\n{}{}{}\n", exec, text, passes_on ? "" : " \"$@\"");
  } else if (const ast::Fence* fence = statement.row->fence()) {
    const std::string text = evaluate_shell(fence->text, fence->span, scope.names, *scope.diagnostics);
    file.content = text.starts_with("#!") ? text : "#!/bin/sh\nset -eu\n" + text;
  } else {
    scope.report(diag::BodyMissing, statement.name_span, "wrapper", "the command it runs")
        .note("for example `wrapper serve: exec python3 -m app`");
    return;
  }
  scope.stage->statements.push_back({std::move(file), statement.span});
}

}  // namespace boxwright::resolve
