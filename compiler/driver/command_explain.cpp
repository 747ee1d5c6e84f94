// explain: where each layer of an image comes from, what the passes did to it, and what an edit rebuilds; of a whole
// spec or of what one of its lines brings, as text, as a table (--layers), as JSON or as a page (--html).

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/display.hpp"
#include "compiler/driver/commands.hpp"
#include "compiler/layers/story.hpp"

namespace boxwright::driver {

namespace {

/// By this a page is known for one of ours, which may be replaced.
constexpr std::string_view generator = R"(<meta name="generator" content="boxwright">)";

constexpr std::size_t head_of_page = 512;  // bytes in which that stands

/// Builds and what is told of them; the stories point into the builds.
struct Told {
  std::vector<layers::Build> builds;
  std::vector<layers::Story> stories;
  std::vector<const ImageTarget*> targets;
};

Told tell(const Build& build) {
  Told told;
  for (const ImageTarget& target : build.targets) {
    told.builds.push_back(layers::build_of(target.module(), *target.image));
    told.targets.push_back(&target);
  }
  for (std::size_t i = 0; i < told.builds.size(); ++i) {
    const Sources& sources = told.targets[i]->compiled->result.sources;
    const FileId spec = told.targets[i]->image->origin.spans.front().file;
    told.stories.push_back(layers::tell(told.builds[i], told.targets[i]->unit->remarks, sources, spec));
  }
  return told;
}

int write_page(const Told& told, const std::string& file, bool force, Session& session) {
  const std::string name = display::escaped(file);
  const FileSystem::Kind kind = session.files.kind(file);
  if (file.empty() || file.ends_with(".box"))
    return refuse(session, fmt::format("`--html={}` names no page; write `--html=layers.html`", name));
  const bool is_ours =
      kind == FileSystem::Kind::file &&
      session.files.read(file).value_or("").substr(0, head_of_page).find(generator) != std::string::npos;
  if (kind != FileSystem::Kind::missing && !is_ours && !(force && kind == FileSystem::Kind::file))
    return refuse(session, fmt::format("`{}` is no page that was written here; give another name{}", name,
                                       kind == FileSystem::Kind::file ? ", or --force to replace it" : ""));
  if (const auto error = session.files.write(file, layers::page(told.stories), false))
    return refuse(session, fmt::format("cannot write `{}`: {}", name, *error));
  session.streams.err += fmt::format("wrote {}\n", name);
  return status::done;
}

/// The keyword of the narrowest statement around a line; empty where there is none.
std::string keyword_at(const ImageTarget& target, const Source& spec, std::size_t line) {
  std::string keyword;
  std::size_t narrowest = 0;
  const ir::Module& module = target.module();
  const Sources& sources = target.compiled->result.sources;
  const Span image_place = target.image->origin.spans.front();
  for (const ir::Stage* stage = ir::find_stage(module, target.image->stage); stage != nullptr;
       stage = ir::stage_below(module, *stage)) {
    for (const auto& [name, origin] : stage->configuration.rows) {
      for (const Span& span : origin.spans) {
        const Span place = sources.outermost(span);
        if (place.file != image_place.file) continue;
        const auto [first, last] = layers::lines_of(place, spec);
        if (line < first || line > last || (narrowest > 0 && last - first + 1 >= narrowest)) continue;
        narrowest = last - first + 1;
        keyword = name;
      }
    }
  }
  return keyword;
}

/// Statements that say how an image is started, shipped or described: no step reads them.
bool reaches_no_layer(std::string_view keyword) {
  constexpr std::array<std::string_view, 16> keywords{
      "launch", "push",        "allow",  "label",  "title",      "version",     "authors",    "licenses",
      "source", "description", "expose", "volume", "stopsignal", "healthcheck", "entrypoint", "cmd"};
  return std::find(keywords.begin(), keywords.end(), keyword) != keywords.end();
}

std::string no_layer(const Told& told, std::size_t line) {
  const Source& spec = *told.stories.front().spec;
  const std::string place = fmt::format("{}:{}", display::escaped(spec.name()), line);
  for (const ImageTarget* target : told.targets) {
    const std::string keyword = keyword_at(*target, spec, line);
    if (keyword.empty()) continue;
    const std::string what = fmt::format("{}: no layer comes of this `{}` by itself", place, keyword);
    if (reaches_no_layer(keyword)) return what + ", and an edit of it rebuilds nothing\n";
    return what + "; `boxwright diff` says what an edit of it rebuilds\n";
  }
  return fmt::format("{}: no layer comes of this line by itself\n", place);
}

int explain_line(const Told& told, std::size_t line, Session& session) {
  std::string text;
  for (const layers::Story& story : told.stories) {
    if (line > story.spec->line_count())
      return refuse(session,
                    fmt::format("`{}` has {} lines", display::escaped(story.spec->name()), story.spec->line_count()));
    const auto chapters = layers::chapters_of(story, line);
    if (chapters.empty()) continue;
    if (told.stories.size() > 1) text += fmt::format("{}{}\n\n", text.empty() ? "" : "\n", layers::headline(story));
    for (const layers::Chapter* chapter : chapters)
      text += (chapter == chapters.front() ? "" : "\n") + layers::text(*chapter, story);
  }
  session.streams.out += text.empty() ? no_layer(told, line) : text;
  return status::done;
}

}  // namespace

Outcome explain_command(const Request& request, Session& session) {
  if (request.line && (request.page || request.table || request.form == MessageForm::json))
    return {refuse(session, "a line is explained as text; leave out --html, --layers and --message-format"), {}};
  Build compiled = build(request, session);
  if (compiled.failed) return {*compiled.failed, {}};
  if (compiled.targets.empty()) return {refuse(session, "there is no image to explain"), {}};
  const Told told = tell(compiled);
  if (request.page) return {write_page(told, *request.page, request.force, session), {}};
  if (request.form == MessageForm::json) {
    for (const layers::Story& story : told.stories) session.streams.out += layers::json(story) + "\n";
    return {status::done, {}};
  }
  if (request.line) return {explain_line(told, *request.line, session), {}};
  for (const layers::Story& story : told.stories) {
    if (&story != told.stories.data()) session.streams.out += "\n";
    if (request.table) {
      session.streams.out += layers::table(story);
      continue;
    }
    session.streams.out += layers::headline(story) + "\n";
    for (const layers::Chapter& chapter : story.chapters) session.streams.out += "\n" + layers::text(chapter, story);
  }
  return {status::done, {}};
}

}  // namespace boxwright::driver
