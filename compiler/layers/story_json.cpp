// A story for programs and for the page: stdlib/layers.html is all of the page but its data.
#include <nlohmann/json.hpp>

#include "compiler/base/invariant.hpp"
#include "compiler/base/render.hpp"
#include "compiler/base/stdlib.hpp"
#include "compiler/layers/story.hpp"

namespace boxwright::layers {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Chapter& chapter) {
  const Layer& layer = *chapter.layer;
  Json result;
  result["number"] = chapter.number > 0 ? Json(chapter.number) : Json(nullptr);
  result["stage"] = layer.stage;
  result["instruction"] = backends::word(layer.instruction.kind);
  result["what"] = layer.account.what;
  result["text"] = layer.instruction.text;
  result["dockerfile_lines"] = {layer.instruction.first_line, layer.instruction.last_line};
  result["spec_lines"] = chapter.lines;
  result["files"] = layer.files;
  result["makes_files"] = layer.makes_files;
  result["linked"] = layer.linked;
  result["changes"] = ir::word(layer.account.volatility);
  result["chance"] = layer.account.cost.chance / 1000.0;
  result["bytes"] = layer.makes_files ? Json(layer.account.cost.weight) : Json(nullptr);
  result["bytes_counted"] = layer.account.sized;
  result["rebuilt_with"] = chapter.below;
  result["rebuilds"] = chapter.above;
  Json remarks = Json::array();
  for (const passes::Remark* remark : chapter.remarks)
    remarks.push_back({{"pass", remark->pass}, {"kind", passes::word(remark->kind)}, {"message", remark->message}});
  result["remarks"] = std::move(remarks);
  return result;
}

Json json_of(const Story& story) {
  Json result;
  result["image"] = story.build->image;
  result["base"] = story.build->base;
  result["spec"] = story.spec->name();
  result["dialect"] = story.build->dialect == ir::Dialect::buildkit ? "buildkit" : "portable";
  Json layers = Json::array();
  for (const Chapter& chapter : story.chapters) layers.push_back(json_of(chapter));
  result["layers"] = std::move(layers);
  return result;
}

/// In one line; what is no UTF-8 (a file name can be anything) becomes U+FFFD.
std::string one_line(const Json& json) {
  return render::safe_json(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

/// JSON that may stand in a script of a page: no tag can end it.
std::string in_script(std::string json) {
  for (std::size_t at = json.find('<'); at != std::string::npos; at = json.find('<', at))
    json.replace(at, 1, "\\u003c");
  return json;
}

}  // namespace

std::string json(const Story& story) { return one_line(json_of(story)); }

std::string json(const Build& build, const std::vector<Verdict>& verdicts) {
  Json result;
  result["image"] = build.image;
  Json list = Json::array();
  for (const Verdict& verdict : verdicts) {
    const Layer& layer = *verdict.layer;
    const backends::Instruction& instruction = layer.instruction;
    list.push_back({{"action", word(verdict.action)},
                    {"stage", layer.stage},
                    {"instruction", backends::word(instruction.kind)},
                    {"what", layer.account.what},
                    {"text", instruction.text},
                    {"dockerfile_lines", {instruction.first_line, instruction.last_line}},
                    {"executed", layer.executed},
                    {"makes_files", layer.makes_files},
                    {"reason", verdict.reason}});
  }
  result["layers"] = std::move(list);
  return one_line(result);
}

std::string page(const std::vector<Story>& stories) {
  Json data = Json::array();
  for (const Story& story : stories) {
    Json one = json_of(story);
    Json lines = Json::array();
    const bool ends_empty = story.spec->text().ends_with('\n');
    for (std::size_t line = 1; line <= story.spec->line_count() - (ends_empty ? 1 : 0); ++line)
      lines.push_back(story.spec->line(line));
    one["spec_text"] = std::move(lines);
    data.push_back(std::move(one));
  }
  constexpr std::string_view place = "/* the builds */ []";
  std::string text(stdlib::text("layers.html"));
  const std::size_t begin = text.find(place);
  if (begin == std::string::npos) broken_invariant("a page without a place for its data", "layers.html");
  return text.replace(begin, place.size(), in_script(one_line(data)));
}

}  // namespace boxwright::layers
