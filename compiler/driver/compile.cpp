#include "compiler/driver/compile.hpp"

#include "compiler/driver/context.hpp"
#include "compiler/driver/own_files.hpp"
#include "compiler/driver/paths.hpp"
#include "compiler/ir/print.hpp"
#include "compiler/lint/layers.hpp"
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

/// Whoever leaves out a pass that the image's meaning needs is told what that costs.
void report_left_out(const passes::Options& options, FileId spec, Diagnostics& diagnostics) {
  for (const passes::Pass& pass : passes::pipeline())
    if (pass.kind == passes::Kind::meaning && options.disabled.contains(pass.name))
      diagnostics.report(diag::PassLeftOut, Span{spec, 0, 0}, pass.name, std::string(pass.doc));
}

}  // namespace

Compilation compile(const FileSystem& files, const std::string& name, const std::string& text,
                    const std::string& directory, const CompileOptions& options) {
  Compilation result;
  const FileId file = result.sources.add(name, text);
  const ast::File tree = parse::parse(result.sources, file, result.diagnostics);
  resolve::Environment environment;
  environment.files = &files;
  environment.directory = directory.empty() ? "." : directory;
  environment.file = paths::name(name);
  environment.bases = BaseTable::embedded();
  extend_bases(environment, file, result.diagnostics);
  environment.dialect = options.dialect;
  environment.is_output = [&](const std::string& path) { return is_own(path, files); };
  const spec::Spec spec = resolve::resolve(tree, environment, result.diagnostics);
  if (result.diagnostics.has_errors()) return result;
  result.module = lower::lower(spec);
  passes::Context context{result.diagnostics, result.remarks};
  report_left_out(options.passes, file, result.diagnostics);
  passes::run(result.module, options.passes, context, [&](const passes::Pass& pass, const ir::Module& module) {
    if (pass.name == options.print_after) result.printed_ir = ir::print(module);
  });
  if (result.diagnostics.has_errors()) return result;
  lint::check_layers(result.module, result.diagnostics);
  place_outputs(result.module, files, environment.directory, options.output);
  check_context(result.module, files, environment.directory, result.diagnostics);
  return result;
}

}  // namespace boxwright::driver
