#include "compiler/verify/walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "compiler/verify/decode.hpp"
#include "compiler/verify/facts_of.hpp"
#include "compiler/verify/same_commands.hpp"

namespace boxwright::verify {

namespace {

using Found = std::optional<Difference>;

std::string first_line(const std::string& source) { return source.substr(0, source.find('\n')); }

Difference at(const Instruction& instruction, std::string what, std::string meant, std::string written) {
  return {instruction.first_line, first_line(instruction.source), std::move(what), std::move(meant),
          std::move(written)};
}

std::string shown(const std::vector<Text>& words) {
  std::string result;
  for (const Text& word : words) result += (result.empty() ? "" : " ") + word.display();
  return words.empty() ? "nothing" : result;
}

Found unlike_facts(const Instruction& instruction, const Facts& meant, const Facts& written) {
  for (std::size_t i = 0; i < std::max(meant.size(), written.size()); ++i) {
    if (i < meant.size() && i < written.size() && meant[i] == written[i]) continue;
    const std::string name = i < meant.size() ? meant[i].name : written[i].name;
    const auto value = [&](const Facts& facts) {
      return i >= facts.size() ? std::string("nothing")
                               : (facts[i].name == name ? "" : facts[i].name + " ") + shown(facts[i].value);
    };
    return at(instruction, fmt::format("its {} is another one", name), value(meant), value(written));
  }
  return std::nullopt;
}

bool is_root(const std::string& user) { return user == "root" || user == "0" || user == "0:0" || user == "root:root"; }

/// What a USER or WORKDIR has set, and the instruction that did and that nothing has used yet.
struct Place {
  std::string value;
  const Instruction* unused = nullptr;
  bool changed = true;  ///< the unused one did
  bool certain = true;  ///< not by an instruction of the spec's own

  void set(const std::string& to, const Instruction& instruction) {
    changed = !certain || value != to;
    value = to;
    unused = &instruction;
    certain = true;
  }
};

struct State {
  Place user, directory;
  bool said_user = false;
};

class Walker {
 public:
  Walker(const Meaning& meaning, const std::vector<Instruction>& all) : meaning_(meaning), all_(all) {}

  Found run() {
    for (const Statement& argument : meaning_.arguments)
      if (auto found = expect(argument)) return found;
    for (const Stage& stage : meaning_.stages) {
      if (auto found = walk_stage(stage)) return found;
      names_.insert(stage.name);
      ends_.push_back(state_);
    }
    return next_ < all_.size() ? Found(unasked(all_[next_])) : std::nullopt;
  }

 private:
  static Difference unasked(const Instruction& instruction) {
    return at(instruction, "nothing asks for this instruction here", "nothing", instruction.source);
  }

  [[nodiscard]] const Instruction* peek() const { return next_ < all_.size() ? &all_[next_] : nullptr; }

  [[nodiscard]] Found missing(const Statement& statement) const {
    const std::string what = statement.keyword + " is missing";
    const std::string meant = statement.verbatim.empty() ? statement.keyword : statement.verbatim;
    if (const Instruction* here = peek()) return at(*here, what, meant, here->source);
    return Difference{all_.empty() ? 1 : all_.back().first_line, "", what, meant, "the end of the file"};
  }

  /// The next instruction is this one.
  Found expect(const Statement& statement) {
    const Instruction* here = peek();
    if (here == nullptr || here->keyword != statement.keyword) return missing(statement);
    ++next_;
    const auto facts = facts_of(*here, names_);
    if (!facts) return at(*here, "it cannot be read as what the compiler writes", statement.keyword, here->source);
    return unlike_facts(*here, statement.facts, *facts);
  }

  Found walk_stage(const Stage& stage) {
    state_ = stage.below ? ends_[*stage.below] : State{{stage.first_user}, {}};
    state_.said_user = false;
    const std::string first_user = state_.user.value;
    if (auto found = expect(stage.from)) return found;
    if (stage.own_shell) {
      Statement shell{"SHELL", {{"words", {stage.shell.begin(), stage.shell.end()}}}};
      if (auto found = expect(shell)) return found;
    }
    for (const Statement& step : stage.steps)
      if (auto found = walk_step(step)) return found;
    if (auto found = walk_configuration(stage)) return found;
    return end(stage, first_user);
  }

  /// USER and WORKDIR stand before what they are for.
  Found take_places() {
    while (const Instruction* here = peek()) {
      if (here->keyword != "USER" && here->keyword != "WORKDIR") return std::nullopt;
      Place& place = here->keyword == "USER" ? state_.user : state_.directory;
      if (place.unused != nullptr) return unasked(*place.unused);
      // A folder that WORKDIR makes belongs to the user above it.
      if (here->keyword == "WORKDIR" && state_.user.unused != nullptr) return unasked(*state_.user.unused);
      const auto facts = facts_of(*here, names_);
      if (!facts || !facts->front().value.front().is_literal())
        return at(*here, "it cannot be read as what the compiler writes", here->keyword, here->source);
      std::string value = facts->front().value.front().display();
      if (here->keyword == "USER") state_.said_user = true;
      if (here->keyword == "USER" && is_root(value)) value = "0:0";
      place.set(value, *here);
      ++next_;
    }
    return std::nullopt;
  }

  /// What was set is what was meant, and was not so before.
  Found settle(Place& place, const std::optional<std::string>& meant, const char* what, bool may_repeat) {
    const Instruction* unused = std::exchange(place.unused, nullptr);
    if (unused != nullptr && (!meant || (!place.changed && !may_repeat))) return unasked(*unused);
    if (!meant || place.value == *meant) return std::nullopt;
    const std::string written = place.value.empty() ? "that of the base" : place.value;
    const Instruction* here = unused != nullptr ? unused : next_ < all_.size() ? &all_[next_] : &all_.back();
    return at(*here, what, *meant, written);
  }

  Found walk_step(const Statement& step) {
    if (!step.verbatim.empty()) return walk_verbatim(step);
    if (step.commands) {
      if (auto found = take_places()) return found;
      if (auto found = settle(state_.user, step.user, "who runs it", false)) return found;
      if (auto found = settle(state_.directory, step.directory, "the folder it runs in", false)) return found;
    }
    const Instruction* here = peek();
    if (auto found = expect(step)) return found;
    if (!step.commands) return std::nullopt;
    const bool is_document = !here->documents.empty();
    const std::string& text = is_document ? here->documents.front().text : here->rest;
    if (auto unlike = unlike_commands(*step.commands, text, is_document))
      return at(*here, std::move(unlike->what), std::move(unlike->meant), std::move(unlike->written));
    return std::nullopt;
  }

  /// The spec's own text stands there as it is, in as many instructions as a builder sees in it.
  Found walk_verbatim(const Statement& step) {
    const Instruction* first = peek();
    std::string text;
    while (const Instruction* here = peek()) {
      text += (text.empty() ? "" : "\n") + here->source;
      if (!step.verbatim.starts_with(text)) break;
      ++next_;
      note_verbatim(*here);
      if (text.size() == step.verbatim.size()) return std::nullopt;
    }
    if (first == nullptr) return missing(step);
    return at(*first, "it is not as the spec has it", step.verbatim, text);
  }

  void note_verbatim(const Instruction& instruction) {
    if (instruction.keyword != "USER" && instruction.keyword != "WORKDIR") return;
    const auto value = docker_word(instruction.rest);
    std::string known = value && value->is_literal() ? value->display() : instruction.rest;
    if (instruction.keyword == "USER") {
      state_.said_user = true;
      state_.user = {is_root(known) ? "0:0" : known, nullptr, true, false};
    } else {
      state_.directory = {known.starts_with('/') ? known : "", nullptr, true, false};
    }
  }

  /// Each statement of the configuration once, in any order.
  Found walk_configuration(const Stage& stage) {
    std::set<const Statement*> seen;
    while (const Instruction* here = peek()) {
      if (auto found = take_places()) return found;
      here = peek();
      if (here == nullptr || here->keyword == "FROM") break;
      const auto statement =
          std::find_if(stage.configuration.begin(), stage.configuration.end(),
                       [&](const Statement& one) { return one.keyword == here->keyword && !seen.contains(&one); });
      if (statement == stage.configuration.end()) return unasked(*here);
      seen.insert(&*statement);
      if (auto found = expect(*statement)) return found;
    }
    for (const Statement& statement : stage.configuration)
      if (!seen.contains(&statement)) return missing(statement);
    return std::nullopt;
  }

  /// Who and where the stage ends as. Root need not come back where no image ends.
  Found end(const Stage& stage, const std::string& first_user) {
    std::optional<std::string> user = stage.user.empty() ? first_user : stage.user;
    if (user->empty() && state_.said_user && !stage.is_image) user = "65534:65534";
    if (is_root(*user)) user = "0:0";
    if (user->empty() || (!stage.is_image && *user == "0:0")) user.reset();
    const bool may_repeat = stage.is_image && !stage.user.empty();
    // For whoever reads the file, an image says who it runs as, also where the base would.
    if (may_repeat && !state_.said_user) return missing({"USER"});
    if (auto found = settle(state_.user, user, "who the image runs as", may_repeat)) return found;
    std::optional<std::string> directory;
    if (!stage.directory.empty()) directory = stage.directory;
    return settle(state_.directory, directory, "the folder the image starts in", false);
  }

  const Meaning& meaning_;
  const std::vector<Instruction>& all_;
  std::size_t next_ = 0;
  State state_;
  std::vector<State> ends_;
  std::set<std::string> names_;
};

}  // namespace

std::optional<Difference> walk(const Meaning& meaning, const std::vector<Instruction>& instructions) {
  return Walker(meaning, instructions).run();
}

}  // namespace boxwright::verify
