#include "compiler/layers/layers.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "compiler/backends/run_instruction.hpp"
#include "compiler/ir/cost.hpp"
#include "compiler/ir/print.hpp"

namespace boxwright::layers {

namespace {

using backends::Instruction;
using Kind = Instruction::Kind;
using Places = std::vector<std::size_t>;

/// What holds at a place in a stage.
struct State {
  Places files;     ///< what the file system stands on
  Places settings;  ///< what a RUN reads beside it, since the last one
};

bool makes_files(Kind kind) { return kind == Kind::run || kind == Kind::copy || kind == Kind::add; }

class Builder {
 public:
  explicit Builder(const ir::Module& module) : module_(module) {}

  std::vector<Layer> run(const std::vector<Instruction>& instructions) {
    for (const Instruction& instruction : instructions) add(instruction);
    return std::move(layers_);
  }

 private:
  void add(const Instruction& instruction) {
    stage_ = &module_.stages[instruction.stage];
    here_ = layers_.size();
    Layer layer;
    layer.instruction = instruction;
    layer.stage = stage_->name;
    layer.makes_files = makes_files(instruction.kind);
    layer.identity = instruction.text;
    const ir::Step* step = instruction.step ? &stage_->steps[*instruction.step] : nullptr;
    if (step != nullptr && layer.makes_files) {
      describe_step(layer, *step);
    } else {
      describe_setting(layer);
    }
    State& state = states_[stage_->name];
    if (instruction.kind == Kind::from) {
      begin_stage(layer, state);
    } else {
      place(layer, state);
    }
    layer.stands = unique(std::move(layer.stands));
    layers_.push_back(std::move(layer));
  }

  void describe_step(Layer& layer, const ir::Step& step) {
    if (const auto* verbatim = std::get_if<ir::Verbatim>(&step.operation)) {
      describe_verbatim(layer, *verbatim, step);
      return;
    }
    layer.account = ir::account_of(step);
    layer.files = ir::context_sources(step);
    ir::Operation nameless = step.operation;
    if (auto* copy = std::get_if<ir::Copy>(&nameless)) {
      layer.linked = copy->link;
      if (copy->from == ir::Copy::From::stage) append(layer.stands, end_of(std::exchange(copy->source_name, "")));
    } else if (auto* command = std::get_if<ir::Run>(&nameless)) {
      for (ir::Mount& mount : command->mounts) {
        if (mount.kind != ir::Mount::Kind::bind) continue;
        if (!mount.from.empty()) append(layer.stands, end_of(std::exchange(mount.from, "")));
      }
    }
    // The text of a RUN depends on more than its own step says, so that it is compared as it is written.
    const auto* run = std::get_if<ir::Run>(&nameless);
    layer.identity = run == nullptr
                         ? ir::print(nameless)
                         : backends::run_instruction(*run, module_.dialect, backends::strict_shell(module_, *stage_));
  }

  /// One instruction of those that the spec has as they stand.
  static void describe_verbatim(Layer& layer, const ir::Verbatim& verbatim, const ir::Step& step) {
    describe_setting(layer);
    layer.account.volatility = ir::volatility(step);
    layer.account.cost = ir::cost(step);
    for (const ir::VerbatimInstruction& instruction : verbatim.instructions)
      if (instruction.text == layer.instruction.text) layer.files = instruction.sources;
  }

  static void describe_setting(Layer& layer) {
    const Instruction& instruction = layer.instruction;
    const std::size_t blank = std::min(instruction.text.find(' '), instruction.text.size() - 1);
    layer.account.what = instruction.text.substr(blank + 1);
    for (std::size_t end = layer.account.what.find(" \\\n"); end != std::string::npos;
         end = layer.account.what.find(" \\\n")) {
      const std::size_t next = layer.account.what.find_first_not_of(" \n", end + 2);
      layer.account.what.replace(end, next - end, " ");
    }
    layer.account.volatility = ir::Volatility::configuration;
  }

  void begin_stage(Layer& layer, State& state) const {
    const ir::Base& base = stage_->base;
    layer.identity = "from " + base.platform + " " + (base.kind == ir::Base::Kind::image ? base.name : "");
    layer.account.what = base.kind == ir::Base::Kind::scratch ? "scratch" : base.name;
    if (base.kind == ir::Base::Kind::image) {
      layer.executed = true;
      layer.account.volatility = ir::Volatility::pinned_source;
      state.files = {here_};
    } else if (base.kind == ir::Base::Kind::stage) {
      state = states_.at(base.name);
    }
  }

  void place(Layer& layer, State& state) const {
    switch (layer.instruction.kind) {
      case Kind::workdir:
        // The engine makes the folder, unless it is the root.
        if (layer.instruction.text != "WORKDIR /") break;
        state.settings.push_back(here_);
        return;
      case Kind::from:
      case Kind::label:
      case Kind::expose:
      case Kind::volume:
      case Kind::stopsignal:
      case Kind::healthcheck:
      case Kind::entrypoint:
      case Kind::cmd:
        return;
      case Kind::shell:
      case Kind::env:
      case Kind::arg:
      case Kind::user:
        state.settings.push_back(here_);
        return;
      case Kind::copy:
      case Kind::add:
      case Kind::run:
        break;
    }
    layer.executed = true;
    if (layer.linked) {
      state.files.push_back(here_);
      return;
    }
    append(layer.stands, std::exchange(state.files, {here_}));
    if (layer.instruction.kind == Kind::run) append(layer.stands, std::exchange(state.settings, {}));
  }

  /// What all that a stage holds in the end stands on.
  [[nodiscard]] Places end_of(const std::string& stage) const { return states_.at(stage).files; }

  static void append(Places& list, const Places& more) { list.insert(list.end(), more.begin(), more.end()); }
  static Places unique(Places list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  }

  const ir::Module& module_;
  const ir::Stage* stage_ = nullptr;
  std::size_t here_ = 0;
  std::map<std::string, State> states_;
  std::vector<Layer> layers_;
};

}  // namespace

Build build_of(const ir::Module& module, const ir::Image& image) {
  const backends::Dockerfile dockerfile = backends::write_dockerfile(module, image);
  Build result;
  result.image = image.reference();
  result.dialect = module.dialect;
  if (const ir::Stage* stage = ir::find_stage(module, image.stage)) {
    const ir::Base& base = ir::lowest_stage(module, *stage).base;
    result.base = base.kind == ir::Base::Kind::scratch ? "scratch" : base.name;
  }
  result.layers = Builder(dockerfile.module).run(dockerfile.instructions);
  return result;
}

}  // namespace boxwright::layers
