#include "compiler/expand/expand.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "compiler/ast/print.hpp"
#include "compiler/base/edit_distance.hpp"
#include "compiler/expand/library.hpp"
#include "compiler/expand/rows.hpp"
#include "compiler/expand/unused_templates.hpp"

namespace boxwright::expand {

namespace {

constexpr std::size_t most_variants = 1000;
constexpr std::string_view spoken_language = "1";

const ast::Row* variants_of(const ast::Row& image) {
  if (image.block() == nullptr) return nullptr;
  for (const ast::Row& row : image.block()->rows)
    if (is_named(row, "variants")) return &row;
  return nullptr;
}

/// In a choice, what no parameter can be named.
constexpr const char* platform_key = "platforms ";

/// `linux/arm64/v8`: what is asked for as `${arch}`.
std::string architecture_of(const std::string& platform) {
  const std::size_t slash = platform.find('/');
  const std::string rest = slash == std::string::npos ? platform : platform.substr(slash + 1);
  return rest.substr(0, rest.find('/'));
}

/// Values of the parameters that make a variant, in the order they are named.
using Choice = std::vector<std::pair<std::string, std::string>>;

std::string name_of(const Choice& choice) {
  std::string result;
  for (const auto& [name, value] : choice)
    result += (result.empty() ? "" : "-") + (name == platform_key ? architecture_of(value) : value);
  return result;
}

class Expander {
 public:
  Expander(const Input& input, Sources& sources, Diagnostics& diagnostics)
      : input_(input), sources_(sources), diagnostics_(diagnostics), library_(input, sources, diagnostics) {}

  Program run(const ast::File& spec, FileId file) {
    library_.load(spec, file);
    check_language();
    collect_names();
    shared_depends_ = do_shared_rows_depend();
    const std::vector<ast::Row>& rows = library_.files().back().tree.rows;
    std::set<const ast::Row*> plain;
    std::vector<const ast::Row*> varied;
    for (const ast::Row& row : rows) {
      if (!is_named(row, "image")) continue;
      platforms_[&row] = platforms_of(row);
      if (variants_of(row) != nullptr || !platforms_[&row].empty()) {
        varied.push_back(&row);
      } else {
        plain.insert(&row);
      }
    }
    if (varied.empty() || !plain.empty()) add(plain, {}, "");
    for (const ast::Row* image : varied) add_variants(*image);
    for (const Template* one : library_.unused()) {
      const auto row = as_untaken(*one);
      for (Configuration& configuration : program_.configurations)
        if (row) configuration.file.rows.push_back(*row);
    }
    return std::move(program_);
  }

 private:
  void check_language() {
    for (const File& one : library_.files()) {
      for (const ast::Row& row : one.tree.rows) {
        if (!is_named(row, "language") || row.arguments.size() != 1) continue;
        const std::string version = text_of(row.arguments.front()).value_or("");
        if (version != spoken_language)
          diagnostics_.report(diag::OtherLanguage, row.arguments.front().span, ast::display(row.arguments.front()))
              .note(fmt::format("write `language {}`, or take a newer boxwright", spoken_language));
      }
    }
  }

  void collect_names() {
    for (const File& one : library_.files()) {
      program_.parameters.merge(declared_names(one.tree.rows));
      for (const ast::Row& row : one.tree.rows)
        if (is_named(row, "image") && row.block() != nullptr)
          program_.parameters.merge(declared_names(row.block()->rows));
      for (const ast::Row& row : one.tree.rows) {
        if (is_named(row, "template"))
          for (const ast::Argument& argument : row.arguments)
            program_.template_parameters.insert(split_pair(argument).name);
      }
    }
  }

  Frame frame_of(const std::set<const ast::Row*>& images, const Choice& choice) {
    Frame frame{library_, sources_, diagnostics_, input_.settings, {}, Bindings{}, name_of(choice), ""};
    for (const auto& [name, value] : choice) (name == platform_key ? frame.platform : frame.settings[name]) = value;
    for (const ast::Row* image : images)
      if (frame.platform.empty() && !platforms_.at(image).empty()) frame.platform = platforms_.at(image).front();
    const std::string platform = frame.platform.empty() ? "linux/amd64" : frame.platform;
    frame.built_in.set("os", {word("linux", Span{})});
    frame.built_in.set("arch", {word(architecture_of(platform), Span{})});
    for (const File& one : library_.files())
      for (const ast::Row& row : one.tree.rows) add_build_parameters(row, frame);
    return frame;
  }

  static void add_build_parameters(const ast::Row& row, Frame& frame) {
    if (!is_build_parameter(row)) return;
    for (const ast::Argument& argument : row.arguments)
      frame.build_parameters[split_pair(argument).name] = {argument, &row};
  }

  /// The names of the file, in this configuration.
  void declare_all(Frame& frame, Bindings& bindings) {
    for (const File& one : library_.files()) declare(one.tree.rows, one.id, frame, bindings);
  }

  void add(const std::set<const ast::Row*>& images, const Choice& choice, const std::string& image) {
    Frame frame = frame_of(images, choice);
    Bindings bindings(&frame.built_in);
    declare_all(frame, bindings);
    Configuration configuration;
    configuration.variant = frame.variant;
    configuration.image = image;
    for (const File& one : library_.files()) {
      std::vector<ast::Row> rows = expand_rows(one.tree.rows, one.id, frame, bindings, images);
      std::move(rows.begin(), rows.end(), std::back_inserter(configuration.file.rows));
    }
    program_.configurations.push_back(std::move(configuration));
  }

  /// Do the rows that images share depend on the machine: stages, templates, policy?
  [[nodiscard]] bool do_shared_rows_depend() const {
    return std::any_of(library_.files().begin(), library_.files().end(), [](const File& one) {
      return std::any_of(one.tree.rows.begin(), one.tree.rows.end(), [](const ast::Row& row) {
        return !is_named(row, "image") && row.block() != nullptr && names_architecture(row.block()->rows);
      });
    });
  }

  /// The platforms of an image in which something depends on the machine: each is then an image of its own. One, if
  /// the image does not say which, is amd64.
  std::vector<std::string> platforms_of(const ast::Row& image) {
    if (image.block() == nullptr) return {};
    if (!shared_depends_ && !names_architecture(image.block()->rows)) return {};
    std::vector<std::string> result;
    for (const ast::Row& row : image.block()->rows) {
      if (!is_named(row, "platforms")) continue;
      for (const ast::Argument& argument : row.arguments)
        if (const auto text = text_of(argument)) result.push_back(*text);
    }
    if (result.empty()) result.emplace_back("linux/amd64");
    return result;
  }

  static std::vector<Choice> for_platforms(const std::vector<Choice>& choices,
                                           const std::vector<std::string>& platforms) {
    if (platforms.size() < 2) return choices;
    std::vector<Choice> result;
    for (const Choice& choice : choices) {
      for (const std::string& platform : platforms) {
        result.push_back(choice);
        result.back().emplace_back(platform_key, platform);
      }
    }
    return result;
  }

  void add_variants(const ast::Row& image) {
    const ast::Row* row = variants_of(image);
    std::vector<Choice> choices{{}};
    if (row != nullptr) {
      choices = choices_of(image, *row);
      check_default(*row, choices);
    }
    choices = for_platforms(choices, platforms_.at(&image));
    const std::string name = image.arguments.empty() ? "" : ast::display(image.arguments.front());
    if (choices.empty()) {  // said already; the rest of the image is still worth a look
      add({&image}, {}, "");
      return;
    }
    for (const Choice& choice : choices) add({&image}, choice, name);
  }

  /// All combinations of the values of the parameters that a `variants` row names.
  std::vector<Choice> choices_of(const ast::Row& image, const ast::Row& row) {
    Frame frame = frame_of({&image}, {});
    Diagnostics silent;
    Frame quiet{library_, sources_, silent, input_.settings, frame.build_parameters, frame.built_in, "", ""};
    Bindings bindings(&quiet.built_in);
    declare_all(quiet, bindings);
    Bindings own(&bindings);
    declare(image.block()->rows, row.span.file, quiet, own);
    std::vector<Choice> result{{}};
    std::set<std::string> named;
    for (const ast::Argument& argument : row.arguments) {
      if (!named.insert(ast::display(argument)).second) {
        diagnostics_.report(diag::VariantTwice, argument.span, ast::display(argument)).note("name it once");
        return {};
      }
      if (input_.settings.contains(ast::display(argument))) {
        diagnostics_.report(diag::VariantSet, argument.span, ast::display(argument));
        return {};
      }
      const std::vector<std::string> values = values_of(argument, own);
      if (values.empty()) return {};
      if (result.size() * values.size() > most_variants) {
        diagnostics_.report(diag::TooManyVariants, row.span, most_variants)
            .note("name fewer parameters, or make specs of their own of some");
        return {};
      }
      std::vector<Choice> longer;
      for (const Choice& choice : result) {
        for (const std::string& value : values) {
          longer.push_back(choice);
          longer.back().emplace_back(ast::display(argument), value);
        }
      }
      result = std::move(longer);
    }
    return result;
  }

  std::vector<std::string> values_of(const ast::Argument& argument, const Bindings& bindings) {
    const std::string name = ast::display(argument);
    const Binding* binding = bindings.find(name);
    if (binding == nullptr || !binding->parameter) {
      auto entry = diagnostics_.report(diag::UnknownVariant, argument.span, name);
      if (const auto meant = guess(name, bindings.names()))
        entry.did_you_mean(argument.span, std::string(meant->word), meant->certain);
      entry.note(fmt::format("declare it with the values it may have: `param {}=[a, b]`", name));
      return {};
    }
    const Parameter& parameter = *binding->parameter;
    std::vector<std::string> values = parameter.allowed;
    if (values.empty() && parameter.type == Type::boolean) values = {"true", "false"};
    const auto bad =
        std::find_if(values.begin(), values.end(), [](const std::string& value) { return !is_tag_part(value); });
    if (values.empty() || bad != values.end()) {
      auto entry = diagnostics_.report(diag::NoVariants, argument.span, name);
      entry.label(parameter.span, "declared here");
      if (values.empty()) {
        entry.note(fmt::format("declare the values it may have: `param {}=[a, b]`", name));
      } else {
        entry.note(fmt::format("`{}` cannot be a part of a tag: letters, digits, `.`, `_` and `-`", *bad));
      }
      return {};
    }
    return values;
  }

  /// A tag holds letters, digits, `_`, `.` and `-` (OCI Distribution Specification, "Pulling manifests").
  static bool is_tag_part(const std::string& text) {
    return !text.empty() && text.size() < 100 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
      return std::isalnum(c) != 0 || c == '_' || c == '.' || c == '-';
    });
  }

  void check_default(const ast::Row& row, const std::vector<Choice>& choices) {
    for (const ast::Option& option : row.options) {
      if (option.name.value != "default" || !option.value || choices.empty()) continue;
      const std::string wanted = text_of(*option.value).value_or("");
      std::vector<std::string> names(choices.size());
      std::transform(choices.begin(), choices.end(), names.begin(), name_of);
      if (std::find(names.begin(), names.end(), wanted) != names.end()) continue;
      auto entry = diagnostics_.report(diag::NoSuchVariant, option.value->span, wanted);
      if (const auto meant = guess(wanted, {names.begin(), names.end()}))
        entry.did_you_mean(option.value->span, std::string(meant->word), false);
    }
  }

  const Input& input_;
  Sources& sources_;
  Diagnostics& diagnostics_;
  Library library_;
  bool shared_depends_ = false;
  std::map<const ast::Row*, std::vector<std::string>> platforms_;  ///< by image, where it depends on the machine
  Program program_;
};

}  // namespace

Program expand(const ast::File& spec, FileId file, const Input& input, Sources& sources, Diagnostics& diagnostics) {
  return Expander(input, sources, diagnostics).run(spec, file);
}

}  // namespace boxwright::expand
