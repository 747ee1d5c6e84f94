// init: a spec to start from. It asks for what it cannot know only where somebody can answer.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/display.hpp"
#include "compiler/driver/commands.hpp"
#include "compiler/driver/paths.hpp"

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

bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// The folder's name as an image's: lower-case letters and digits, with single dashes between.
std::string name_from(const std::string& folder) {
  std::string name;
  for (char c : folder) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (is_name_character(c)) {
      name += c;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (name.ends_with('-')) name.pop_back();
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

std::string answer(const std::string& question, const std::string& usual, const Terminal& terminal) {
  if (!terminal.ask) return usual;
  const std::string said = terminal.ask(fmt::format("{} [{}]: ", question, usual)).value_or("");
  return said.empty() ? usual : said;
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

  const std::string folder = paths::name(session.files.canonical(paths::parent(path)));
  const std::string name = answer("Name of the image", name_from(folder), session.terminal);
  const std::string base = answer("Base image", std::string(usual_base), session.terminal);
  for (const std::string& word : {name, base})
    if (!is_plain_word(word))
      return {refuse(session, fmt::format("`{}` is no name of an image", display::escaped(word))), {}};

  if (const auto error = session.files.write(path, fmt::format(starter, with_tag(name), base), false))
    return {refuse(session, fmt::format("cannot write `{}`: {}", display::escaped(path), *error)), {}};
  session.streams.err += fmt::format("wrote {}\n", display::escaped(path));
  return {status::done, {}};
}

}  // namespace boxwright::driver
