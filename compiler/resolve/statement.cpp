#include "compiler/resolve/statement.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "compiler/ast/print.hpp"
#include "compiler/base/edit_distance.hpp"
#include "compiler/resolve/mends.hpp"
#include "compiler/resolve/slips.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

using keywords::Keyword;

/// What Docker's instructions are called here, where it is not just lower case.
std::string_view docker_habit(std::string_view name) {
  if (name == "RUN") return "run: command";
  if (name == "ADD") return "fetch URL -> DEST` or `copy SRC -> DEST";
  if (name == "COPY") return "copy SRC -> DEST";
  if (name == "MAINTAINER") return "authors \"name\"";
  return "";
}

ast::Argument head_as_argument(const ast::Row& row) {
  ast::Piece piece;
  piece.text = row.head->value;
  piece.span = row.head->span;
  return {{piece}, row.head->span};
}

/// Reads one row against one keyword.
class Reader {
 public:
  Reader(const ast::Row& row, const Keyword& keyword, const Names& names, Diagnostics& diagnostics)
      : row_(row), keyword_(keyword), names_(names), diagnostics_(diagnostics), checking_(names.checking) {}

  std::optional<Statement> read() {
    before_ = diagnostics_.count(Severity::error);
    statement_.keyword = &keyword_;
    statement_.row = &row_;
    statement_.span = row_.span;
    statement_.name_span = row_.head->span;
    read_options();
    check_targets(row_);
    for (const ast::Argument& target : row_.targets)
      statement_.targets.push_back(evaluate(target, names_, diagnostics_));
    check_body();
    read_own_item();
    if ((keyword_.body & keywords::ROWS) != 0 && row_.block() != nullptr)
      for (const ast::Row& item : row_.block()->rows) read_item(item);
    if (diagnostics_.count(Severity::error) != before_) return std::nullopt;
    return std::move(statement_);
  }

 private:
  void read_options() {
    for (const ast::Option& option : row_.options) {
      const keywords::Option* known = keyword_.option(option.name.value);
      if (known == nullptr) {
        unknown_option(option);
      } else if (known->type == "flag") {
        if (option.has_value) {
          diagnostics_.report(diag::FlagWithValue, option.span, option.name.value)
              .certain_fix(option.span, option.name.value, "write",
                           option.value && ast::display(*option.value) == "true");
        }
        Word flag;
        flag.span = option.name.span;
        statement_.options.set(known->name, std::move(flag));
      } else if (!option.has_value) {
        diagnostics_.report(diag::OptionWithoutValue, option.span, option.name.value, option_type(known->type));
      } else {
        Word value = option.value ? evaluate(*option.value, names_, diagnostics_) : Word{};
        if (!option.value) value.span = option.span;
        set_option(statement_.options, *known, std::move(value));
      }
    }
  }

  void unknown_option(const ast::Option& option) {
    auto entry =
        diagnostics_.report(diag::UnknownOption, option.name.span, option.name.value, std::string(keyword_.name));
    std::vector<std::string_view> names(keyword_.options.size());
    std::transform(keyword_.options.begin(), keyword_.options.end(), names.begin(),
                   [](const keywords::Option& known) { return known.name; });
    if (const auto meant = guess(option.name.value, names)) {
      entry.did_you_mean(option.name.span, std::string(meant->word), meant->certain);
    } else if (names.empty()) {
      entry.note(fmt::format("`{}` takes no options", keyword_.name));
    } else {
      entry.note(fmt::format("it takes {}", fmt::join(names, ", ")));
    }
  }

  /// Is this the value of a parameter in a branch that is not taken?
  [[nodiscard]] bool is_unjudged(const Word& word) const { return checking_ && word.replaced; }

  void set_option(Options& options, const keywords::Option& known, Word value) {
    if (is_unjudged(value)) {
      options.set(known.name, std::move(value));
      return;
    }
    if (const std::string expected = check_option(known.type, value); !expected.empty()) {
      auto entry =
          diagnostics_.report(diag::WrongOption, value.span, std::string(known.name), value.display(), expected);
      if (known.type == "duration" && is_number(value.display()) && !value.quoted)
        entry.fix(value.span, value.display() + "s", "in seconds, write");
      return;
    }
    options.set(known.name, std::move(value));
  }

  void check_targets(const ast::Row& row) {
    if (row.has_arrow && keyword_.target == keywords::Target::none) {
      diagnostics_
          .report(diag::ArrowNotTaken, cover(row.targets.front().span, row.targets.back().span),
                  std::string(keyword_.name))
          .note(fmt::format("for example `{}`", keyword_.example));
    } else if (row.targets.size() > 1) {
      diagnostics_.report(diag::SeveralTargets, row.targets[1].span, std::string(keyword_.name));
    }
  }

  /// `copy a /b` and `copy a => /b`: what is meant is clear, but for the arrow.
  void check_arrow(const ast::Row& row, const std::vector<ast::Argument>& arguments) {
    if (keyword_.target == keywords::Target::none || row.has_arrow || !statement_.targets.empty()) return;
    const bool own = &row == &row_;
    const bool keeps_paths = statement_.options.has("from");
    const auto mend = with_arrow(arguments, keeps_paths);
    if (!mend && (!own || keyword_.target != keywords::Target::required)) return;
    auto entry = diagnostics_.report(diag::ArrowMissing, row.span, std::string(keyword_.name));
    if (mend && row.block() == nullptr) {
      entry.certain_fix(row.span, own ? spelled_head(row) + " " + *mend : *mend, "write");
    } else {
      entry.note(fmt::format("for example `{}`", keyword_.example));
    }
  }

  void check_body() {
    if (row_.raw() != nullptr && (keyword_.body & keywords::RAW) == 0) {
      diagnostics_.report(diag::RawNotTaken, row_.raw()->span, std::string(keyword_.name))
          .note(fmt::format("write `{} {}`, without the colon; a value that ends in a colon is quoted", keyword_.name,
                            row_.raw()->text));
    } else if (row_.fence() != nullptr && (keyword_.body & keywords::TEXT) == 0) {
      diagnostics_.report(diag::TextNotTaken, row_.fence()->span, std::string(keyword_.name))
          .note(fmt::format("for example `{}`", keyword_.example));
    } else if (row_.block() != nullptr && (keyword_.body & (keywords::ROWS | keywords::STATEMENTS)) == 0) {
      auto entry = diagnostics_.report(diag::BlockNotTaken, row_.block()->span, std::string(keyword_.name));
      const auto mend = without_block();
      if (mend) entry.certain_fix(row_.span, *mend, "write");
      if (!mend) entry.note(fmt::format("for example `{}`", keyword_.example));
    }
  }

  /// `workdir { /app }` on one line, where its block holds one row of words.
  [[nodiscard]] std::optional<std::string> without_block() const {
    const std::vector<ast::Row>& rows = row_.block()->rows;
    if (rows.size() != 1 || rows.front().broken || rows.front().has_options || rows.front().has_arrow ||
        !std::holds_alternative<std::monostate>(rows.front().body))
      return std::nullopt;
    std::vector<ast::Argument> words = row_.arguments;
    if (rows.front().head) words.push_back(head_as_argument(rows.front()));
    words.insert(words.end(), rows.front().arguments.begin(), rows.front().arguments.end());
    return spelled_head(row_) + ((keyword_.body & keywords::RAW) != 0 ? ": " : " ") + spelled(words);
  }

  void read_own_item() {
    const bool block_of_items = (keyword_.body & keywords::ROWS) != 0 && row_.block() != nullptr;
    if (row_.arguments.empty() && block_of_items) return;
    Item item;
    item.options = statement_.options;
    item.targets = statement_.targets;
    item.span = row_.span;
    check_arrow(row_, row_.arguments);
    read_arguments(row_.arguments, item);
    check_count(item, row_.head->span);
    statement_.items.push_back(std::move(item));
  }

  void read_item(const ast::Row& row) {
    if (row.broken) return;
    const bool is_statement =
        row.head && (row.head->value == "when" || row.head->value == "else" || row.head->value == "allow");
    if (is_statement) {
      if (row.untaken) check_untaken(row);
      return;
    }
    if (row.has_options || !std::holds_alternative<std::monostate>(row.body)) {
      diagnostics_.report(diag::NoItem, row.span, std::string(keyword_.name))
          .note(
              "a row of this block holds the statement's own arguments; options stand behind its name, outside of the "
              "block");
      return;
    }
    check_targets(row);
    Item item;
    item.options = statement_.options;
    item.span = row.span;
    for (const ast::Argument& target : row.targets) item.targets.push_back(evaluate(target, names_, diagnostics_));
    if (item.targets.empty()) item.targets = statement_.targets;
    std::vector<ast::Argument> arguments;
    if (row.head) arguments.push_back(head_as_argument(row));
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    check_arrow(row, arguments);
    read_arguments(arguments, item);
    check_count(item, row.span);
    statement_.items.push_back(std::move(item));
  }

  /// A branch that is not taken: its rows are read like the others, and left out.
  void check_untaken(const ast::Row& branch) {
    const std::size_t count = statement_.items.size();
    const bool before = std::exchange(checking_, true);
    for (const ast::Row& row : branch.block()->rows) read_item(row);
    checking_ = before;
    statement_.items.resize(count);
  }

  void read_arguments(const std::vector<ast::Argument>& arguments, Item& item) {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const ast::Argument& argument = arguments[i];
      if (keyword_.takes_pairs()) {
        const bool alone = keyword_.id == keywords::Id::arg || keyword_.id == keywords::Id::param ||
                           keyword_.id == keywords::Id::launch_env;
        if (const JoinedPair pair = joined_pair(arguments, i, alone); pair.arguments > 0) {
          const Span span = cover(argument.span, arguments[i + pair.arguments - 1].span);
          diagnostics_.report(diag::PairExpected, span, pair.name, pair.text)
              .note("`=` stands without blanks")
              .certain_fix(span, pair.text, "write");
          i += pair.arguments - 1;
          continue;
        }
        item.pairs.push_back(evaluate_pair(argument, names_, diagnostics_));
      } else if (!read_override(argument, item)) {
        Word word = evaluate(argument, names_, diagnostics_);
        check_word(word, argument);
        item.words.push_back(std::move(word));
      }
    }
  }

  /// `https://… sha256=9c…`: an option of this item alone. Not where the arguments are packages.
  bool read_override(const ast::Argument& argument, Item& item) {
    if ((keyword_.body & keywords::ROWS) == 0 || keyword_.arguments.type == "package" ||
        keyword_.arguments.type == "requirement" || argument.pieces.empty() ||
        argument.pieces.front().kind != ast::Piece::Kind::bare)
      return false;
    const std::string& text = argument.pieces.front().text;
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return false;
    const keywords::Option* known = keyword_.option(text.substr(0, equals));
    if (known == nullptr || known->type == "flag") return false;
    set_option(item.options, *known, evaluate_pair(argument, names_, diagnostics_).value);
    return true;
  }

  void check_word(const Word& word, const ast::Argument& argument) {
    if (is_unjudged(word)) return;
    if (word.is_list) {
      auto entry = diagnostics_.report(diag::ListNotTaken, word.span, std::string(keyword_.name));
      std::string words;
      for (const ast::Piece& piece : argument.pieces)
        for (const ast::Argument& item : piece.items) words += " " + spelled(unquoted(item));
      entry.note(fmt::format("write the words themselves: `{}{}`", keyword_.name, words))
          .fix(word.span, words.empty() ? "" : words.substr(1), "write");
      return;
    }
    if (keyword_.arguments.type != "word") check_control_characters(word, diagnostics_);
    const bool is_right = diagnostics_.count(Severity::error) == before_;  // an unknown name leaves nothing
    if (word.text.empty() && is_right && keyword_.arguments.type != "word" && keyword_.arguments.type != "rule")
      diagnostics_.report(diag::EmptyWord, word.span, argument_type(keyword_.arguments.type));
  }

  void check_count(const Item& item, Span place) {
    if (diagnostics_.count(Severity::error) != before_) return;  // the row is written wrongly in another way
    const std::size_t count = keyword_.takes_pairs() ? item.pairs.size() : item.words.size();
    const keywords::Arguments& arguments = keyword_.arguments;
    const bool has_body = row_.raw() != nullptr || row_.fence() != nullptr;
    const bool body_says_it = has_body && (keyword_.body & keywords::ROWS) != 0;
    if (count < arguments.least && !body_says_it) {
      diagnostics_.report(diag::TooFewArguments, place, std::string(keyword_.name), argument_type(arguments.type))
          .note(fmt::format("for example `{}`", keyword_.example));
    } else if (arguments.most && count > *arguments.most) {
      const Span extra = item.words.empty() ? place : item.words[*arguments.most].span;
      auto entry = diagnostics_.report(diag::TooManyArguments, extra, std::string(keyword_.name), *arguments.most);
      if ((keyword_.body & keywords::RAW) != 0 && std::holds_alternative<std::monostate>(row_.body)) {
        entry.note("a command stands behind a colon").fix(row_.span, with_colon(), "write");
      } else if (const auto mended = with_options_in_front(row_, keyword_); mended && row_.block() == nullptr) {
        entry.note("options stand behind the statement's name").certain_fix(row_.span, *mended, "write");
      } else {
        entry.note(*arguments.most == 1 ? "several words that are one value are quoted"
                                        : fmt::format("for example `{}`", keyword_.example));
      }
    }
  }

  /// `run make all` as `run: make all`; what stands before the colon are the words that must be there.
  [[nodiscard]] std::string with_colon() const {
    const std::vector<ast::Argument>& all = row_.arguments;
    const auto command = all.begin() + static_cast<std::ptrdiff_t>(keyword_.arguments.least);
    const std::string before = spelled({all.begin(), command});
    return fmt::format("{}{}{}: {}", spelled_head(row_), before.empty() ? "" : " ", before,
                       as_command({command, all.end()}));
  }

  const ast::Row& row_;
  const Keyword& keyword_;
  const Names& names_;
  Diagnostics& diagnostics_;
  bool checking_;
  std::size_t before_ = 0;  ///< errors before this row
  Statement statement_;
};

void report_headless(const ast::Row& row, Diagnostics& diagnostics) {
  const std::string shown = row.arguments.empty() ? "->" : ast::display(row.arguments.front());
  const std::size_t colon = shown.find(':');
  const Keyword* keyword =
      colon == std::string::npos ? nullptr : keywords::find_anywhere(lower_case(shown.substr(0, colon)));
  const Span span = row.arguments.empty() ? row.span : row.arguments.front().span;
  if (keyword != nullptr && (keyword->body & keywords::RAW) != 0) {
    const std::string mend = fmt::format("{}: {}", keyword->name, shown.substr(colon + 1));
    diagnostics.report(diag::BlankAfterColon, span, shown).fix(span, mend, "write");
  } else {
    diagnostics.report(diag::NoStatement, span, shown)
        .note("a statement begins with its name, which stands without quotes");
  }
}

/// The block that a statement belongs into, as it is written.
std::string where_to_write(const std::string& name, unsigned scopes) {
  constexpr std::pair<unsigned, std::string_view> blocks[] = {
      {keywords::IMAGE, "image NAME { … }"},     {keywords::STAGE, "stage NAME { … }"},
      {keywords::LAUNCH, "launch { … }"},        {keywords::POLICY, "policy { … }"},
      {keywords::GIT, "git … -> DEST { … }"},    {keywords::PATCH, "patch FILE { … }"},
      {keywords::PYTHON, "python VERSION { … }"}};
  if ((scopes & keywords::FILE) != 0) return fmt::format("write `{}` at the top of the file, outside of blocks", name);
  for (const auto& [scope, block] : blocks)
    if ((scopes & scope) != 0) return fmt::format("write it between the braces of `{}`", block);
  return fmt::format("`boxwright help {}` says where it stands", name);
}

void report_unknown(const ast::Row& row, unsigned scope, Diagnostics& diagnostics) {
  const std::string& name = row.head->value;
  if (const unsigned scopes = keywords::scopes_of(name); scopes != 0) {
    diagnostics
        .report(diag::StatementNotHere, row.head->span, name, keywords::describe_scopes(scopes),
                keywords::describe_scopes(scope))
        .note(where_to_write(name, scopes));
    return;
  }
  const std::string lower = lower_case(name);
  const bool upper_case = std::none_of(name.begin(), name.end(), [](unsigned char c) { return std::islower(c) != 0; });
  const std::string_view habit = docker_habit(name);
  if (upper_case && (!habit.empty() || keywords::find_anywhere(lower) != nullptr)) {
    const auto mend = from_dockerfile(row);
    const std::string meant = mend ? *mend : std::string(habit.empty() ? "" : habit);
    const std::string wanted = meant.empty() ? lower : meant.substr(0, meant.find_first_of("(: "));
    const Keyword* here = keywords::find(wanted, scope);
    const Keyword* keyword = here != nullptr ? here : keywords::find_anywhere(wanted);
    auto entry = diagnostics.report(diag::DockerHabit, row.head->span, name,
                                    meant.empty() ? std::string(keyword->example) : meant);
    if (here == nullptr) {
      entry.note(fmt::format("`{}` stands in {}", keyword->name, keywords::describe_scopes(keyword->scopes)));
    } else if (mend && mend->find('`') == std::string::npos) {
      // A stage that is opened takes in what stands below, and an account gets a name: that is for its author to see.
      const bool certain = mend->starts_with(lower) && name != "FROM" && name != "USER";
      entry.certain_fix(row.span, *mend, "write", certain);
    }
    return;
  }
  auto entry = diagnostics.report(diag::UnknownStatement, row.head->span, name);
  if (const auto meant = guess(name, keywords::names_in(scope))) {
    entry.did_you_mean(row.head->span, std::string(meant->word), meant->certain);
  } else {
    entry.note("`boxwright help` lists the statements");
  }
}

}  // namespace

std::vector<Word> Options::list(std::string_view name) const {
  if (!has(name)) return {};
  const Word& value = at(name);
  return value.is_list ? value.items : std::vector<Word>{value};
}

const keywords::Keyword* keyword_of(const ast::Row& row, unsigned scope) {
  return row.head && !row.broken ? keywords::find(row.head->value, scope) : nullptr;
}

std::optional<Statement> read_statement(const ast::Row& row, unsigned scope, const Names& names,
                                        Diagnostics& diagnostics) {
  if (row.broken) return std::nullopt;
  if (!row.head) {
    report_headless(row, diagnostics);
    return std::nullopt;
  }
  const Keyword* keyword = keywords::find(row.head->value, scope);
  if (keyword == nullptr) {
    report_unknown(row, scope, diagnostics);
    return std::nullopt;
  }
  if (row.untaken) {  // its condition is decided; `handle` reads what stands in it
    Statement branch;
    branch.keyword = keyword;
    branch.row = &row;
    branch.scope = scope;
    branch.span = row.span;
    branch.name_span = row.head->span;
    return branch;
  }
  if (report_slip(row, *keyword, diagnostics)) return std::nullopt;
  auto statement = Reader(row, *keyword, names, diagnostics).read();
  if (statement) statement->scope = scope;
  return statement;
}

}  // namespace boxwright::resolve
