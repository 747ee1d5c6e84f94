// Conda packages, on bases that have a tool for them.
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "compiler/base/path_text.hpp"
#include "compiler/resolve/requirement.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

/// Its name, in lower case and without its channel.
std::string name_of(std::string_view text) {
  if (const std::size_t channel = text.find("::"); channel != std::string_view::npos) text.remove_prefix(channel + 2);
  std::string name(text.substr(0, text.find_first_of("=<>!~ [")));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

/// conda's "match specification": a name, perhaps behind `CHANNEL::`, and versions and a build behind it.
bool is_package(std::string_view text) {
  const std::string name = name_of(text);
  const auto in_name = [](unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-'; };
  const auto anywhere = [&](unsigned char c) {
    return in_name(c) || std::string_view("=<>!~*|,+:/[]\"' ").find(static_cast<char>(c)) != std::string_view::npos;
  };
  return !name.empty() && std::isalnum(static_cast<unsigned char>(name.front())) + (name.front() == '_') > 0 &&
         std::all_of(name.begin(), name.end(), in_name) && std::all_of(text.begin(), text.end(), anywhere);
}

/// `gdal=3.8`, `gdal==3.8.4`, `gdal=3.8.4=h123_0`; not `gdal>=3`, and not `gdal=*`.
bool is_pinned(std::string_view text) {
  const std::size_t at = text.find('=');
  if (at == std::string_view::npos || at == 0 || text.find_first_of("<>!~|,") != std::string_view::npos) return false;
  const std::size_t version = text.find_first_not_of('=', at);
  return version != std::string_view::npos && text[version] != '*';
}

/// Somebody's password, or the token that stands in an address of anaconda.org as `/t/TOKEN/`.
bool holds_token(std::string_view channel) {
  return has_credentials(channel) || (is_web_url(channel) && channel.find("/t/") != std::string_view::npos);
}

/// What an environment file asks for, as far as the compiler must know.
struct EnvironmentFile {
  std::vector<std::string> unpinned;
  std::vector<std::string> includes;  ///< requirements files of its `pip:` list
  std::vector<std::string> channels;
};

/// Reads the lists `channels:`, `dependencies:` and `pip:` of the YAML that conda writes: an item a line, behind a
/// dash.
EnvironmentFile read_environment(std::string_view text) {
  EnvironmentFile result;
  bool dependencies = false, channels = false;
  std::size_t pip = 0;  // the column of `- pip:`, from 1; 0: not in it
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (const std::size_t comment = line.find(" #"); comment != std::string_view::npos) line = line.substr(0, comment);
    const std::size_t column = line.find_first_not_of(" \t");
    line = trimmed(line);
    if (line.empty() || line.front() == '#') continue;
    if (line.front() != '-') {
      if (column == 0) dependencies = line.starts_with("dependencies:");
      if (column == 0) channels = line.starts_with("channels:");
      continue;
    }
    if (!dependencies && !channels) continue;
    line = trimmed(line.substr(1));
    if (line.size() > 1 && (line.front() == '"' || line.front() == '\'')) line = line.substr(1, line.size() - 2);
    if (channels) {
      result.channels.emplace_back(line);
      continue;
    }
    if (pip > 0 && column < pip) pip = 0;
    if (line == "pip:") {
      pip = column + 1;
    } else if (pip == 0) {
      if (!is_pinned(line)) result.unpinned.push_back(name_of(line));
    } else if (line.starts_with("-r ") || line.starts_with("--requirement ")) {
      result.includes.emplace_back(trimmed(line.substr(line.find(' '))));
    } else if (const auto requirement = parse_requirement(line); requirement && !requirement->pinned) {
      result.unpinned.push_back(requirement->name);
    }
  }
  return result;
}

/// Gives the channels that the file names.
std::vector<std::string> read_file(const Word& word, spec::Conda& conda, Scope& scope) {
  const auto path = context_file(word, scope);
  if (!path) return {};
  conda.file = *path;
  const EnvironmentFile file = read_environment(scope.files().read(scope.context_path(*path)).value_or(""));
  std::vector<std::string> unpinned;
  for (const std::string& name : file.unpinned)
    if (scope.is_unpinned("conda/" + name, word.span)) unpinned.push_back("conda/" + name);
  report_unpinned(unpinned, word.span, fmt::format("write `name=VERSION` in `{}`", *path), scope);
  for (const std::string& include : file.includes) {
    const std::size_t slash = path->rfind('/');
    Word inner;
    inner.span = word.span;
    inner.quoted = true;
    inner.text.append(slash == std::string::npos ? include : path->substr(0, slash + 1) + include);
    if (const auto found = context_file(inner, scope)) conda.context_files.push_back(*found);
  }
  for (const std::string& channel : file.channels)
    if (holds_token(channel)) scope.report(diag::CredentialsInUrl, word.span).note(how_to_log_in);
  return file.channels;
}

/// `secret=`: for the one host that is meant by it.
void read_channel_secret(const Options& options, const std::vector<std::string>& channels, spec::Conda& conda,
                         Scope& scope) {
  if (!options.has("secret")) return;
  std::set<std::string> hosts;
  std::string url;
  for (const std::string& channel : channels)
    if (is_web_url(channel) && hosts.insert(url_host(channel)).second) url = channel;
  conda.secret = use_secret_of(options, url, scope);
  if (hosts.size() == 1) {
    conda.secret_host = *hosts.begin();
  } else if (hosts.empty()) {
    scope.report(diag::OptionNotTaken, options.at("secret").span, "secret", "conda without a channel that asks for it")
        .note("name the private channel: `conda(channels=[https://…, conda-forge], secret=…)`");
  } else {
    scope
        .report(diag::OptionNotTaken, options.at("secret").span, "secret",
                "several hosts at once: only one of them may be told it")
        .note("write public channels by their names, such as conda-forge");
  }
}

void read_packages(const Statement& statement, spec::Conda& conda, Scope& scope) {
  std::vector<std::string> unpinned;
  for (const Item& item : statement.items) {
    for (const Word& word : item.words) {
      const auto text = literal(word, *scope.diagnostics);
      if (!text) continue;
      if (!is_package(*text)) {
        scope.report(diag::BadPackage, word.span, *text)
            .note("a conda package is NAME or NAME=VERSION, and CHANNEL:: may stand before it");
        continue;
      }
      if (const std::string name = "conda/" + name_of(*text); !is_pinned(*text) && scope.is_unpinned(name, word.span))
        unpinned.push_back(name);
      conda.packages.push_back(*text);
    }
  }
  report_unpinned(unpinned, statement.span, "write `name=VERSION`", scope);
}

bool is_channel(std::string_view text) {
  return is_web_url(text) || (!text.empty() && text.front() != '-' && std::all_of(text.begin(), text.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                  std::string_view("-_./").find(c) != std::string_view::npos;
         }));
}

}  // namespace

void handle_conda(const Statement& statement, Scope& scope) {
  spec::Conda conda;
  const Options& options = statement.options;
  for (const char* tool : {"conda", "mamba", "micromamba"})  // the last that is there is the fastest
    if (scope.stage->base.has_tool(tool)) conda.tool = tool;
  if (conda.tool.empty()) {
    scope.report(diag::NoTool, statement.name_span, "conda", "conda, mamba or micromamba")
        .note("take a base that has it, such as `from mambaorg/micromamba:2.0.5-debian12-slim`");
    return;
  }
  conda.environment = options.text("env");
  if (options.has("env") && !is_plain_name(conda.environment))
    scope.report(diag::BadName, options.at("env").span, conda.environment);
  if (conda.environment == "base") conda.environment.clear();
  for (const Word& word : options.list("channels")) {
    if (holds_token(word.display())) {
      scope.report(diag::CredentialsInUrl, word.span).note(how_to_log_in);
    } else if (!is_channel(word.display())) {
      scope.report(diag::BadWord, word.span, word.display(), "a channel's name or URL");
    }
    conda.channels.push_back(word.display());
  }
  if (options.has("file"))
    refuse_options(options, {"channels"}, "an environment file, which names its channels itself", scope);
  const auto channels = options.has("file") ? read_file(options.at("file"), conda, scope) : conda.channels;
  read_channel_secret(options, channels, conda, scope);
  read_packages(statement, conda, scope);
  if (conda.packages.empty() && !options.has("file"))
    scope.report(diag::TooFewArguments, statement.name_span, "conda", "a package")
        .note("for example `conda gdal=3.8` or `conda(file=environment.yml)`");
  if (!conda.packages.empty() && options.has("file"))
    scope.report(diag::OptionNotTaken, options.at("file").span, "file", "a statement that names packages")
        .note("write those in a `conda` of their own");
  conda.create = !conda.environment.empty() && scope.stage->conda_environments.insert(conda.environment).second;
  scope.stage->statements.push_back({std::move(conda), statement.span});
}

}  // namespace boxwright::resolve
