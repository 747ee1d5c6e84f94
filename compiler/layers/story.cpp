#include "compiler/layers/story.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/display.hpp"

namespace boxwright::layers {

namespace {

using Lines = std::vector<std::pair<std::size_t, std::size_t>>;

bool shares_a_row(const Layer& layer, const passes::Remark& remark) {
  return std::any_of(remark.origin.spans.begin(), remark.origin.spans.end(), [&](const Span& span) {
    return std::find(layer.instruction.rows.begin(), layer.instruction.rows.end(), span) !=
           layer.instruction.rows.end();
  });
}

/// For each layer all that it stands on in the end: itself not.
std::vector<std::vector<bool>> closures(const Build& build) {
  std::vector<std::vector<bool>> result(build.layers.size());
  for (std::size_t i = 0; i < build.layers.size(); ++i) {
    result[i].resize(i, false);
    for (const std::size_t below : build.layers[i].stands) {
      result[i][below] = true;
      for (std::size_t j = 0; j < below; ++j) result[i][j] = result[i][j] || result[below][j];
    }
  }
  return result;
}

std::string range(std::size_t first, std::size_t last) {
  return first == last ? fmt::format("{}", first) : fmt::format("{}-{}", first, last);
}

/// `8, 10-12`
std::string ranges(const Lines& lines) {
  Lines joined;
  for (const auto& one : lines) {
    if (!joined.empty() && one.first <= joined.back().second + 1) {
      joined.back().second = std::max(joined.back().second, one.second);
    } else {
      joined.push_back(one);
    }
  }
  std::string result;
  for (const auto& [first, last] : joined) result += (result.empty() ? "" : ", ") + range(first, last);
  return result;
}

/// `1-3, 5`
std::string ranges(const std::vector<std::size_t>& numbers) {
  Lines lines;
  for (const std::size_t number : numbers) lines.emplace_back(number, number);
  return ranges(lines);
}

std::string size_of(const Layer& layer) {
  if (!layer.makes_files) return "-";
  return (layer.account.sized ? "" : "~") + display::human_size(layer.account.cost.weight);
}

/// `local code 50 %`: how often a layer changes, by its class.
std::string changes(const Layer& layer) {
  if (layer.account.cost.chance == 0) return "";
  return fmt::format("{} {:.0f} %", ir::word(layer.account.volatility), layer.account.cost.chance / 10.0);
}

std::string lines_text(const Lines& lines) {
  const bool one = lines.size() == 1 && lines.front().first == lines.front().second;
  return fmt::format("{} {}", one ? "line" : "lines", ranges(lines));
}

/// What of a line of the spec or of the context runs a layer again.
std::string causes(const Chapter& chapter) {
  std::string result;
  const auto add = [&](const std::string& cause) { result += (result.empty() ? "" : "; ") + cause; };
  if (!chapter.lines.empty()) add(lines_text(chapter.lines));
  if (!chapter.layer->files.empty()) add(display::escaped(fmt::format("{}", fmt::join(chapter.layer->files, ", "))));
  if (!chapter.settings.empty()) add(fmt::format("what {} set", lines_text(chapter.settings)));
  return result;
}

/// `layer 3`, `layers 3-5`
std::string numbered(const std::vector<std::size_t>& numbers) {
  return fmt::format("{} {}", numbers.size() == 1 ? "layer" : "layers", ranges(numbers));
}

/// A table's cells, each column as wide as its widest.
class Table {
 public:
  void add(std::vector<std::string> row) {
    widths_.resize(std::max(widths_.size(), row.size()), 0);
    for (std::size_t i = 0; i < row.size(); ++i) widths_[i] = std::max(widths_[i], display::columns(row[i]));
    rows_.push_back(std::move(row));
  }
  /// `right`: the columns whose cells stand at the right.
  [[nodiscard]] std::string text(const std::set<std::size_t>& right) const {
    std::string result;
    for (const auto& row : rows_) {
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::string gap(widths_[i] - display::columns(row[i]), ' ');
        line += (i == 0 ? "" : "  ") + (right.contains(i) ? gap + row[i] : row[i] + gap);
      }
      result += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    return result;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> widths_;
};

constexpr std::size_t widest_cell = 56;

std::string shortened(const std::string& text) {
  const std::string safe = display::escaped(text);
  std::string result;
  std::size_t columns = 0;
  for (std::string_view rest = safe; !rest.empty();) {
    const display::Glyph glyph = display::first_glyph(rest);
    if (columns + glyph.columns > widest_cell - 1 && display::columns(rest) > 1) return result + "…";
    result += glyph.text;
    columns += glyph.columns;
    rest.remove_prefix(glyph.bytes);
  }
  return result;
}

std::string title_of(const Layer& layer) {
  return fmt::format("{:<5} {}", backends::word(layer.instruction.kind), shortened(layer.account.what));
}

}  // namespace

std::pair<std::size_t, std::size_t> lines_of(Span span, const Source& source) {
  const std::size_t last = span.end > span.begin ? span.end - 1 : span.begin;
  return {source.position(span.begin).line, source.position(last).line};
}

Story tell(const Build& build, const passes::Remarks& remarks, const Sources& sources, FileId file) {
  const Source& spec = sources[file];
  Story story{&build, &spec, {}};
  const auto add_lines = [&](Span row, Lines& lines) {
    const Span place = sources.outermost(row);
    if (place.file != file) return;
    const auto found = lines_of(place, spec);
    if (std::find(lines.begin(), lines.end(), found) == lines.end()) lines.push_back(found);
  };
  const std::vector<std::vector<bool>> below = closures(build);
  std::vector<std::size_t> numbers;
  std::size_t count = 0;
  for (const Layer& layer : build.layers) numbers.push_back(layer.executed ? ++count : 0);
  for (std::size_t i = 0; i < build.layers.size(); ++i) {
    Chapter chapter;
    chapter.layer = &build.layers[i];
    chapter.number = numbers[i];
    for (const Span& row : chapter.layer->instruction.rows) {
      add_lines(row, chapter.lines);
      if (row.file != file)
        chapter.elsewhere.push_back(
            fmt::format("{}:{}", display::escaped(sources[row.file].name()), lines_of(row, sources[row.file]).first));
    }
    for (std::size_t other = 0; other < i; ++other) {
      if (!below[i][other]) continue;
      if (numbers[other] > 0) {
        chapter.below.push_back(numbers[other]);
      } else {
        for (const Span& row : build.layers[other].instruction.rows) add_lines(row, chapter.settings);
      }
    }
    std::sort(chapter.settings.begin(), chapter.settings.end());
    for (const passes::Remark& remark : remarks.all())
      if (shares_a_row(*chapter.layer, remark)) chapter.remarks.push_back(&remark);
    story.chapters.push_back(std::move(chapter));
  }
  for (std::size_t i = 0; i < build.layers.size(); ++i)
    for (std::size_t other = 0; other < i; ++other)
      if (below[i][other] && numbers[i] > 0) story.chapters[other].above.push_back(numbers[i]);
  return story;
}

std::vector<const Chapter*> chapters_of(const Story& story, std::size_t line) {
  std::vector<const Chapter*> result;
  std::size_t narrowest = 0;
  for (const Chapter& chapter : story.chapters) {
    for (const auto& [first, last] : chapter.lines) {
      if (line < first || line > last) continue;
      const std::size_t height = last - first + 1;
      if (narrowest > 0 && height > narrowest) continue;
      if (height < narrowest) result.clear();
      narrowest = height;
      if (result.empty() || result.back() != &chapter) result.push_back(&chapter);
    }
  }
  return result;
}

std::string headline(const Story& story) {
  std::size_t count = 0;
  std::uint64_t bytes = 0;
  for (const Chapter& chapter : story.chapters) {
    if (!chapter.layer->makes_files) continue;
    ++count;
    bytes += chapter.layer->account.cost.weight;
  }
  return fmt::format("{} on {}: {} {} in all stages, about {} to fetch and write", display::escaped(story.build->image),
                     display::escaped(story.build->base), count, count == 1 ? "layer" : "layers",
                     display::human_size(bytes));
}

std::string table(const Story& story) {
  Table table;
  table.add({"", "layer", "size", "changes", "rebuilt by", "and with"});
  std::string stage;
  for (const Chapter& chapter : story.chapters) {
    const Layer& layer = *chapter.layer;
    if (layer.stage != stage) {
      stage = layer.stage;
      table.add({"", "── " + stage});
    }
    if (chapter.number == 0) continue;
    table.add({fmt::format("{}", chapter.number), title_of(layer), size_of(layer), changes(layer),
               shortened(causes(chapter)), ranges(chapter.below)});
  }
  return headline(story) + "\n\n" + table.text({0, 2});
}

std::string table(const std::vector<Verdict>& verdicts) {
  Table table;
  for (const Verdict& verdict : verdicts)
    table.add({"  " + std::string(word(verdict.action)), title_of(*verdict.layer), verdict.reason});
  return table.text({});
}

std::string text(const Chapter& chapter, const Story& story) {
  const Layer& layer = *chapter.layer;
  std::string result = chapter.number > 0 ? fmt::format("{}  ", chapter.number) : "-  ";
  result += fmt::format("{} {}\n", backends::word(layer.instruction.kind), display::escaped(layer.account.what));
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) result += fmt::format("   {:<10} {}\n", name, value);
  };
  add("stage", fmt::format("{}, {} {} of the Dockerfile", layer.stage,
                           layer.instruction.first_line == layer.instruction.last_line ? "line" : "lines",
                           range(layer.instruction.first_line, layer.instruction.last_line)));
  if (!chapter.lines.empty())
    add("from", fmt::format("{}:{}", display::escaped(story.spec->name()), ranges(chapter.lines)));
  if (!chapter.elsewhere.empty())
    add(chapter.lines.empty() ? "from" : "", fmt::format("{}", fmt::join(chapter.elsewhere, ", ")));
  if (layer.makes_files) {
    add("size", size_of(layer) + (layer.account.sized ? "" : ", a default of its kind"));
    add("changes", changes(layer) + " of the builds");
  }
  if (chapter.number == 0 && chapter.above.empty()) {
    add("rebuilt by", "nothing: it is configuration, which makes no layer");
  } else if (chapter.number == 0) {
    add("rebuilt by", fmt::format("nothing by itself; an edit runs {} again", numbered(chapter.above)));
  } else {
    const std::string own = causes(chapter);
    add("rebuilt by", own.empty() ? "a change of the base" : own);
    if (layer.linked) add("", "linked: it stands on no layer above it in its stage");
    if (!chapter.below.empty()) add("and with", numbered(chapter.below));
  }
  for (const passes::Remark* remark : chapter.remarks) {
    const std::string_view kind = passes::word(remark->kind);
    add(remark == chapter.remarks.front() ? "passes" : "",
        fmt::format("{}{}: {}", remark->pass, kind == "passed" ? "" : fmt::format(" ({})", kind),
                    display::escaped(remark->message)));
  }
  return result;
}

}  // namespace boxwright::layers
