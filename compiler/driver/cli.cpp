// The only file that sees CLI11. It reads options; operands are sorted out here, since CLI11 would take a word behind
// an option's optional value, and split one in square brackets.

#include "compiler/driver/cli.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <iterator>
#include <memory>
#include <utility>

#include "compiler/base/edit_distance.hpp"
#include "compiler/base/version.hpp"
#include "compiler/driver/grammar_parts.hpp"
#include "compiler/driver/option_values.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::driver {

namespace {

using Words = std::vector<std::string>;

/// What CLI11 writes to, in its own types.
struct Values {
  std::string output, shown, image, launch, start, dialect, format = "human";
  std::string level = "1", print_after;
  std::string page, editor;
  Words disabled, emitted, settings, denied, allowed;
  bool allow_outside = false;
  std::string today;
  bool table = false, no_cache_mounts = false;
  bool fix = false, dry_run = false, show_diff = false;
  bool check = false, force = false, base = false, remarks = false, print_ir = false, stats = false;
};

void add_compile_options(CLI::App& app, Values& values) {
  app.add_option("-o,--output", values.output, "Write into this folder instead of beside the spec")->type_name("DIR");
  app.add_flag("--stdout{dockerfile}", values.shown,
               "Print instead of write: --stdout=dockerfile (the default), dockerignore, scripts, map, compose, "
               "kubernetes, bake, linters "
               "or all");
  app.add_option("--emit", values.emitted,
                 "Also write these: map (which lines of the spec each line comes from), compose, kubernetes, bake, "
                 "linters, mhub")
      ->delimiter(',')
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_option("--image", values.image, "Only this image of several")->type_name("NAME");
  app.add_flag("--stats", values.stats, "Say how much of an image is raw shell, and where");
  app.add_flag("--check", values.check, "Write nothing; exit 1 when a written file differs from what would be written")
      ->excludes("--stdout");
  app.add_flag("--force", values.force, "Also replace files that were not written by boxwright, or edited since")
      ->excludes("--stdout");
}

/// The type's name says the words already, so the validator adds nothing to it.
CLI::Validator one_of(std::vector<std::string> words) { return CLI::IsMember(std::move(words)).description(""); }

/// What to do and say of the passes.
void add_pass_options(CLI::App& app, Values& values, Command command) {
  app.add_option("-O", values.level, "0: leave out the passes that only make a build faster or an image smaller")
      ->check(one_of({"0", "1"}))
      ->type_name("0|1");
  app.add_option("--disable-pass", values.disabled, "Leave out this pass; `boxwright help passes` lists them")
      ->type_name("NAME")
      ->allow_extra_args(false);
  app.add_flag("--no-cache-mounts", values.no_cache_mounts,
               "Keep no package manager's downloads for the next build; short for --disable-pass=cache-mounts");
  app.add_flag("--remarks", values.remarks, "Say what each pass did, and what was in its way");
  if (command == Command::diff) return;
  app.add_flag("--print-ir", values.print_ir, "Print what the image is made of once all passes have run");
  app.add_option("--print-ir-after", values.print_after, "Print it as it is behind this pass")->type_name("NAME");
}

void add_engine_options(CLI::App& app, Values& values, Command command) {
  app.add_option("--image", values.image, "Only this image of several")->type_name("NAME");
  app.add_flag("--force", values.force, "Also replace files that were not written by boxwright, or edited since");
  if (command == Command::run)
    app.add_option("--launch", values.launch, "This launch of several; `run NAME` is short for it")->type_name("NAME");
  if (command == Command::shell)
    app.add_flag("--base", values.base, "In the bare base image, before anything is built; the project is at /project");
}

void add_pack_options(CLI::App& app, Values& values) {
  app.add_option("-o,--output", values.output, "The new folder, or the archive where it ends in .tar")
      ->type_name("DIR|FILE.tar");
  app.add_option("--image", values.image, "Only this image of several")->type_name("NAME");
  app.add_flag("--force", values.force, "Also replace an archive that is there");
}

void add_check_options(CLI::App& app, Values& values) {
  CLI::Option* fix =
      app.add_flag("--fix", values.fix, "Mend what can be meant in one way only, such as a misspelt word");
  app.add_flag("--dry-run", values.dry_run, "With --fix: show as a diff what it would change, and change nothing")
      ->needs(fix);
}

void add_fmt_options(CLI::App& app, Values& values) {
  app.add_flag("--check", values.check,
               "Write nothing; name the files that would change, and exit 1 where there are some");
  app.add_flag("--diff", values.show_diff, "Write nothing; show as a diff what would change");
}

void add_init_options(CLI::App& app, Values& values) {
  app.add_option("--template", values.start, "Start from this template; `boxwright templates` lists them")
      ->type_name("NAME");
  app.add_flag("--force", values.force, "Replace a spec that is there");
}

void add_grammar_options(CLI::App& app, Values& values) {
  const auto editors = grammar_parts::editors();
  app.add_option("--for", values.editor, "Whose grammar; `markdown` is a page about every statement")
      ->check(one_of({editors.begin(), editors.end()}))
      ->required()
      ->type_name(fmt::format("{}", fmt::join(editors, "|")));
}

void add_explain_options(CLI::App& app, Values& values) {
  app.add_flag("--layers", values.table, "The layers as a table");
  app.add_option("--html", values.page, "Write a page that shows the layers and what each edit rebuilds")
      ->type_name("FILE");
  app.add_option("--image", values.image, "Only this image of several")->type_name("NAME");
  app.add_flag("--force", values.force, "Also replace a file that is no such page");
}

void add_verify_options(CLI::App& app, Values& values) {
  app.add_option("-o,--output", values.output, "The files on disk lie in this folder instead of beside the spec")
      ->type_name("DIR");
  app.add_option("--image", values.image, "Only this image of several")->type_name("NAME");
}

void add_rule_options(CLI::App& app, Values& values) {
  app.add_option("--deny", values.denied,
                 "What this rule finds is an error, or with `warnings` all that is a warning; as often as needed")
      ->type_name("RULE|warnings")
      ->allow_extra_args(false);
  app.add_option("--allow", values.allowed, "What this rule finds is not told; as often as needed")
      ->type_name("RULE")
      ->allow_extra_args(false);
}

/// Commands that say what a compile would come to, and write nothing of it.
bool looks_only(Command command) {
  return command == Command::check || command == Command::verify || command == Command::explain ||
         command == Command::diff;
}

/// An error's text where it is no day.
std::string is_day(const std::string& text) {
  constexpr std::string_view shape = "0000-00-00";
  const bool right = text.size() == shape.size() &&
                     std::equal(text.begin(), text.end(), shape.begin(),
                                [](char c, char s) { return s == '-' ? c == '-' : c >= '0' && c <= '9'; });
  return right ? "" : "a day is written YYYY-MM-DD";
}

void add_options(CLI::App& app, Values& values, Command command) {
  const bool engine = starts_engine(command);
  if (command == Command::compile) add_compile_options(app, values);
  if (engine) add_engine_options(app, values, command);
  if (command == Command::pack) add_pack_options(app, values);
  if (command == Command::explain) add_explain_options(app, values);
  if (command == Command::verify) add_verify_options(app, values);
  if (command == Command::grammar) add_grammar_options(app, values);
  if (command == Command::init) add_init_options(app, values);
  if (command == Command::check) add_check_options(app, values);
  if (command == Command::fmt) add_fmt_options(app, values);
  if (engine || command == Command::compile || command == Command::pack || looks_only(command)) {
    app.add_option("--dialect", values.dialect, "What the engines understand")
        ->check(one_of({"buildkit", "portable"}))
        ->type_name("buildkit|portable");
  }
  if (engine || command == Command::compile || command == Command::pack || looks_only(command))
    add_rule_options(app, values);
  if (engine || command == Command::compile || looks_only(command)) {
    app.add_option("--set", values.settings, "Give a parameter of the spec this value; as often as needed")
        ->type_name("NAME=VALUE")
        ->allow_extra_args(false);
    app.add_option("--today", values.today, "The day as of which bases are past their end of life")
        ->check(is_day)
        ->type_name("YYYY-MM-DD");
    app.add_flag("--allow-outside", values.allow_outside, "Let imports leave the project's folder");
  }
  if (command == Command::compile || looks_only(command)) add_pass_options(app, values, command);
  if (engine || command == Command::compile || command == Command::pack || looks_only(command) ||
      command == Command::parse || command == Command::fmt) {
    app.add_option("--message-format", values.format,
                   "Messages for people, one a line, one JSON object a line, one SARIF document, annotations of GitHub "
                   "or GitLab's Code Quality report")
        ->check(one_of({message_forms.begin(), message_forms.end()}))
        ->type_name(fmt::format("{}", fmt::join(message_forms, "|")));
  }
}

std::unique_ptr<CLI::App> make_app(const CommandInfo& info, Values& values) {
  auto app = std::make_unique<CLI::App>(std::string(info.doc), fmt::format("boxwright {}", info.name));
  app->set_help_flag("-h,--help", "Print this help");
  add_options(*app, values, info.command);
  if (info.starts_engine) {
    app->prefix_command();
  } else {
    app->allow_extras();
  }
  return app;
}

std::optional<std::string> written(const CLI::App& app, const std::string& option, const std::string& value) {
  const CLI::Option* found = app.get_option_no_throw(option);
  return found != nullptr && found->count() > 0 ? std::optional(value) : std::nullopt;
}

Request make_request(Command command, const CLI::App& app, const Values& values) {
  Request request;
  request.command = command;
  request.output = written(app, "--output", values.output);
  request.shown = written(app, "--stdout", values.shown);
  request.image = written(app, "--image", values.image);
  request.launch = written(app, "--launch", values.launch);
  request.editor = values.editor;
  request.start = written(app, "--template", values.start);
  if (values.dialect == "buildkit") request.compile.dialect = Dialect::buildkit;
  if (values.dialect == "portable") request.compile.dialect = Dialect::portable;
  request.compile.passes.speed = values.level != "0";
  request.compile.passes.disabled = {values.disabled.begin(), values.disabled.end()};
  if (values.no_cache_mounts) request.compile.passes.disabled.insert("cache-mounts");
  if (values.print_ir) request.compile.print_after = passes::pipeline().back().name;
  if (!values.print_after.empty()) request.compile.print_after = values.print_after;
  request.emitted = {values.emitted.begin(), values.emitted.end()};
  for (const std::string& setting : values.settings) {
    const std::size_t equals = std::min(setting.find('='), setting.size());
    request.compile.settings[setting.substr(0, equals)] = setting.substr(std::min(equals + 1, setting.size()));
  }
  request.compile.denied = {values.denied.begin(), values.denied.end()};
  request.compile.allowed = {values.allowed.begin(), values.allowed.end()};
  request.compile.allow_outside = values.allow_outside;
  request.compile.today = values.today;
  request.page = written(app, "--html", values.page);
  request.table = values.table;
  request.remarks = values.remarks;
  request.stats = values.stats;
  const auto form = std::find(message_forms.begin(), message_forms.end(), values.format);
  request.form = static_cast<MessageForm>(form - message_forms.begin());
  request.check = values.check;
  request.fix = values.fix;
  request.dry_run = values.dry_run;
  request.show_diff = values.show_diff;
  request.force = values.force;
  request.base = values.base;
  return request;
}

/// `-o, --output DIR`, however CLI11 of this version would put it.
std::string spelling(const CLI::Option& option) {
  std::string text;
  for (const std::string& name : option.get_snames()) text += "-" + name + ", ";
  for (const std::string& name : option.get_lnames()) text += "--" + name;
  if (option.check_lname("stdout")) return text + "[=NAME]";
  return option.get_items_expected_max() > 0 ? text + " " + option.get_type_name() : text;
}

std::string unknown_option(const std::string& word, const CLI::App& app) {
  const std::string name = word.substr(0, word.find('='));
  Words options;
  for (const CLI::Option* option : app.get_options())
    for (const std::string& known : option->get_lnames()) options.push_back("--" + known);
  const auto guess = closest(name, {options.begin(), options.end()});
  return fmt::format("unknown option `{}`{}", name, guess ? fmt::format("; did you mean `{}`?", *guess) : "");
}

/// The spec among the arguments of an engine command is taken out of them.
std::optional<std::string> take_spec(Words& words, const FileSystem& files) {
  const auto holds_spec = [&](const std::string& folder) {
    const Words names = files.list(folder);
    return std::any_of(names.begin(), names.end(), [](const std::string& name) { return name.ends_with(".box"); });
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool own_value = i > 0 && (words[i - 1] == "--image" || words[i - 1] == "--launch" ||
                                     words[i - 1] == "--dialect" || words[i - 1] == "--set");
    if (own_value || (word.starts_with('-') && word != "-")) continue;
    const bool is_spec =
        word == "-" || word.ends_with(".box") || (files.kind(word) == FileSystem::Kind::directory && holds_spec(word));
    if (!is_spec) return std::nullopt;  // the first word is for the script, and so is all that follows
    std::string spec = word;
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
    return spec;
  }
  return std::nullopt;
}

/// The number of a line among the operands is taken out of them.
std::optional<std::size_t> take_line(Words& operands) {
  for (auto operand = operands.begin(); operand != operands.end(); ++operand) {
    std::size_t line = 0;
    const char* end = operand->data() + operand->size();
    const auto read = std::from_chars(operand->data(), end, line);
    if (read.ec != std::errc() || read.ptr != end || line == 0) continue;
    operands.erase(operand);
    return line;
  }
  return std::nullopt;
}

/// Options of one command, and everything that is none.
CommandLine read_options(const CommandInfo& info, Words words, const FileSystem& files) {
  const auto dashes = std::find(words.begin(), words.end(), "--");
  const Words behind(dashes == words.end() ? dashes : dashes + 1, words.end());
  words.erase(dashes, words.end());

  CommandLine result;
  std::optional<std::string> spec;
  if (info.starts_engine) spec = take_spec(words, files);

  Values values;
  const auto app = make_app(info, values);
  std::reverse(words.begin(), words.end());  // CLI11 takes the first word from the end
  try {
    app->parse(std::move(words));
  } catch (const CLI::CallForHelp&) {
    result.answer = command_help(info);
    return result;
  } catch (const CLI::ParseError& error) {
    result.error = error.what();
    return result;
  }

  if (result.error = wrong_pass(values.disabled, values.print_after); !result.error.empty()) return result;
  if (result.error = wrong_backend(values.emitted); !result.error.empty()) return result;
  if (result.error = wrong_rule(values.denied, values.allowed); !result.error.empty()) return result;
  if (result.error = wrong_setting(values.settings); !result.error.empty()) return result;
  Request request = make_request(info.command, *app, values);
  if (request.output == "") {
    result.error = "`-o` needs the name of a folder";
    return result;
  }
  Words& rest = info.starts_engine ? request.passed_on : request.operands;
  rest = app->remaining();
  if (spec) request.operands = {*spec};
  if (!info.starts_engine) {
    const auto option = std::find_if(rest.begin(), rest.end(),
                                     [](const std::string& word) { return word.starts_with('-') && word != "-"; });
    if (option != rest.end()) {
      result.error = unknown_option(*option, *app);
      return result;
    }
  }
  rest.insert(rest.end(), behind.begin(), behind.end());
  if (info.command == Command::explain) request.line = take_line(request.operands);
  if (info.command == Command::diff && request.operands.size() != 2) {
    result.error = "diff takes two specs: `boxwright diff OLD NEW`, such as `boxwright diff HEAD:model.box model.box`";
    return result;
  }
  result.request = std::move(request);
  return result;
}

CommandLine unknown_command(const std::string& name) {
  std::vector<std::string_view> names;
  for (const CommandInfo& info : commands()) names.push_back(info.name);
  const auto guess = closest(name, names);
  CommandLine result;
  result.error =
      name.starts_with('-') ? fmt::format("unknown option `{}`", name) : fmt::format("unknown command `{}`", name);
  if (guess) result.error += fmt::format("; did you mean `{}`?", *guess);
  if (name.ends_with(".box")) result.error += fmt::format("; write `boxwright compile {}`", name);
  return result;
}

}  // namespace

std::string command_help(const CommandInfo& command) {
  Values values;
  const auto app = make_app(command, values);
  std::string text =
      fmt::format("Usage: boxwright {} [OPTIONS] {}\n\n{}.\n\nOptions:\n", command.name, command.operands, command.doc);
  for (const CLI::Option* option : app->get_options())
    text += fmt::format("  {:<36} {}\n", spelling(*option), option->get_description());
  if (!command.starts_engine) return text;
  return text +
         "\nOptions of boxwright come first. All from the first other word or option on, and all behind `--`, is "
         "handed "
         "to the script.\n";
}

CommandLine read_command_line(const std::vector<std::string>& arguments, const FileSystem& files) {
  CommandLine result;
  if (arguments.empty()) {
    result.error = "no command\n\n" + usage();
  } else if (arguments[0] == "--version") {
    result.answer = fmt::format("boxwright {}\n", kVersion);
  } else if (arguments[0] == "--help" || arguments[0] == "-h") {
    result.answer = usage();
  } else if (const CommandInfo* info = find_command(arguments[0])) {
    return read_options(*info, {std::next(arguments.begin()), arguments.end()}, files);
  } else {
    return unknown_command(arguments[0]);
  }
  return result;
}

}  // namespace boxwright::driver
