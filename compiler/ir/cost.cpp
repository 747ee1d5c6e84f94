#include "compiler/ir/cost.hpp"

#include <algorithm>
#include <array>

namespace boxwright::ir {

namespace {

constexpr std::uint64_t kilobyte = 1'000;
constexpr std::uint64_t megabyte = 1'000'000;
/// Beyond this nothing weighs more, so that sums of chances times weights fit their type.
constexpr std::uint64_t heaviest = 10'000'000 * megabyte;

/// Between two builds of a project under work, most often its own code has changed, rarely a package's pin.
constexpr std::array<std::uint32_t, 7> chances{
    10,   // pinned_package
    20,   // pinned_source
    40,   // weights
    80,   // manifest
    150,  // step: a command or a text of the spec, which may be edited
    500,  // local_code
    600,  // configuration
};
constexpr std::uint32_t often = 900;

struct VolatilityOf {
  Volatility operator()(const Copy& copy) const {
    if (copy.weights) return Volatility::weights;
    return copy.from == Copy::From::context ? Volatility::local_code : Volatility::pinned_source;
  }
  Volatility operator()(const PipInstall& pip) const {
    const bool has_wheel =
        std::any_of(pip.paths.begin(), pip.paths.end(), [](const std::string& path) { return !path.starts_with('/'); });
    const bool reads_file = !pip.requirement_files.empty() || !pip.context_files.empty() || has_wheel;
    return reads_file ? Volatility::manifest : Volatility::pinned_package;
  }
  Volatility operator()(const Download& download) const {
    return download.weights ? Volatility::weights : Volatility::pinned_source;
  }
  Volatility operator()(const Clone&) const { return Volatility::pinned_source; }
  Volatility operator()(const Add&) const { return Volatility::pinned_source; }
  Volatility operator()(const Run&) const { return Volatility::step; }
  Volatility operator()(const WriteFile&) const { return Volatility::step; }
  Volatility operator()(const SetVariable&) const { return Volatility::configuration; }
  Volatility operator()(const InstallPackages&) const { return Volatility::pinned_package; }
  Volatility operator()(const MakeVenv&) const { return Volatility::pinned_package; }
  Volatility operator()(const BringPython&) const { return Volatility::pinned_package; }
  Volatility operator()(const SyncProject& sync) const {
    return sync.source.empty() ? Volatility::manifest : Volatility::local_code;
  }
  Volatility operator()(const CondaInstall& install) const {
    return install.file.empty() ? Volatility::pinned_package : Volatility::manifest;
  }
  Volatility operator()(const NpmInstall& install) const {
    return install.directory.empty() ? Volatility::pinned_package : Volatility::manifest;
  }
  Volatility operator()(const MakeDirectory& directory) const {
    return directory.written ? Volatility::step : Volatility::pinned_package;
  }
  Volatility operator()(const MakeLink&) const { return Volatility::step; }
  Volatility operator()(const EditFile&) const { return Volatility::step; }
  Volatility operator()(const Verbatim&) const { return Volatility::step; }
  Volatility operator()(const MakeUser&) const { return Volatility::pinned_package; }
};

struct WeightOf {
  std::uint64_t operator()(const InstallPackages& install) const {
    return 10 * megabyte + 5 * megabyte * install.packages.size() +  // the lists, and each package
           20 * megabyte * install.files.size();
  }
  std::uint64_t operator()(const PipInstall& pip) const {
    const std::size_t files = pip.requirement_files.size() + pip.paths.size();
    return megabyte + 20 * megabyte * pip.requirements.size() + 200 * megabyte * files;
  }
  std::uint64_t operator()(const Copy& copy) const {
    if (copy.bytes) return 10 * kilobyte + *copy.bytes;
    if (copy.weights) return 200 * megabyte;
    return (copy.from == Copy::From::context ? 2 : 20) * megabyte;
  }
  std::uint64_t operator()(const Download& download) const {
    return (download.is_model() ? 2000 : download.weights ? 200 : 20) * megabyte;
  }
  std::uint64_t operator()(const Clone&) const { return 20 * megabyte; }
  std::uint64_t operator()(const Add&) const { return 20 * megabyte; }
  std::uint64_t operator()(const Run&) const { return 50 * megabyte; }
  std::uint64_t operator()(const MakeVenv&) const { return 15 * megabyte; }
  std::uint64_t operator()(const BringPython&) const { return 100 * megabyte; }
  std::uint64_t operator()(const SyncProject& sync) const { return (sync.source.empty() ? 200 : 10) * megabyte; }
  std::uint64_t operator()(const CondaInstall& install) const {
    return 50 * megabyte + 40 * megabyte * install.packages.size() + (install.file.empty() ? 0 : 400) * megabyte;
  }
  std::uint64_t operator()(const NpmInstall& install) const {
    return 5 * megabyte + 20 * megabyte * install.packages.size() + (install.directory.empty() ? 0 : 100) * megabyte;
  }
  // It becomes a RUN, and to start a container takes as long as to fetch a few megabytes.
  std::uint64_t operator()(const WriteFile& file) const { return 5 * megabyte + file.content.display().size(); }
  std::uint64_t operator()(const SetVariable&) const { return 0; }
  std::uint64_t operator()(const MakeDirectory& directory) const {
    return directory.written ? 5 * megabyte : 10 * kilobyte;
  }
  std::uint64_t operator()(const MakeLink&) const { return 5 * megabyte; }
  std::uint64_t operator()(const EditFile&) const { return 5 * megabyte; }
  std::uint64_t operator()(const Verbatim&) const { return 50 * megabyte; }
  std::uint64_t operator()(const MakeUser&) const { return 10 * kilobyte; }
};

}  // namespace

bool is_linked(const Step& step) {
  const auto* copy = std::get_if<Copy>(&step.operation);
  return copy != nullptr && copy->link;
}

Volatility volatility(const Step& step) { return std::visit(VolatilityOf{}, step.operation); }

Cost cost(const Step& step) {
  Cost result;
  result.chance = chances.at(static_cast<std::size_t>(volatility(step)));
  if (const auto* run = std::get_if<Run>(&step.operation)) {
    if (run->pace == Run::Pace::often) result.chance = often;
    if (run->pace == Run::Pace::rarely) result.chance = chances.front();
  }
  result.weight = std::min(std::visit(WeightOf{}, step.operation), heaviest);
  return result;
}

}  // namespace boxwright::ir
