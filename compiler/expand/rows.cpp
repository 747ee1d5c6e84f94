// One pass over the rows of a configuration. What it leaves has no `use`, no condition that holds and no name of a
// parameter in it, so that whoever reads it knows nothing of them.
#include "compiler/expand/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/ast/print.hpp"
#include "compiler/base/edit_distance.hpp"
#include "compiler/expand/condition.hpp"
#include "compiler/expand/directives.hpp"
#include "compiler/expand/substitute.hpp"
#include "compiler/parse/keywords.hpp"

namespace boxwright::expand {

namespace {

using keywords::Id;

/// Of templates, in one configuration.
constexpr std::size_t most_uses = 1000;

/// The block whose rows are read.
struct Place {
  unsigned scope = keywords::FILE;
  bool statements = true;  ///< or a block of items, in which only `when`, `else` and `allow` are no items
  Bindings* bindings = nullptr;
  FileId file = 0;
  std::set<std::string>* open_names = nullptr;
  std::vector<std::string> templates{};  ///< those that are being used
  bool checking = false;                 ///< in a branch that is not taken
  bool conditional = false;              ///< in a branch
};

/// `name:1.0` and `host:5000/name:1.0`: what stands before the tag, and the tag.
std::pair<std::string, std::string> split_tag(const std::string& image) {
  const std::size_t slash = image.rfind('/');
  const std::size_t colon = image.find(':', slash == std::string::npos ? 0 : slash);
  if (colon == std::string::npos) return {image, ""};
  return {image.substr(0, colon), image.substr(colon + 1)};
}

const ast::Row* find_row(const std::vector<ast::Row>& rows, std::string_view head) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const ast::Row& row) { return is_named(row, head); });
  return found == rows.end() ? nullptr : &*found;
}

class Walker {
 public:
  Walker(Frame& frame, const std::set<const ast::Row*>& chosen) : frame_(frame), chosen_(chosen) {}

  std::vector<ast::Row> block(const std::vector<ast::Row>& rows, Place place) {
    Bindings own(place.bindings);
    const bool declares = place.statements && place.scope != keywords::FILE && !place.checking;
    if (declares) {
      declare(rows, place.file, frame_, own);
      place.bindings = &own;
    }
    std::vector<ast::Row> result;
    append(rows, place, result);
    if (place.statements && place.scope != keywords::FILE) prefer_nearer(place.scope, result);
    return result;
  }

 private:
  void append(const std::vector<ast::Row>& rows, const Place& place, std::vector<ast::Row>& result) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const ast::Row& row = rows[i];
      const std::string_view head = row.head && !row.broken ? std::string_view(row.head->value) : std::string_view();
      if (head == "when") {
        i = append_branches(rows, i, place, result);
      } else if (head == "else") {
        frame_.diagnostics.report(diag::ElsePlace, at(row.head->span, place))
            .note("write `} else {` in one line; each `else` has a `when` before it");
      } else if (place.statements && is_directive(head, place)) {
        append_directive(head, row, place, result);
      } else {
        result.push_back(expanded(row, place));
      }
    }
  }

  static Span at(Span span, const Place& place) { return {place.file, span.begin, span.end}; }

  static bool is_directive(std::string_view head, const Place& place) {
    constexpr std::string_view names[] = {"use", "fail", "lookup", "template", "image", "param"};
    return std::find(std::begin(names), std::end(names), head) != std::end(names) &&
           keywords::find(head, place.scope) != nullptr;
  }

  void append_directive(std::string_view head, const ast::Row& row, const Place& place, std::vector<ast::Row>& result) {
    if (head == "use") {
      splice(row, place, result);
    } else if (head == "fail") {
      fail(row, place, result);
    } else if (head == "lookup") {
      ast::Row copy = Substitution(*place.bindings, place.file, frame_.diagnostics, nullptr).row(row);
      look_up(copy, place.checking, frame_, *place.bindings);
      result.push_back(std::move(copy));
    } else if (head == "param") {
      append_parameter(row, place, result);
    } else if (head == "image") {
      if (chosen_.contains(&row)) result.push_back(image(row, place));
    }  // a template stands where it is used
  }

  /// A row and, if it has a block, what stands in it.
  ast::Row expanded(const ast::Row& row, const Place& place) {
    const keywords::Keyword* keyword = row.head && !row.broken ? keywords::find(row.head->value, place.scope) : nullptr;
    Place inside = place;
    inside.conditional = false;
    if (keyword != nullptr) inside.scope = keywords::scope_inside(*keyword, place.scope);
    inside.statements = keyword != nullptr && (keyword->body & keywords::STATEMENTS) != 0;
    std::set<std::string> open;
    const bool is_stage = keyword != nullptr && (keyword->id == Id::stage || keyword->id == Id::image);
    if (is_stage) inside.open_names = &open;
    ast::Row result = Substitution(*place.bindings, place.file, frame_.diagnostics, place.open_names).row(row);
    if (row.block() == nullptr) return result;
    std::vector<ast::Row> rows = block(row.block()->rows, inside);
    if (is_stage) add_arguments(open, rows);
    result.body = ast::Block{std::move(rows), at(row.block()->span, place)};
    return result;
  }

  /// An image, under the name of its variant.
  ast::Row image(const ast::Row& row, const Place& place) {
    Bindings own(place.bindings);
    const auto name =
        row.arguments.empty()
            ? std::nullopt
            : text_of(Substitution(own, place.file, frame_.diagnostics, nullptr).argument(row.arguments[0]));
    std::optional<ast::Argument> renamed;
    if (name) {
      const auto [repository, tag] = split_tag(*name);
      const Span span = at(row.arguments[0].span, place);
      own.set("image-name", {word(repository.substr(repository.rfind('/') + 1), span)});
      own.set("tag", {word(tag.empty() ? "latest" : tag, span)});
      if (!frame_.variant.empty()) {
        own.set("variant", {word(frame_.variant, span)});
        const std::string variant_tag = tag_of_variant(row, tag, place, own);
        own.set("tag", {word(variant_tag, span)});
        renamed = word(repository + ":" + variant_tag, span);
      }
    }
    Place inside = place;
    inside.bindings = &own;
    ast::Row result = expanded(row, inside);
    if (!frame_.platform.empty() && row.block() != nullptr) state_platform(result);
    if (renamed) result.arguments.front() = *renamed;
    return result;
  }

  /// What depends on the machine is built for that machine and no other, wherever it is built.
  void state_platform(ast::Row& image) {
    auto& block = std::get<ast::Block>(image.body);
    const auto written = std::find_if(block.rows.begin(), block.rows.end(),
                                      [](const ast::Row& row) { return is_named(row, "platforms"); });
    if (written != block.rows.end()) {
      written->arguments = {
          word(frame_.platform, written->arguments.empty() ? written->span : written->arguments[0].span)};
      return;
    }
    ast::Row row;
    row.head = {"platforms", image.head->span};
    row.arguments.push_back(word(frame_.platform, image.head->span));
    row.span = image.head->span;
    block.rows.insert(block.rows.begin(), std::move(row));
  }

  /// `2.1-cuda`, or what `variants(tag=…)` says; the default variant has the image's own.
  std::string tag_of_variant(const ast::Row& image, const std::string& tag, const Place& place, const Bindings& outer) {
    const ast::Row* variants = image.block() == nullptr ? nullptr : find_row(image.block()->rows, "variants");
    std::string usual = tag.empty() ? frame_.variant : tag + "-" + frame_.variant;
    if (variants == nullptr) return usual;
    Bindings own(&outer);
    declare(image.block()->rows, place.file, frame_, own);
    const Substitution substitution(own, place.file, frame_.diagnostics, nullptr);
    std::optional<std::string> written;
    for (const ast::Option& option : variants->options) {
      if (!option.value) continue;
      const auto text = text_of(substitution.argument(*option.value));
      if (option.name.value == "default" && text == frame_.variant) return tag.empty() ? "latest" : tag;
      if (option.name.value == "tag" && text) written = text;
    }
    return written.value_or(usual);
  }

  /// A `when` with the branches behind it; the index of the last of them.
  std::size_t append_branches(const std::vector<ast::Row>& rows, std::size_t first, const Place& place,
                              std::vector<ast::Row>& result) {
    bool taken = false;
    std::size_t i = first;
    for (;; ++i) {
      taken = append_branch(rows[i], taken, place, result) || taken;
      const bool more = i + 1 < rows.size() && rows[i + 1].head && !rows[i + 1].broken &&
                        rows[i + 1].head->value == "else" && rows[i + 1].follows_brace;
      const bool was_last = rows[i].head->value == "else" && rows[i].arguments.empty();
      if (!more || was_last) return i;
    }
  }

  /// Was it taken? `taken`: one before it was.
  bool append_branch(const ast::Row& row, bool taken, const Place& place, std::vector<ast::Row>& result) {
    std::vector<ast::Argument> condition = row.arguments;
    const bool is_else = row.head->value == "else";
    bool holds_here = true;
    if (is_else && !condition.empty()) {
      const bool has_when = ast::display(condition.front()) == "when";
      if (!has_when) {
        frame_.diagnostics
            .report(diag::NotInCondition, at(condition.front().span, place), ast::display(condition.front()))
            .note("write `else when CONDITION { … }`, or `else { … }`");
      }
      condition.erase(condition.begin());
      holds_here = has_when && holds(condition, at(row.span, place), *place.bindings, place.file, frame_.diagnostics);
    } else if (!is_else) {
      holds_here = holds(condition, at(row.head->span, place), *place.bindings, place.file, frame_.diagnostics);
    }
    if (row.block() == nullptr) {
      frame_.diagnostics.report(diag::BodyMissing, at(row.head->span, place), row.head->value,
                                "a block: what holds then");
      return holds_here;
    }
    Place inside = place;
    inside.conditional = true;
    if (holds_here && !taken && !place.checking) {
      append(row.block()->rows, inside, result);
      return true;
    }
    inside.checking = true;
    ast::Row untaken;
    untaken.head = {row.head->value, at(row.head->span, place)};
    untaken.span = at(row.span, place);
    untaken.untaken = true;
    std::vector<ast::Row> inner;
    append(row.block()->rows, inside, inner);
    untaken.body = ast::Block{std::move(inner), at(row.block()->span, place)};
    result.push_back(std::move(untaken));
    return holds_here;
  }

  void append_parameter(const ast::Row& row, const Place& place, std::vector<ast::Row>& result) {
    if (place.conditional)
      frame_.diagnostics.report(diag::ParameterPlace, at(row.head->span, place))
          .note("declare it outside, and use it here");
    Diagnostics said;  // where the row was declared
    const bool declared = !place.conditional && !is_build_parameter(row);
    ast::Row copy = Substitution(*place.bindings, place.file, declared ? said : frame_.diagnostics, nullptr).row(row);
    // Of a stage it is an argument; of the file, one for each stage that names it.
    if (is_build_parameter(row) && place.scope != keywords::FILE) {
      copy.head->value = "arg";
      copy.options.clear();
      copy.has_options = false;
    }
    result.push_back(std::move(copy));
  }

  void add_arguments(const std::set<std::string>& open, std::vector<ast::Row>& rows) {
    std::set<std::string> declared;
    for (const ast::Row& row : rows)
      if (row.head && row.head->value == "arg")
        for (const ast::Argument& argument : row.arguments) declared.insert(split_pair(argument).name);
    for (const auto& [name, parameter] : frame_.build_parameters) {
      if (!open.contains(name) || declared.contains(name)) continue;
      ast::Row row;
      row.head = {"arg", parameter.row->head->span};
      row.arguments.push_back(parameter.argument);
      row.span = parameter.row->span;
      rows.insert(rows.begin(), std::move(row));
    }
  }

  /// A template or spec that cannot go on says why, where it is used.
  void fail(const ast::Row& row, const Place& place, std::vector<ast::Row>& result) {
    ast::Row copy = Substitution(*place.bindings, place.file, frame_.diagnostics, nullptr).row(row);
    if (!place.checking && copy.arguments.size() == 1) {
      if (const auto text = text_of(copy.arguments.front()))
        frame_.diagnostics.report(diag::Failed, copy.arguments.front().span,
                                  text->empty() ? "the spec says that this cannot be built" : *text);
    }
    result.push_back(std::move(copy));
  }

  void splice(const ast::Row& row, const Place& place, std::vector<ast::Row>& result) {
    const Substitution substitution(*place.bindings, place.file, frame_.diagnostics, place.open_names);
    ast::Row use = substitution.row(row);
    if (use.arguments.size() == row.arguments.size())  // a list among the values stays one
      std::transform(row.arguments.begin(), row.arguments.end(), use.arguments.begin(),
                     [&](const ast::Argument& argument) { return substitution.handed_on(argument); });
    const bool shaped = !use.arguments.empty() && !row.has_options && !row.has_arrow &&
                        std::holds_alternative<std::monostate>(row.body);
    if (!shaped) {  // the table of keywords says what is wrong with it
      result.push_back(use);
      return;
    }
    const std::string name = text_of(use.arguments.front()).value_or("");
    const Template* const found = frame_.library.find(name);
    if (found == nullptr) {
      report_unknown(name, use);
    } else if (std::find(place.templates.begin(), place.templates.end(), name) != place.templates.end()) {
      frame_.diagnostics.report(diag::TemplateCycle, use.span, name)
          .label(found->row->arguments.front().span, "this template");
    } else {
      splice(*found, use, place, result);
      return;
    }
    result.push_back(use);
    result.back().broken = true;
  }

  void splice(const Template& found, const ast::Row& use, const Place& place, std::vector<ast::Row>& result) {
    if (++frame_.uses > most_uses) {
      if (frame_.uses == most_uses + 1)
        frame_.diagnostics.report(diag::TooManyUses, use.span, most_uses)
            .note("templates that use templates several times grow with every level");
      result.push_back(use);
      result.back().broken = true;
      return;
    }
    const FileId file = frame_.sources.add_use(found.file, use.span);
    Bindings around(found.is_standard ? &frame_.built_in : file_bindings);
    for (const char* name : {"image-name", "tag", "variant"})
      if (const Binding* binding = place.bindings->find(name)) around.set(name, *binding);
    Bindings own(&around);
    if (!bind_parameters(found, use, file, frame_, own)) {
      result.push_back(use);
      result.back().broken = true;
      return;
    }
    Place inside = place;
    inside.bindings = &own;
    inside.file = file;
    inside.templates.push_back(found.name);
    inside.conditional = false;
    std::vector<ast::Row> rows = block(found.row->block()->rows, inside);
    if (std::exchange(frame_.lookup_failed, false)) {
      result.push_back(use);
      result.back().broken = true;
      return;
    }
    std::move(rows.begin(), rows.end(), std::back_inserter(result));
  }

  void report_unknown(const std::string& name, const ast::Row& use) {
    const Span span = use.arguments.front().span;
    auto entry = frame_.diagnostics.report(diag::UnknownTemplate, span, name);
    const std::vector<std::string> names = frame_.library.names();
    if (const auto meant = guess(name, {names.begin(), names.end()}))
      entry.did_you_mean(span, std::string(meant->word), meant->certain);
    entry.note("`boxwright templates` lists those of the standard library");
  }

  /// What stands once is taken from the row that is nearest to the image: a template gives what its user does not say.
  void prefer_nearer(unsigned scope, std::vector<ast::Row>& rows) {
    std::map<std::pair<Id, std::string>, std::size_t> nearest;
    const auto key_of = [&](const ast::Row& row) -> std::optional<std::pair<Id, std::string>> {
      const keywords::Keyword* keyword = row.head && !row.broken ? keywords::find(row.head->value, scope) : nullptr;
      if (keyword == nullptr) return std::nullopt;
      const bool is_default_python = keyword->id == Id::python && row.block() == nullptr;
      if (!keyword->once && !is_default_python && keyword->id != Id::launch) return std::nullopt;
      const bool named = keyword->id == Id::launch && !row.arguments.empty();
      return std::pair(keyword->id, named ? ast::display(row.arguments.front()) : std::string());
    };
    for (const ast::Row& row : rows) {
      const auto key = key_of(row);
      if (!key) continue;
      const std::size_t depth = frame_.sources.depth(row.head->span.file);
      const auto [known, is_new] = nearest.emplace(*key, depth);
      if (!is_new) known->second = std::min(known->second, depth);
    }
    rows.erase(std::remove_if(rows.begin(), rows.end(),
                              [&](const ast::Row& row) {
                                const auto key = key_of(row);
                                return key && frame_.sources.depth(row.head->span.file) > nearest.at(*key);
                              }),
               rows.end());
  }

 public:
  const Bindings* file_bindings = nullptr;

 private:
  Frame& frame_;
  const std::set<const ast::Row*>& chosen_;
};

}  // namespace

std::set<std::string> declared_names(const std::vector<ast::Row>& rows) {
  std::set<std::string> result;
  for (const ast::Row& row : rows)
    if (is_named(row, "param"))
      for (const ast::Argument& argument : row.arguments) result.insert(split_pair(argument).name);
  return result;
}

std::vector<ast::Row> expand_rows(const std::vector<ast::Row>& rows, FileId file, Frame& frame,
                                  const Bindings& bindings, const std::set<const ast::Row*>& chosen) {
  Walker walker(frame, chosen);
  walker.file_bindings = &bindings;
  Bindings own(&bindings);
  Place place;
  place.bindings = &own;
  place.file = file;
  return walker.block(rows, place);
}

}  // namespace boxwright::expand
