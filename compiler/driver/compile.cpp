#include "compiler/driver/compile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "compiler/base/enumeration.hpp"
#include "compiler/base/path_text.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/base/stdlib.hpp"
#include "compiler/driver/context.hpp"
#include "compiler/driver/image_folders.hpp"
#include "compiler/driver/own_files.hpp"
#include "compiler/driver/profile_output.hpp"
#include "compiler/expand/expand.hpp"
#include "compiler/expand/library.hpp"
#include "compiler/ir/print.hpp"
#include "compiler/lint/layers.hpp"
#include "compiler/lint/rules.hpp"
#include "compiler/lint/subject.hpp"
#include "compiler/lint/unused_names.hpp"
#include "compiler/lower/lower.hpp"
#include "compiler/parse/parse.hpp"
#include "compiler/passes/passes.hpp"
#include "compiler/resolve/resolve.hpp"

namespace boxwright::driver {

namespace {

/// What a project knows of its own bases, in the format of stdlib/bases.json, goes before what the library says.
void extend_bases(resolve::Environment& environment, FileId spec, Diagnostics& diagnostics) {
  constexpr std::string_view name = "boxwright.bases.json";
  const auto text = environment.files->read(paths::join(environment.directory, std::string(name)));
  if (!text) return;
  if (const auto problem = environment.bases.extend(*text))
    diagnostics.report(diag::BadBaseTable, Span{spec, 0, 0}, std::string(name), *problem)
        .note("its format is that of stdlib/bases.json, which explains its own columns");
}

/// What stands in a template is shown with the place where the template is used, and is not mended there. Nobody has
/// the standard library's files before them: what is found there is told of the row that uses it.
void name_uses(const Sources& sources, Diagnostics& diagnostics) {
  diagnostics.revise([&](Diagnostic& diagnostic) {
    if (diagnostic.span.file >= sources.size()) return;
    auto use = sources.used_at(diagnostic.span.file);
    while (use && stdlib::is_source_name(sources[diagnostic.span.file].name())) {
      diagnostic.labels.push_back({diagnostic.span, "written here"});
      diagnostic.span = *use;
      use = sources.used_at(use->file);
    }
    for (; use; use = sources.used_at(use->file)) diagnostic.labels.push_back({*use, "used here"});
    diagnostic.fixes.erase(std::remove_if(diagnostic.fixes.begin(), diagnostic.fixes.end(),
                                          [&](const Fix& fix) {
                                            return fix.span.file < sources.size() &&
                                                   sources.used_at(fix.span.file).has_value();
                                          }),
                           diagnostic.fixes.end());
  });
}

/// Whoever leaves out a pass that the image's meaning needs is told what that costs.
void report_left_out(const passes::Options& options, FileId spec, Diagnostics& diagnostics) {
  for (const passes::Pass& pass : passes::pipeline())
    if (pass.kind == passes::Kind::meaning && options.disabled.contains(pass.name))
      diagnostics.report(diag::PassLeftOut, Span{spec, 0, 0}, pass.name, std::string(pass.doc));
}

/// Is this a file of templates and policies for others to import?
bool is_library(const ast::File& tree) {
  const auto shares = [&](const ast::Row& row) {
    return expand::is_named(row, "template") || expand::is_named(row, "policy");
  };
  const auto makes = [&](const ast::Row& row) {
    return expand::is_named(row, "image") || expand::is_named(row, "stage") || expand::is_named(row, "use");
  };
  return std::any_of(tree.rows.begin(), tree.rows.end(), shares) &&
         std::none_of(tree.rows.begin(), tree.rows.end(), makes);
}

/// Which of all diagnostics, [begin, end), were found in a configuration.
struct Findings {
  std::size_t begin = 0, end = 0;
  const expand::Configuration* configuration = nullptr;
};

/// From a spec's configurations to what they compile to.
class Compiler {
 public:
  Compiler(Compilation& result, const resolve::Environment& environment, const CompileOptions& options, FileId spec)
      : result_(result), environment_(environment), options_(options), spec_(spec), waivers_(result.sources) {}

  void run(const ast::File& tree, const expand::Program& program) {
    std::vector<spec::Spec> specs;
    for (const expand::Configuration& one : program.configurations) {
      const std::size_t begin = result_.diagnostics.all().size();
      specs.push_back(resolve::resolve(one.file, environment_, waivers_, result_.diagnostics));
      if (environment_.needs_image && !result_.diagnostics.has_errors()) {
        lint::Subject subject(specs.back(), environment_, options_.today, waivers_, result_.diagnostics);
        lint::lint(subject);
      }
      findings_.push_back({begin, result_.diagnostics.all().size(), &one});
    }
    if (!environment_.needs_image) return finish_library();
    check_names(specs);
    if (!result_.diagnostics.has_errors()) {
      lint::check_unused_names(tree, waivers_, result_.diagnostics);
      waivers_.report_unused(result_.diagnostics);
    }
    for (const spec::Spec& spec : specs) denied_.insert(spec.denied.begin(), spec.denied.end());
    judge_by_rules();
    if (!result_.diagnostics.has_errors()) compile(program, specs);
    judge_by_rules();
    name_variants();
    result_.diagnostics.take_back([&](const Diagnostic& diagnostic) { return is_allowed(diagnostic); });
    name_uses(result_.sources, result_.diagnostics);
  }

 private:
  /// Others use what it has.
  void finish_library() {
    judge_by_rules();
    name_uses(result_.sources, result_.diagnostics);
  }

  void compile(const expand::Program& program, const std::vector<spec::Spec>& specs) {
    report_left_out(options_.passes, spec_, result_.diagnostics);
    for (std::size_t i = 0; i < specs.size(); ++i) {
      const expand::Configuration& one = program.configurations[i];
      const std::size_t begin = result_.diagnostics.all().size();
      Unit& unit = result_.units.emplace_back(Unit{one.variant, one.image, lower::lower(specs[i]), {}});
      unit.module.waived = waivers_.used_rules();
      passes::Context context{result_.diagnostics, unit.remarks};
      passes::run(unit.module, options_.passes, context, [&](const passes::Pass& pass, const ir::Module& module) {
        if (pass.name == options_.print_after) result_.printed_ir += ir::print(module);
      });
      findings_.push_back({begin, result_.diagnostics.all().size(), &one});
    }
    if (result_.diagnostics.has_errors()) return;
    const std::vector<std::string> folders = name_folders(result_.units);
    for (Unit& unit : result_.units) {
      lint::check_layers(unit.module, result_.diagnostics);
      check_profile_output(unit.module, result_.diagnostics);
      place_outputs(unit.module, folders, *environment_.files, environment_.directory, options_.output);
      check_context(unit.module, *environment_.files, environment_.directory, result_.diagnostics);
    }
  }

  /// What the policy lets nobody waive is an error, and so is what the command line denies; what it allows is not told.
  void judge_by_rules() {
    result_.diagnostics.revise([&](Diagnostic& diagnostic) {
      if (is_allowed(diagnostic)) diagnostic.severity = Severity::remark;  // `findings_` counts on its place
      if (diagnostic.severity == Severity::remark) return;
      const std::string said = why_denied(diagnostic);
      auto& notes = diagnostic.notes;
      if (said.empty() || std::find(notes.begin(), notes.end(), said) != notes.end()) return;
      diagnostic.severity = Severity::error;
      if (denied_.contains(std::string(diagnostic.code))) {
        notes.erase(std::remove_if(notes.begin(), notes.end(),
                                   [](const std::string& note) { return note.find("`allow ") != std::string::npos; }),
                    notes.end());
      }
      notes.push_back(said);
    });
  }

  [[nodiscard]] bool is_allowed(const Diagnostic& diagnostic) const {
    return options_.allowed.contains(diagnostic.code) && !denied_.contains(std::string(diagnostic.code));
  }

  /// Why a finding is an error although its kind is none; empty where nobody says so.
  [[nodiscard]] std::string why_denied(const Diagnostic& diagnostic) const {
    if (denied_.contains(std::string(diagnostic.code))) {
      const char* in_vain = options_.allowed.contains(diagnostic.code) ? ", nor does `--allow` change that" : "";
      return fmt::format("the policy lets nobody waive `{}`{}", diagnostic.code, in_vain);
    }
    if (diagnostic.severity == Severity::error) return {};  // by itself, or it was said before
    if (options_.denied.contains(diagnostic.code)) return fmt::format("`--deny={}` makes it an error", diagnostic.code);
    if (diagnostic.severity == Severity::warning && options_.denied.contains(all_warnings))
      return fmt::format("`--deny={}` makes it an error", all_warnings);
    return {};
  }

  /// Images of several configurations that have one name.
  void check_names(const std::vector<spec::Spec>& specs) {
    std::map<std::string, Span> first;
    for (const spec::Spec& spec : specs) {
      for (const spec::Image& image : spec.images) {
        const std::string name = image.repository + ":" + image.tag;
        const auto [known, is_new] = first.emplace(name, image.span);
        if (is_new) continue;
        auto entry = result_.diagnostics.report(diag::DuplicateImage, image.span, name);
        if (known->second == image.span) {
          entry.note("two variants have this tag; `variants(tag=…)` says what tells them apart");
        } else {
          entry.label(known->second, "first here");
        }
      }
    }
  }

  /// What is wrong in some variants of an image and not in all of them says in which.
  void name_variants() {
    using Key = std::tuple<std::string_view, FileId, std::uint32_t, std::uint32_t, std::string>;
    const auto key_of = [](const Diagnostic& d) {
      return Key(d.name, d.span.file, d.span.begin, d.span.end, d.message);
    };
    std::map<std::string, std::set<std::string>> all;
    std::map<Key, std::map<std::string, std::set<std::string>>> found;
    for (const auto& [begin, end, one] : findings_)
      if (!one->variant.empty()) all[one->image].insert(one->variant);
    if (all.empty()) return;
    for (const auto& [begin, end, one] : findings_) {
      for (std::size_t j = begin; j < end; ++j)
        found[key_of(result_.diagnostics.all()[j])][one->image].insert(one->variant);
    }
    const auto is_of_some = [&](const Diagnostic& diagnostic) {
      const auto where = found.find(key_of(diagnostic));
      if (where == found.end() || where->second.size() != 1) return false;
      const auto& [image, variants] = *where->second.begin();
      return all.contains(image) && variants.size() < all.at(image).size();
    };
    // What one variant does not need another one does.
    result_.diagnostics.take_back([&](const Diagnostic& d) { return d.code.starts_with("unused-") && is_of_some(d); });
    result_.diagnostics.revise([&](Diagnostic& diagnostic) {
      if (!is_of_some(diagnostic)) return;
      const auto& [image, variants] = *found.at(key_of(diagnostic)).begin();
      const bool several = variants.size() > 1;
      diagnostic.notes.push_back(fmt::format("this is so in the variant{} {}", several ? "s" : "",
                                             enumeration({variants.begin(), variants.end()}, 6)));
    });
  }

  Compilation& result_;
  const resolve::Environment& environment_;
  const CompileOptions& options_;
  FileId spec_;
  resolve::Waivers waivers_;
  std::set<std::string> denied_;
  std::vector<Findings> findings_;
};

}  // namespace

std::string project_root(const FileSystem& files, const std::string& folder) {
  std::string start = files.canonical(folder);
  for (std::string place = start;; place = paths::parent(place)) {
    if (files.kind(paths::join(place, ".git")) != FileSystem::Kind::missing) return place;
    if (place == "/" || place == "." || place.empty()) return start;
  }
}

Compilation compile(const FileSystem& files, const std::string& name, const std::string& text,
                    const std::string& directory, const CompileOptions& options) {
  Compilation result;
  const FileId file = result.sources.add(name, text);
  const ast::File tree = parse::parse(result.sources, file, result.diagnostics);
  const std::string folder = directory.empty() ? "." : directory;
  const expand::Input input{&files, folder, project_root(files, folder), options.allow_outside, options.settings};
  const expand::Program program = expand::expand(tree, file, input, result.sources, result.diagnostics);
  result.parameters = program.parameters;
  resolve::Environment environment;
  environment.files = &files;
  environment.sources = &result.sources;
  environment.parameters = program.template_parameters;
  environment.parameters.insert(program.parameters.begin(), program.parameters.end());
  environment.directory = folder;
  environment.file = file_name(name);
  environment.bases = BaseTable::embedded();
  extend_bases(environment, file, result.diagnostics);
  environment.dialect = options.dialect;
  environment.needs_image = !options.may_be_library || !is_library(tree);
  environment.is_output = [&](const std::string& path) { return is_own(path, files); };
  Compiler(result, environment, options, file).run(tree, program);
  return result;
}

}  // namespace boxwright::driver
