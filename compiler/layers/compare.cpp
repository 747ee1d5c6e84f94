#include "compiler/layers/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "compiler/base/display.hpp"
#include "compiler/base/enumeration.hpp"
#include "compiler/base/sha256.hpp"

namespace boxwright::layers {

namespace {

constexpr std::size_t most_named = 4;        // words, files
constexpr std::size_t most_looked_at = 130;  // layers

/// What is known of one side's instructions, in their order.
struct Keys {
  std::vector<std::string> own;    ///< what it does and the content that it reads
  std::vector<std::string> whole;  ///< with all that it stands on
};

Keys keys_of(const Side& side) {
  Keys keys;
  for (const Layer& layer : side.build->layers) {
    std::string own = layer.identity;
    for (const std::string& file : layer.files) own += fmt::format("\n{}\n{}", file, side.content(file));
    std::string whole = own;
    for (const std::size_t below : layer.stands) whole += "\n" + keys.whole[below];
    keys.own.push_back(sha256(own));
    keys.whole.push_back(sha256(whole));
  }
  return keys;
}

/// The words of an instruction, without the brackets and commas between them.
std::set<std::string> words_of(std::string_view text) {
  constexpr std::string_view between = " \n(),";
  std::set<std::string> result;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(between), text.size());
    if (end > 0) result.emplace(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return result;
}

std::vector<std::string> without(const std::set<std::string>& these, const std::set<std::string>& those) {
  std::vector<std::string> result;
  std::set_difference(these.begin(), these.end(), those.begin(), those.end(), std::back_inserter(result));
  return result;
}

/// How much two instructions have in common by their words, from 0 to 1.
double likeness(const std::set<std::string>& mine, const std::set<std::string>& theirs) {
  const std::size_t only_mine = without(mine, theirs).size();
  const std::size_t shared = mine.size() - only_mine;
  return static_cast<double>(shared) / static_cast<double>(theirs.size() + only_mine);
}

std::string enumerated(const std::vector<std::string>& names) {
  return display::escaped(enumeration(names, most_named));
}

class Comparison {
 public:
  Comparison(const Side& before, const Side& after, const std::vector<Side>& others)
      : before_(before),
        after_(after),
        old_keys_(keys_of(before)),
        new_keys_(keys_of(after)),
        matched_(before.build->layers.size(), false),
        rebuilt_(after.build->layers.size(), false) {
    known_.insert(old_keys_.whole.begin(), old_keys_.whole.end());
    for (const Side& other : others)
      for (std::string& key : keys_of(other).whole) known_.insert(std::move(key));
  }

  std::vector<Verdict> run() {
    // What is kept, or is the same but for what lies below, is nobody else's counterpart.
    const auto& layers = after_.build->layers;
    counterparts_.resize(layers.size());
    match(old_keys_.whole, new_keys_.whole);
    match(old_keys_.own, new_keys_.own);
    for (const Layer& layer : before_.build->layers) old_words_.push_back(words_of(layer.identity));
    for (std::size_t i = 0; i < layers.size(); ++i) match_alike(i);
    for (std::size_t i = 0; i < layers.size(); ++i) judge(i);
    for (std::size_t i = 0; i < before_.build->layers.size(); ++i)
      if (!matched_[i] && is_told(before_.build->layers[i]))
        verdicts_.push_back({Verdict::Action::gone, &before_.build->layers[i], "the spec asks for it no more"});
    return std::move(verdicts_);
  }

 private:
  /// A line that only names a stage is nothing by itself.
  static bool is_told(const Layer& layer) {
    return layer.executed || layer.instruction.kind != backends::Instruction::Kind::from;
  }

  void match(const std::vector<std::string>& old_keys, const std::vector<std::string>& new_keys) {
    std::map<std::string_view, std::deque<std::size_t>> places;
    for (std::size_t j = 0; j < old_keys.size(); ++j)
      if (!matched_[j]) places[old_keys[j]].push_back(j);
    for (std::size_t i = 0; i < new_keys.size(); ++i) {
      const auto found = places.find(new_keys[i]);
      if (counterparts_[i] || found == places.end() || found->second.empty()) continue;
      counterparts_[i] = found->second.front();
      matched_[found->second.front()] = true;
      found->second.pop_front();
    }
  }

  void match_alike(std::size_t i) {
    if (counterparts_[i]) return;
    const Layer& layer = after_.build->layers[i];
    const std::set<std::string> words = words_of(layer.identity);
    double best = 0.3;  // less is another step
    std::optional<std::size_t> found;
    // More than an image can have layers: of so many, none need have a partner.
    std::size_t looked_at = 0;
    for (std::size_t j = 0; j < before_.build->layers.size() && looked_at < most_looked_at; ++j) {
      const Layer& other = before_.build->layers[j];
      if (matched_[j] || other.instruction.kind != layer.instruction.kind) continue;
      ++looked_at;
      const bool same_files = !layer.files.empty() && layer.files == other.files;
      const double like = same_files ? 1 : likeness(words, old_words_[j]);
      if (like <= best) continue;
      best = like;
      found = j;
    }
    if (!found) return;
    matched_[*found] = true;
    counterparts_[i] = found;
  }

  void judge(std::size_t i) {
    const Layer& layer = after_.build->layers[i];
    if (!is_told(layer)) return;
    const bool known = known_.contains(new_keys_.whole[i]);
    if (!layer.executed) {
      rebuilt_[i] = !known;  // a RUN that reads it runs again
      if (known) {
        verdicts_.push_back({Verdict::Action::keep, &layer, ""});
      } else {
        verdicts_.push_back({Verdict::Action::configuration, &layer, own_reason(i)});
      }
      return;
    }
    rebuilt_[i] = !known;
    verdicts_.push_back({known ? Verdict::Action::keep : Verdict::Action::rebuild, &layer, known ? "" : reason(i)});
  }

  [[nodiscard]] std::string reason(std::size_t i) const {
    if (!counterparts_[i]) return "new";
    if (old_keys_.own[*counterparts_[i]] != new_keys_.own[i]) return own_reason(i);
    for (const std::size_t below : after_.build->layers[i].stands) {
      if (!rebuilt_[below]) continue;
      const Layer& other = after_.build->layers[below];
      return fmt::format("stands on {} {}, which {}", backends::word(other.instruction.kind),
                         display::escaped(other.account.what), other.executed ? "is rebuilt" : "changed");
    }
    return "stands on other layers than before";
  }

  /// What it does or reads itself.
  [[nodiscard]] std::string own_reason(std::size_t i) const {
    if (!counterparts_[i]) return "new";
    const Layer& layer = after_.build->layers[i];
    const Layer& old = before_.build->layers[*counterparts_[i]];
    std::vector<std::string> reasons;
    std::vector<std::string> changed;
    for (const std::string& file : layer.files) {
      const bool was_there = std::find(old.files.begin(), old.files.end(), file) != old.files.end();
      if (was_there && before_.content(file) != after_.content(file)) changed.push_back(file);
    }
    if (!changed.empty()) reasons.push_back(fmt::format("{} changed", enumerated(changed)));
    if (layer.identity != old.identity) {
      const std::set<std::string> now = words_of(layer.identity);
      const std::set<std::string> then = words_of(old.identity);
      const std::vector<std::string> added = without(now, then);
      const std::vector<std::string> dropped = without(then, now);
      if (!added.empty()) reasons.push_back("has now " + enumerated(added));
      if (!dropped.empty()) reasons.push_back("had " + enumerated(dropped));
      if (added.empty() && dropped.empty()) reasons.emplace_back("its words are in another order");
    }
    return fmt::format("{}", fmt::join(reasons, "; "));
  }

  const Side& before_;
  const Side& after_;
  Keys old_keys_, new_keys_;
  std::set<std::string> known_;  // what the engine has
  std::vector<std::set<std::string>> old_words_;
  std::vector<bool> matched_;
  std::vector<bool> rebuilt_;
  std::vector<std::optional<std::size_t>> counterparts_;
  std::vector<Verdict> verdicts_;
};

}  // namespace

std::string_view word(Verdict::Action action) {
  switch (action) {
    case Verdict::Action::keep:
      return "keep";
    case Verdict::Action::rebuild:
      return "rebuild";
    case Verdict::Action::configuration:
      return "config";
    case Verdict::Action::gone:
      break;
  }
  return "gone";
}

std::vector<Verdict> compare(const Side& before, const Side& after, const std::vector<Side>& others) {
  return Comparison(before, after, others).run();
}

}  // namespace boxwright::layers
