#include "compiler/expand/directives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/base/edit_distance.hpp"
#include "compiler/expand/substitute.hpp"

namespace boxwright::expand {

namespace {

std::string usage_of(const Template& found) { return fmt::format("it is used as `use {}`", signature(found)); }

void report_no_parameter(const Template& found, const SplitPair& pair, const Frame& frame) {
  auto entry = frame.diagnostics.report(diag::NoSuchParameter, pair.name_span, found.name, pair.name);
  std::vector<std::string_view> names;
  for (const Parameter& parameter : found.parameters) names.push_back(parameter.name);
  if (const auto meant = guess(pair.name, names))
    entry.did_you_mean(pair.name_span, std::string(meant->word), meant->certain);
  entry.note(usage_of(found));
}

void bind_parameter(const Template& found, const Parameter& parameter,
                    const std::map<std::string, ast::Argument>& given, const ast::Row& use, FileId file, Frame& frame,
                    Bindings& own) {
  const auto value = given.find(parameter.name);
  if (value != given.end()) {
    const auto text = text_of(value->second);
    if (text && !parameter.takes_list && !check_value(parameter, *text, value->second.span, frame.diagnostics)) return;
    own.set(parameter.name, {value->second, parameter});
  } else if (parameter.fallback) {
    own.set(parameter.name,
            {Substitution(own, file, frame.diagnostics, nullptr).argument(*parameter.fallback), parameter});
  } else {
    frame.diagnostics.report(diag::ParameterMissing, use.span, found.name, parameter.name).note(usage_of(found));
  }
}

}  // namespace

bool bind_parameters(const Template& found, const ast::Row& use, FileId file, Frame& frame, Bindings& own) {
  const std::size_t before = frame.diagnostics.count(Severity::error);
  std::map<std::string, ast::Argument> given;
  std::size_t next = 0;
  for (std::size_t i = 1; i < use.arguments.size(); ++i) {
    const ast::Argument& argument = use.arguments[i];
    const SplitPair pair = split_pair(argument);
    const bool named = pair.value && !pair.name.empty() && pair.name.find_first_of(":/.<>!~,") == std::string::npos;
    if (!named) {
      while (next < found.parameters.size() && given.contains(found.parameters[next].name)) ++next;
      if (next >= found.parameters.size()) {
        frame.diagnostics.report(diag::TooManyValues, argument.span, found.name).note(usage_of(found));
      } else {
        given.emplace(found.parameters[next].name, argument);
      }
      continue;
    }
    const bool known = std::any_of(found.parameters.begin(), found.parameters.end(),
                                   [&](const Parameter& p) { return p.name == pair.name; });
    if (!known) {
      report_no_parameter(found, pair, frame);
    } else if (!given.emplace(pair.name, pair.value->pieces.empty() ? word("", argument.span) : *pair.value).second) {
      frame.diagnostics.report(diag::DuplicateParameter, pair.name_span, pair.name);
    }
  }
  for (const Parameter& parameter : found.parameters) bind_parameter(found, parameter, given, use, file, frame, own);
  return frame.diagnostics.count(Severity::error) == before;
}

void look_up(const ast::Row& row, bool checking, Frame& frame, Bindings& bindings) {
  const std::string name = row.arguments.empty() ? "" : text_of(row.arguments.front()).value_or("");
  const FactTable* table = frame.library.table(name);
  FactTable::Wanted wanted;
  for (std::size_t i = 1; i < row.arguments.size(); ++i) {
    const SplitPair pair = split_pair(row.arguments[i]);
    const auto value = pair.value ? text_of(*pair.value) : std::nullopt;
    if (value && !value->empty()) wanted.emplace_back(pair.name, *value);
  }
  FactTable::Choice choice;
  if (!checking && table != nullptr) {
    choice = table->choose(wanted);
    if (!choice.row) frame.diagnostics.report(diag::LookupFailed, row.span, choice.problem);
    frame.lookup_failed = frame.lookup_failed || !choice.row;
  } else if (table == nullptr && !row.arguments.empty()) {
    frame.diagnostics
        .report(diag::LookupFailed, row.arguments.front().span, fmt::format("there is no table `{}`", name))
        .suggest(name, {"cuda"}, row.arguments.front().span)
        .note(fmt::format("a table of your own is `boxwright.{}.json` beside the spec", name));
  }
  if (table != nullptr) {
    for (const std::string& column : table->columns()) {
      const bool has = choice.row && choice.row->contains(column);
      // A row that is not taken changes no value; what stands beside it is read all the same.
      if (checking && bindings.find(name + "-" + column) != nullptr) continue;
      bindings.set(name + "-" + column, {word(has ? choice.row->find(column)->second : "", row.span)});
    }
  }
}

}  // namespace boxwright::expand
