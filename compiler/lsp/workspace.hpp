#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/driver/compile.hpp"
#include "compiler/lsp/names.hpp"
#include "compiler/lsp/open_files.hpp"
#include "compiler/lsp/positions.hpp"

/// What the editor has open, and what is known of it.
namespace boxwright::lsp {

/// A text as far as it is known without what stands around it: soon made again with each key.
struct Shape {
  Sources sources;
  FileId file = 0;
  Diagnostics diagnostics;
  ast::File tree;
  Names names;

  Shape(const std::string& name, const std::string& text);
  [[nodiscard]] const Source& source() const { return sources[file]; }
};

/// A text that is open.
class Document {
 public:
  Document(std::string uri, std::string path, std::int64_t version, std::string_view text);

  const std::string uri;
  const std::string path;  ///< from the root; empty: it lies nowhere yet
  std::int64_t version = 0;

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] const Shape& shape() const;
  /// One of `contentChanges`: a range and its text, or all of it.
  void change(const Json& change);

 private:
  std::string text_;  ///< with line feeds only
  mutable std::unique_ptr<Shape> shape_;
};

class Workspace {
 public:
  explicit Workspace(const FileSystem& disk, std::string today) : files_(disk), today_(std::move(today)) {}

  /// The editor fills in the parts of a snippet.
  bool takes_snippets = false;
  /// Folders that the editor has opened, from the root.
  std::vector<std::string> folders;

  Document& open(const std::string& uri, std::int64_t version, const std::string& text);
  void close(const std::string& uri);
  /// After a change.
  void keep(const Document& document);
  /// Null where it is not open.
  [[nodiscard]] Document* find(const std::string& uri);
  /// That of `params.textDocument`; throws `NotOpen`.
  [[nodiscard]] Document& document(const Json& params);
  /// As the editor calls a file, where it is open.
  [[nodiscard]] std::string uri_for(const std::string& path) const;
  [[nodiscard]] std::map<std::string, Document>& documents() { return documents_; }

  /// All that a compile says, of the text as it is now.
  [[nodiscard]] const driver::Compilation& compilation(const Document& document);
  /// What is open or on disk at a path; nothing where there is no such file.
  [[nodiscard]] std::shared_ptr<const Shape> shape_at(const std::string& path);
  /// The specs of the opened folders, by their paths.
  [[nodiscard]] std::vector<std::string> specs() const;
  [[nodiscard]] const FileSystem& files() const { return files_; }
  /// How messages name a file: from the folder it was opened in.
  [[nodiscard]] std::string name_of(const std::string& path) const;
  /// What anything is compiled from has changed.
  void forget_compilations() { compilations_.clear(); }

 private:
  OpenFiles files_;
  std::string today_;
  std::map<std::string, Document> documents_;  // by URI
  std::map<std::string, driver::Compilation> compilations_;
};

/// A document that is asked about and not open.
struct NotOpen {
  std::string uri;
};

}  // namespace boxwright::lsp
