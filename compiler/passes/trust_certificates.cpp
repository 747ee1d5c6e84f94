// Steps that use the network find the authorities that the spec names, together with those of the base:
//
//     certificates company.crt; pip x    →    stage certificates: bundle.crt, the base's authorities and company.crt
//                                             run, with that stage mounted at /run/certificates: pip install x
//
// Here a stage is made for each base and list of files; `select_instructions` gives it to the steps, by a mount or a
// copy. The variables that tell tools to look there are the stages', made in `lower`. Relies on nothing.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "compiler/base/enumeration.hpp"
#include "compiler/base/unique_name.hpp"
#include "compiler/passes/passes.hpp"

namespace boxwright::passes {

namespace {

using ir::Stage;

constexpr const char* folder = "/certificates";

/// Makes the stages that hold certificates, and tells the others which is theirs.
class Trust {
 public:
  Trust(ir::Module& module, Remarks& remarks) : module_(module), remarks_(remarks) {
    for (const Stage& stage : module.stages) names_.insert(stage.name);
  }

  void run() {
    std::vector<Stage> result;
    for (Stage& stage : module_.stages) {
      const bool asks = std::any_of(stage.steps.begin(), stage.steps.end(), ir::needs_trust);
      if (!stage.certificates.files.empty() && (asks || stage.certificates.kept)) {
        stage.certificates_stage = holder(stage, result);
        remarks_.passed(stage.origin,
                        fmt::format("its downloads trust {} too", enumeration(stage.certificates.files, 6)));
      }
      result.push_back(std::move(stage));
    }
    module_.stages = std::move(result);
  }

 private:
  /// The stage that this one starts from in the end; those it may start from are in `made` already.
  static const Stage& lowest(const Stage& stage, const std::vector<Stage>& made) {
    const Stage* result = &stage;
    while (result->base.kind == ir::Base::Kind::stage)
      result = &*std::find_if(made.begin(), made.end(), [&](const Stage& s) { return s.name == result->base.name; });
    return *result;
  }

  /// The name of the stage that holds the certificates for this one; made where there is none yet.
  std::string holder(const Stage& stage, std::vector<Stage>& made) {
    const Stage& below = lowest(stage, made);
    const std::string key = fmt::format("{} {} {} {} {}", below.base.name, below.base.argument, below.base.platform,
                                        stage.certificates.kept, fmt::join(stage.certificates.files, " "));
    std::string& name = holders_[key];
    if (!name.empty()) return name;
    Stage result;
    result.wanted_name = "certificates";
    result.name = name = unique_name(names_, result.wanted_name);
    result.comment = "holds the authorities that downloads trust";
    result.base = below.base;
    result.facts = below.facts;
    result.is_source = true;
    result.origin = stage.origin;
    for (const ir::Variable& variable : stage.variables)
      if (variable.name.ends_with("_proxy") || variable.name.ends_with("_PROXY")) result.variables.push_back(variable);
    fill(result, stage.certificates.files, ir::certificates_folder(stage.certificates));
    made.push_back(std::move(result));
    return made.back().name;
  }

  /// `place` is the folder where the others find it.
  static void fill(Stage& stage, const std::vector<std::string>& files, const std::string& place) {
    // A bundle takes the place of the base's own authorities, which are therefore a part of it. Debian's images may
    // lack them; its archive is asked without TLS.
    if (stage.facts.packages == "apt" && !stage.facts.has_tool("ca-certificates")) {
      ir::InstallPackages install;
      install.packages = {{"ca-certificates", "", {}}};
      stage.steps.push_back(ir::make_step(std::move(install), stage.origin));
    }
    // Not in the folder that others are given: a copy makes it with the mode of the file, where apt's own user has no
    // way in.
    const std::string authorities = "/authorities/";
    for (std::size_t i = 0; i < files.size(); ++i) {
      ir::Copy copy;
      copy.sources = {files[i]};
      copy.destination = fmt::format("{}{}.crt", authorities, i + 1);
      copy.mode = "0644";
      stage.steps.push_back(ir::make_step(std::move(copy), stage.origin));
    }
    ir::Run run;
    run.commands.emplace_back(ir::Command{{"mkdir", folder}, {}});
    // Not every file ends its last line.
    run.commands.emplace_back(ir::Script{
        fmt::format("for file in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt {}*.crt; do "
                    "if [ -e \"${{file}}\" ]; then cat \"${{file}}\"; echo; fi; done >{}/bundle.crt",
                    authorities, folder),
        true, false});
    run.commands.emplace_back(
        ir::Command{{"printf", "%s\\n", fmt::format("Acquire::https::CaInfo \"{}/bundle.crt\";", place)},
                    Text(std::string(folder) + "/apt.conf")});
    ir::Step step = ir::make_step(std::move(run), stage.origin);
    step.effects.reads = {{ir::Resource::Kind::path, "/authorities", true}, {ir::Resource::Kind::system_packages}};
    step.effects.writes = {{ir::Resource::Kind::path, folder, true}};
    stage.steps.push_back(std::move(step));
  }

  ir::Module& module_;
  Remarks& remarks_;
  std::set<std::string> names_;
  std::map<std::string, std::string> holders_;
};

}  // namespace

void trust_certificates(ir::Module& module, Context& context) { Trust(module, context.remarks).run(); }

}  // namespace boxwright::passes
