#include "compiler/verify/facts_of.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/verify/decode.hpp"

namespace boxwright::verify {

namespace {

using Flags = std::vector<std::pair<std::string, std::string>>;

/// A flag, and the fact that it says; in the order of the facts.
struct FlagRow {
  std::string_view keyword, flag, fact;
};
constexpr std::array<FlagRow, 13> known_flags{{
    {"FROM", "platform", "platform"},
    {"RUN", "network", "network"},
    {"COPY", "from", "from"},
    {"COPY", "link", "link"},
    {"COPY", "chown", "owner"},
    {"COPY", "chmod", "mode"},
    {"ADD", "checksum", "checksum"},
    {"ADD", "chmod", "mode"},
    {"ADD", "keep-git-dir", "history"},
    {"HEALTHCHECK", "interval", "interval"},
    {"HEALTHCHECK", "timeout", "timeout"},
    {"HEALTHCHECK", "start-period", "start-period"},
    {"HEALTHCHECK", "retries", "retries"},
}};

class Decoder {
 public:
  Decoder(const Instruction& instruction, const std::set<std::string>& stages) : in_(instruction), stages_(stages) {}

  std::optional<Facts> decode() {
    add_flags();
    const std::string& word = in_.keyword;
    if (word == "FROM") {
      from();
    } else if (word == "RUN") {
      run();
    } else if (word == "COPY" || word == "ADD") {
      paths();
    } else if (word == "ENV" || word == "ARG" || word == "LABEL") {
      named_values();
    } else if (word == "USER" || word == "WORKDIR" || word == "STOPSIGNAL") {
      add(word == "STOPSIGNAL" ? "signal" : "value", docker_word(in_.rest));
    } else if (word == "EXPOSE") {
      lexed("ports", bare_words(in_.rest));
    } else if (word == "VOLUME") {
      lexed("volumes", json_strings(in_.rest));
    } else if (word == "SHELL" || word == "ENTRYPOINT" || word == "CMD") {
      exact("words", json_strings(in_.rest));
    } else if (word == "HEALTHCHECK") {
      healthcheck();
    } else {
      good_ = false;
    }
    return good_ ? std::optional(std::move(facts_)) : std::nullopt;
  }

 private:
  void add(std::string name, std::optional<Text> value) {
    good_ = good_ && value.has_value();
    if (good_) facts_.push_back({std::move(name), {std::move(*value)}});
  }

  void exact(std::string name, const std::optional<std::vector<std::string>>& words) {
    good_ = good_ && words.has_value();
    if (good_) facts_.push_back({std::move(name), {words->begin(), words->end()}});
  }

  void lexed(std::string name, const std::optional<std::vector<std::string>>& words) {
    Fact fact{std::move(name), {}};
    good_ = good_ && words.has_value();
    for (std::size_t i = 0; good_ && i < words->size(); ++i) {
      auto value = docker_word((*words)[i]);
      good_ = value.has_value();
      if (good_) fact.value.push_back(std::move(*value));
    }
    facts_.push_back(std::move(fact));
  }

  /// Flags in the order of the table, so that theirs in the text counts for nothing; mounts keep theirs.
  void add_flags() {
    std::set<std::string> seen;
    for (const auto& [name, value] : in_.flags) {
      const bool known = std::any_of(known_flags.begin(), known_flags.end(), [&, &flag = name](const FlagRow& row) {
        return row.keyword == in_.keyword && row.flag == flag;
      });
      const bool mount = in_.keyword == "RUN" && name == "mount";
      if (!(known && seen.insert(name).second) && !mount) good_ = false;
    }
    for (const FlagRow& row : known_flags) {
      for (const auto& [name, value] : in_.flags)
        if (row.keyword == in_.keyword && row.flag == name) add_flag(row, value);
    }
  }

  void add_flag(const FlagRow& row, const std::string& value) {
    auto text = docker_word(value.empty() && row.flag == "link" ? "true" : value);
    std::string fact(row.fact);
    if (row.fact == "from" && text) fact = stages_.contains(text->display()) ? "stage" : "image";
    add(std::move(fact), std::move(text));
  }

  void from() {
    const std::vector<std::string> words = bare_words(in_.rest);
    const bool named = words.size() == 3 && (words[1] == "AS" || words[1] == "as");
    good_ = good_ && (words.size() == 1 || named);
    if (!good_) return;
    add(stages_.contains(words[0]) ? "stage" : "image", docker_word(words[0]));
    if (named) facts_.push_back({"name", {words[2]}});
  }

  void run() {
    for (const auto& [name, value] : in_.flags) {
      if (name != "mount") continue;
      Fact fact{"mount", {}};
      std::vector<std::string> parts;
      for (std::size_t begin = 0; begin <= value.size();) {
        const std::size_t end = std::min(value.find(',', begin), value.size());
        parts.push_back(value.substr(begin, end - begin));
        begin = end + 1;
      }
      std::sort(parts.begin(), parts.end());
      for (const std::string& part : parts) {
        auto text = part.find('"') == std::string::npos ? docker_word(part) : std::nullopt;
        good_ = good_ && text.has_value();
        if (good_) fact.value.push_back(std::move(*text));
      }
      facts_.push_back(std::move(fact));
    }
    // An exec form has no shell, which the compiler does not write.
    if (in_.rest.starts_with('[') && json_strings(in_.rest)) good_ = false;
    if (in_.documents.size() > 1) good_ = false;
    for (const HereDocument& document : in_.documents) {
      const bool alone = in_.rest == "<<'" + document.end + "'";
      if (!alone || document.expands) good_ = false;
    }
  }

  void paths() {
    auto words = json_strings(in_.rest);
    if (!words) words = bare_words(in_.rest);
    good_ = good_ && words->size() > 1 && in_.documents.empty();
    if (!good_) return;
    lexed("sources", words);
    Fact sources = std::move(facts_.back());
    facts_.pop_back();
    if (!good_) return;
    Fact destination{"destination", {sources.value.back()}};
    sources.value.pop_back();
    const bool patterns = in_.keyword == "COPY";
    for (Text& source : sources.value) {
      const auto path = patterns && source.is_literal() ? exact_path(source.display()) : std::nullopt;
      if (path) source = Text(*path);
      good_ = good_ && (path.has_value() || !patterns);
    }
    facts_.push_back(std::move(sources));
    facts_.push_back(std::move(destination));
  }

  void named_values() {
    const auto all = assignments(in_.rest);
    good_ = good_ && !all.empty() && (in_.keyword == "LABEL" || all.size() == 1);
    for (const auto& [name, value] : all) {
      const auto key = docker_word(name);
      const auto text = value ? docker_word(*value) : std::nullopt;
      good_ = good_ && key && key->is_literal() && text.has_value() == value.has_value();
      good_ = good_ && (value || in_.keyword == "ARG");
      if (!good_) return;
      facts_.push_back({key->display(), {}});
      if (text) facts_.back().value = {*text};
    }
  }

  void healthcheck() {
    if (in_.rest == "NONE") {
      good_ = good_ && in_.flags.empty();
      facts_.push_back({"none", {Text("true")}});
      return;
    }
    good_ = good_ && in_.rest.starts_with("CMD ");
    if (good_) exact("words", json_strings(std::string_view(in_.rest).substr(4)));
  }

  const Instruction& in_;
  const std::set<std::string>& stages_;
  Facts facts_;
  bool good_ = true;
};

}  // namespace

std::optional<Facts> facts_of(const Instruction& instruction, const std::set<std::string>& stages) {
  return Decoder(instruction, stages).decode();
}

}  // namespace boxwright::verify
