// init: a spec to start from. It asks for what it cannot know only where somebody can answer.

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "compiler/base/display.hpp"
#include "compiler/base/path_text.hpp"
#include "compiler/base/paths.hpp"
#include "compiler/driver/commands.hpp"

namespace boxwright::driver {

namespace {

constexpr std::string_view usual_base = "python:3.12-slim-bookworm";

// {0}: the image, {1}: its base
constexpr std::string_view starter = R"box(# What this image is for, in one line.
#
#   boxwright compile      writes Dockerfile, .dockerignore and launch/
#   boxwright build        builds the image; `boxwright run` starts it
#   boxwright help pip     explains a keyword

image {0} {{
  from {1}

  # Packages of the system and of Python; with versions, the next build gives the same image.
  # apt libgomp1
  # pip numpy==2.1.3

  # The model's weights, with their checksum (`sha256sum FILE` prints it), and your own files.
  # weights(sha256=…) https://example.org/model.pt -> /weights/
  # copy app.py -> /app/

  # What starts when the container does: words, not a shell's line.
  workdir /app
  cmd python3 -c "print('hello')"

  # How it is launched. What listens on a port also wants `expose 8000` and a `healthcheck`.
  # launch {{
  #   port 8000:8000
  #   mount data -> /data
  #   gpus all
  # }}
}}
)box";

// {0}: the template's first line, {1}: its name, {2}: what is left to fill in, {3}: a spec that uses it
constexpr std::string_view starter_of_template = R"box(# {0}
#
#   boxwright templates {1}   explains what `use {1}` takes
#   boxwright compile   writes Dockerfile, .dockerignore and launch/
{2}
{3})box";

constexpr std::string_view unknown_value = "…";

bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool is_separator(char c) { return c == '-' || c == '_'; }

/// The folder's name as an image's: lower-case letters and digits, with a single dash or underline between.
std::string name_from(const std::string& folder) {
  std::string name;
  for (char c : folder) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (is_name_character(c)) {
      name += c;
    } else if (!name.empty() && !is_separator(name.back())) {
      name += is_separator(c) ? c : '-';
    }
  }
  while (!name.empty() && is_separator(name.back())) name.pop_back();
  return name.empty() ? "my-model" : name;
}

/// Can stand in the spec as it is. What is wrong with it beyond that, the first compile says.
bool is_plain_word(const std::string& word) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/:@";
  return !word.empty() && word.find_first_not_of(allowed) == std::string::npos;
}

/// With a version, which is the tag.
std::string with_tag(const std::string& name) {
  return name.find(':', name.find_last_of('/') + 1) == std::string::npos ? name + ":0.1.0" : name;
}

/// The spec in a template's documentation: the first of its indented lines that are one.
std::string example_of(const std::string& doc) {
  std::istringstream lines(doc);
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    const bool indented = line.starts_with("  ");
    if (!result.empty() && !indented) break;
    if (indented) result += line.substr(2) + "\n";
  }
  return result;
}

/// The example as a spec of its own, for an image of this name. The namespace `me` stands for the reader's.
std::string spec_of(const std::string& example, const std::string& name) {
  constexpr std::string_view image = "image ";
  const std::size_t begin = image.size();
  const std::size_t end = example.find(' ', begin);
  const std::string written = example.substr(begin, end - begin);
  const std::size_t slash = written.find('/');
  const bool is_versioned = written.find(':') != std::string::npos;
  std::string ours = is_versioned ? with_tag(name) : written.substr(0, slash + 1) + name;
  // Where the example's name has underlines, names are those of Python modules.
  if (written.find('_') != std::string::npos) std::replace(ours.begin(), ours.end(), '-', '_');
  return std::string(image) + ours + example.substr(end);
}

std::string answer(const std::string& question, const std::string& usual, const Terminal& terminal) {
  if (!terminal.ask) return usual;
  const std::string said = terminal.ask(fmt::format("{} [{}]: ", question, usual)).value_or("");
  return said.empty() ? usual : said;
}

std::string from_template(const expand::StandardTemplate& start, const std::string& name) {
  const std::string spec = spec_of(example_of(start.doc), name);
  const bool has_gaps = spec.find(unknown_value) != std::string::npos;
  return fmt::format(starter_of_template, start.doc.substr(0, start.doc.find('\n')), start.name,
                     has_gaps ? fmt::format("#\n# What stands as {} is yours to fill in.\n", unknown_value) : "", spec);
}

}  // namespace

Outcome init_command(const Request& request, Session& session) {
  if (request.operands.size() > 1) return {refuse(session, "init writes one spec; name one file"), {}};
  std::string path = request.operands.empty() ? "model.box" : request.operands[0];
  if (path == "-" || path.empty()) return {refuse(session, "init needs the name of a file to write"), {}};
  if (session.files.kind(path) == FileSystem::Kind::directory) path = paths::join(path, "model.box");

  const FileSystem::Kind kind = session.files.kind(path);
  const bool replaceable = kind == FileSystem::Kind::file && request.force;
  if (kind != FileSystem::Kind::missing && !replaceable)
    return {refuse(session, fmt::format("`{}` is there already, and stays as it is", display::escaped(path))), {}};

  std::optional<expand::StandardTemplate> start;
  if (request.start && !(start = find_template(*request.start, session))) return {status::unable, {}};

  const std::string folder = file_name(session.files.canonical(paths::parent(path)));
  const std::string name = answer("Name of the image", name_from(folder), session.terminal);
  const std::string base = start ? "" : answer("Base image", std::string(usual_base), session.terminal);
  for (const std::string& word : {name, base})
    if (!word.empty() && !is_plain_word(word))
      return {refuse(session, fmt::format("`{}` is no name of an image", display::escaped(word))), {}};

  const std::string text = start ? from_template(*start, name) : fmt::format(starter, with_tag(name), base);
  if (const auto error = session.files.write(path, text, false))
    return {refuse(session, fmt::format("cannot write `{}`: {}", display::escaped(path), *error)), {}};
  session.streams.err += fmt::format("wrote {}\n", display::escaped(path));
  return {status::done, {}};
}

}  // namespace boxwright::driver
