#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/base/source.hpp"
#include "compiler/layers/compare.hpp"
#include "compiler/layers/layers.hpp"
#include "compiler/passes/remarks.hpp"

/// What there is to tell of a build's layers, and how it is told: as text, as a table, as JSON and as a page.
namespace boxwright::layers {

/// The first and the last line of a span.
std::pair<std::size_t, std::size_t> lines_of(Span span, const Source& source);

/// A layer, told for people: everything is by the spec's lines and by the numbers of layers.
struct Chapter {
  const Layer* layer = nullptr;
  std::size_t number = 0;  ///< among those that an engine executes, from 1; 0: configuration
  std::vector<std::pair<std::size_t, std::size_t>> lines;  ///< of the spec, first and last of each row
  std::vector<std::string> elsewhere;  ///< places of rows in templates and other files: `team.box:12`
  std::vector<std::pair<std::size_t, std::size_t>> settings;  ///< lines of the variables, users … that it runs with
  std::vector<std::size_t> below;  ///< numbers of all the layers whose change runs it again, ascending
  std::vector<std::size_t> above;  ///< numbers of all the layers that its change runs again, ascending
  std::vector<const passes::Remark*> remarks;
};

struct Story {
  const Build* build = nullptr;
  const Source* spec = nullptr;
  std::vector<Chapter> chapters;  ///< one a layer, in the Dockerfile's order
};

/// All of them must outlive the story.
Story tell(const Build& build, const passes::Remarks& remarks, const Sources& sources, FileId spec);

/// The chapters that a line of the spec has a part in: those of the narrowest row that the line lies in.
std::vector<const Chapter*> chapters_of(const Story& story, std::size_t line);

/// The stack as a table, a line a layer.
std::string table(const Story& story);
/// All there is to say of a layer.
std::string text(const Chapter& chapter, const Story& story);
/// `acme/app:1.0 on python:3.11-slim: 5 layers, about 230 MB`
std::string headline(const Story& story);

/// What becomes of each instruction, a line each.
std::string table(const std::vector<Verdict>& verdicts);

/// Everything as a JSON object.
std::string json(const Story& story);
/// What becomes of an image's layers, as a JSON object.
std::string json(const Build& build, const std::vector<Verdict>& verdicts);
/// One page by itself, for any browser, with the stacks of all images.
std::string page(const std::vector<Story>& stories);

}  // namespace boxwright::layers
