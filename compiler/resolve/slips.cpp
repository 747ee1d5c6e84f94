// Rows whose statement is right, and which are written as in another language: `copy --from=build /a /b` as in a
// Dockerfile, `image unet 1.0 {`, `env A=1, B=2`.
#include "compiler/resolve/slips.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>

#include "compiler/resolve/mends.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

using Arguments = std::vector<ast::Argument>;
using keywords::Id;
using keywords::Keyword;

/// The bare text that an argument ends with; empty where it ends in quotes or a name.
std::string_view bare_end(const ast::Argument& argument) {
  const bool is_bare = !argument.pieces.empty() && argument.pieces.back().kind == ast::Piece::Kind::bare;
  return is_bare ? std::string_view(argument.pieces.back().text) : std::string_view();
}

bool has_no_body(const ast::Row& row) { return std::holds_alternative<std::monostate>(row.body); }

Span cover_all(const Arguments& arguments) { return cover(arguments.front().span, arguments.back().span); }

// ---- commas between words ----

std::string without_commas(const Arguments& arguments) {
  Arguments words;
  for (ast::Argument argument : arguments) {
    if (bare_end(argument).ends_with(',')) argument.pieces.back().text.pop_back();
    if (argument.pieces.back().text.empty() && argument.pieces.back().kind == ast::Piece::Kind::bare)
      argument.pieces.pop_back();
    if (!argument.pieces.empty()) words.push_back(unquoted(argument));
  }
  return spelled(words);
}

/// A word that goes on to a comma. A lone one may be what a program is given, but not between words in quotes.
bool ends_in_comma(const ast::Argument& argument) { return bare_end(argument).ends_with(','); }

bool is_quoted(const ast::Argument& argument) {
  return argument.pieces.size() == 1 && argument.pieces.front().kind == ast::Piece::Kind::string;
}

Arguments::const_iterator find_comma(const Arguments& arguments, bool program) {
  for (auto word = arguments.begin(); word != arguments.end(); ++word) {
    if (!ends_in_comma(*word)) continue;
    const bool lone = bare_word(*word) == ",";
    if (!lone || !program || (word != arguments.begin() && is_quoted(*std::prev(word)))) return word;
  }
  return arguments.end();
}

bool report_commas(const ast::Row& row, const std::string& name, Diagnostics& diagnostics) {
  const bool program = name == "cmd" || name == "entrypoint";
  auto wrong = find_comma(row.arguments, program);
  if (wrong == row.arguments.end()) {
    wrong = find_comma(row.targets, program);
    if (wrong == row.targets.end()) return false;
  }
  auto entry = diagnostics.report(diag::BadWord, wrong->span, spelled(*wrong),
                                  "words with blanks alone between them; a comma that belongs to one is quoted");
  if (!has_no_body(row)) return true;
  std::string mend = name;
  if (!row.arguments.empty()) mend += (mend.empty() ? "" : " ") + without_commas(row.arguments);
  if (row.has_arrow) mend += " -> " + without_commas(row.targets);
  entry.fix(row.span, mend, "write");
  return true;
}

bool report_commas_in_block(const ast::Row& row, Diagnostics& diagnostics) {
  bool some = false;
  for (const ast::Row& item : row.block()->rows) {
    if (item.broken || item.untaken || item.block() != nullptr) continue;
    some = report_commas(item, item.head ? spelled_head(item) : "", diagnostics) || some;
  }
  return some;
}

// ---- quotes of a word processor ----

constexpr std::array<std::string_view, 4> opening{"“", "”", "„", "‘"};
constexpr std::array<std::string_view, 3> closing{"”", "“", "’"};

/// What stands before and behind such a quote, which opens an argument or its value; nothing where there is none.
std::optional<std::pair<std::string, std::string>> behind_opening(const std::string& text) {
  const std::size_t equals = text.find('=');
  for (const std::size_t at : {std::size_t{0}, equals == std::string::npos ? std::size_t{0} : equals + 1})
    for (const std::string_view quote : opening)
      if (text.substr(at).starts_with(quote)) return std::pair{text.substr(0, at), text.substr(at + quote.size())};
  return std::nullopt;
}

bool report_typographic(const Arguments& arguments, Diagnostics& diagnostics) {
  for (std::size_t first = 0; first < arguments.size(); ++first) {
    const auto opened = behind_opening(std::string(bare_word(arguments[first])));
    if (!opened) continue;
    std::string inside = opened->second;
    Span span = arguments[first].span;
    for (std::size_t i = first; i < arguments.size(); ++i) {
      if (i > first) inside += " " + spelled(arguments[i]);
      span = cover(span, arguments[i].span);
      const auto quote = std::find_if(closing.begin(), closing.end(), [&](auto q) { return inside.ends_with(q); });
      if (quote == closing.end()) continue;
      inside.resize(inside.size() - quote->size());
      diagnostics
          .report(diag::BadWord, span,
                  spelled({arguments.begin() + static_cast<std::ptrdiff_t>(first),
                           arguments.begin() + static_cast<std::ptrdiff_t>(i + 1)}),
                  "the plain quotes of a keyboard")
          .fix(span, opened->first + quoted(inside), "write");
      return true;
    }
  }
  return false;
}

// ---- as in a Dockerfile ----

bool is_flag(const ast::Argument& argument) {
  return bare_word(argument).size() > 1 && bare_word(argument).starts_with('-');
}

/// Is it written as in a Dockerfile, or as `cp` is?
bool is_from_dockerfile(const ast::Row& row, Id id) {
  const std::string_view first = bare_word(row.arguments.front());
  if (id == Id::copy) return is_flag(row.arguments.front());
  if (id == Id::from) return row.arguments.size() == 3 && lower_case(bare_word(row.arguments[1])) == "as";
  if (id == Id::healthcheck) return is_flag(row.arguments.front()) || first == "CMD" || first == "NONE";
  if (id != Id::run) return false;
  const auto here_document = [](const ast::Argument& word) {
    return bare_word(word).find("<<") != std::string_view::npos;
  };
  return is_flag(row.arguments.front()) || std::any_of(row.arguments.begin(), row.arguments.end(), here_document);
}

bool report_dockerfile(const ast::Row& row, const Keyword& keyword, Diagnostics& diagnostics) {
  if (!is_from_dockerfile(row, keyword.id)) return false;
  const auto mend = from_dockerfile(row);
  auto entry = diagnostics.report(diag::DockerHabit, cover(row.head->span, row.arguments.front().span),
                                  spelled({row.arguments.front()}), mend ? *mend : std::string(keyword.example));
  if (mend && mend->find('`') == std::string::npos) entry.certain_fix(row.span, *mend, "write", keyword.id != Id::from);
  return true;
}

/// `run: |` and `run '''` of other languages open lines that follow.
bool report_run_text(const ast::Row& row, Diagnostics& diagnostics) {
  const std::string text = row.arguments.size() == 1 ? spelled(row.arguments.front()) : "";
  if (text != "|" && text != "'''") return false;
  diagnostics
      .report(diag::BodyMissing, row.head->span, row.head->value, "a command behind a colon, or lines between fences")
      .note(
          fmt::format(R"(several lines stand below `{} """`, up to a `"""` on a line of its own)", spelled_head(row)));
  return true;
}

/// `copy https://… -> /b`.
bool report_download(const ast::Row& row, Diagnostics& diagnostics) {
  const std::string_view first = bare_word(row.arguments.front());
  if (!is_web_url(first) || row.has_options) return false;
  const std::string rest = spelled(row.arguments) + (row.has_arrow ? " -> " + spelled(row.targets) : "");
  diagnostics.report(diag::BadWord, row.arguments.front().span, std::string(first), "a file of the build context")
      .note(fmt::format("what others serve is fetched, with its sum: `fetch(sha256=…) {}`",
                        row.has_arrow ? rest : with_arrow(row.arguments, false).value_or(rest)));
  return true;
}

// ---- words for a program ----

/// `&&`, `|`, `>` and the like, as only a shell understands them.
bool is_of_a_shell(const ast::Argument& argument) {
  const std::string_view word = bare_word(argument);
  const bool signs = word.find_first_of("&|<>") != std::string_view::npos &&
                     word.find_first_not_of("&|<>12") == std::string_view::npos;
  const bool to_file = word.size() > 1 && word.starts_with('>') && word[1] != '=';
  return signs || to_file || word.starts_with("2>/");
}

bool report_shell_words(const ast::Row& row, bool launch, Diagnostics& diagnostics) {
  const auto word = std::find_if(row.arguments.begin(), row.arguments.end(), is_of_a_shell);
  if (word == row.arguments.end()) return false;
  const std::string& name = row.head->value;
  diagnostics
      .report(diag::BadWord, word->span, spelled(*word),
              fmt::format("a word of the program itself: no shell reads `{}`", name))
      .note(fmt::format("write `wrapper start: {}`{} and `{} start`; in quotes it is a word like others",
                        as_command(row.arguments), launch ? " in the image" : "", name));
  return true;
}

// ---- names and values ----

/// `image unet 1.0 {`.
bool report_image(const ast::Row& row, Diagnostics& diagnostics) {
  if (row.arguments.size() != 2) return false;
  const std::string_view name = bare_word(row.arguments[0]);
  const std::string_view tag = bare_word(row.arguments[1]);
  if (name.empty() || tag.empty() || name.find(':', name.find('/') + 1) != std::string_view::npos) return false;
  if (tag.find_first_of(":/=") != std::string_view::npos) return false;
  diagnostics.report(diag::TooManyArguments, row.arguments[1].span, "image", std::size_t{1})
      .note("a colon stands between the image's name and its tag")
      .fix(cover_all(row.arguments), fmt::format("{}:{}", name, tag), "write");
  return true;
}

/// `from = python`, where no name stands before it.
bool report_equals(const ast::Row& row, Diagnostics& diagnostics) {
  if (row.arguments.size() < 2 || bare_word(row.arguments.front()) != "=" || !has_no_body(row) || row.has_arrow)
    return false;
  diagnostics
      .report(diag::BadWord, row.arguments.front().span, "=",
              fmt::format("the value itself, straight behind `{}`", row.head->value))
      .certain_fix(row.span, spelled_head(row) + " " + spelled({row.arguments.begin() + 1, row.arguments.end()}),
                   "write");
  return true;
}

/// `secret hf_token hf_abc`.
bool report_secret_value(const ast::Row& row, Diagnostics& diagnostics) {
  const std::string_view name = row.arguments.size() < 2 ? std::string_view() : bare_word(row.arguments.front());
  if (!is_plain_name(name)) return false;
  diagnostics.report(diag::TooManyArguments, row.arguments[1].span, "secret", std::size_t{1})
      .note(fmt::format("its value never stands in the spec: `secret(env={}) {}` takes it from a variable of whoever "
                        "builds, and `secret(file=PATH) {}` from a file",
                        usual_variable(name), name, name))
      .note("where it has been in a file that others can read, have it replaced");
  return true;
}

/// `env A b`, as old Dockerfiles have it.
bool report_pair_without_equals(const ast::Row& row, const Keyword& keyword, Diagnostics& diagnostics) {
  const auto has_equals = [](const ast::Argument& argument) {
    return std::any_of(argument.pieces.begin(), argument.pieces.end(), [](const ast::Piece& piece) {
      return piece.kind == ast::Piece::Kind::list || piece.text.find('=') != std::string::npos;
    });
  };
  if (row.arguments.size() < 2 || std::any_of(row.arguments.begin(), row.arguments.end(), has_equals)) return false;
  const std::string name(bare_word(row.arguments.front()));
  if (!(keyword.id == Id::env ? is_variable_name(name) : is_label_key(name))) return false;
  if (keyword.id == Id::env && is_secret_name(name)) {
    diagnostics.report(diag::SecretInImage, row.arguments.front().span, name)
        .note("a value is written `NAME=value`; this one is given when the container starts: `launch { env " + name +
              " }` takes it from the caller");
    return true;
  }
  std::string value = spelled(row.arguments[1]);
  if (row.arguments.size() > 2) {
    value.clear();
    for (std::size_t i = 1; i < row.arguments.size(); ++i)
      for (std::size_t j = 0; j < row.arguments[i].pieces.size(); ++j)
        value += (i > 1 && j == 0 ? " " : "") + row.arguments[i].pieces[j].text;
    value = quoted(value);
  }
  diagnostics.report(diag::PairExpected, cover_all(row.arguments), name, name + "=" + value)
      .fix(cover_all(row.arguments), name + "=" + value, "write");
  return true;
}

/// `mount ${HOME}/data -> /data`: the host's folder, of which the image knows nothing.
bool report_host_variable(const ast::Row& row, Diagnostics& diagnostics) {
  const ast::Piece& piece = row.arguments.front().pieces.front();
  const bool home = piece.text == "HOME";
  if (piece.kind != ast::Piece::Kind::reference || piece.value || (!home && piece.text != "PWD")) return false;
  diagnostics.report(diag::ReferenceShape, piece.span, "${" + piece.text + "}")
      .certain_fix(piece.span, home ? "~" : ".", home ? "the home of whoever starts it is" : "the spec's folder is");
  return true;
}

bool report_of_keyword(const ast::Row& row, const Keyword& keyword, Diagnostics& diagnostics) {
  switch (keyword.id) {  // NOLINT(clang-diagnostic-switch-enum): most have no such habit
    case Id::image:
      return report_image(row, diagnostics);
    case Id::secret:
      return report_secret_value(row, diagnostics);
    case Id::env:
    case Id::label:
      return has_no_body(row) && report_pair_without_equals(row, keyword, diagnostics);
    case Id::cmd:
    case Id::entrypoint:
    case Id::launch_cmd:
      return report_shell_words(row, keyword.id == Id::launch_cmd, diagnostics);
    case Id::launch_mount:
      return report_host_variable(row, diagnostics);
    case Id::run:
      return report_run_text(row, diagnostics);
    case Id::copy:
      return report_download(row, diagnostics);
    default:
      return false;
  }
}

}  // namespace

bool report_slip(const ast::Row& row, const Keyword& keyword, Diagnostics& diagnostics) {
  if ((keyword.body & keywords::ROWS) != 0 && row.block() != nullptr && report_commas_in_block(row, diagnostics))
    return true;
  if (row.arguments.empty()) return false;
  return report_typographic(row.arguments, diagnostics) || report_dockerfile(row, keyword, diagnostics) ||
         report_commas(row, spelled_head(row), diagnostics) || report_equals(row, diagnostics) ||
         report_of_keyword(row, keyword, diagnostics);
}

}  // namespace boxwright::resolve
