// docker-bake.json: all images of a spec, for `docker buildx bake` and whatever builders it has, several at a time:
//
//     image a { … }; image b { check: … }    →    group default: [a, b, b-check-1]; target a: …; target b: …
//
// The group `checks` holds the checks alone, which leave nothing behind. Where CACHE names a repository, each target
// keeps its steps there and takes them from there. To be called in the folder of the file.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "compiler/backends/document.hpp"
#include "compiler/backends/mark.hpp"
#include "compiler/backends/script.hpp"
#include "compiler/base/unique_name.hpp"

namespace boxwright::backends {

namespace {

/// In a text of this file `${` and `%{` begin an expression.
std::string plain(const std::string& text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (text[i] == '$' || text[i] == '%') && i + 1 < text.size() && text[i + 1] == '{';
    result += begins ? std::string(2, text[i]) : std::string(1, text[i]);
  }
  return result;
}

/// Letters, digits, `-` and `_`.
std::string target_name(const std::string& text) {
  std::string result = text;
  const auto is_right = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '_'; };
  std::replace_if(
      result.begin(), result.end(), [&](char c) { return !is_right(static_cast<unsigned char>(c)); }, '-');
  return result;
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.empty() || folder == "." ? name : folder + "/" + name;
}

/// As build.sh takes it: from a variable of the caller's, or from a file.
std::string secret_of(const ir::Secret& secret, const Layout& layout) {
  const std::string variable = secret_variable(secret);
  if (variable.empty()) {
    const bool elsewhere = secret.file.starts_with('/') || secret.file.starts_with('~');
    return "id=" + secret.name + ",src=" + (elsewhere ? secret.file : joined(layout.context, secret.file));
  }
  return "id=" + secret.name + ",env=" + variable;
}

class BakeFile {
 public:
  explicit BakeFile(const Layout& layout) : layout_(layout) {}

  void add(const ir::Module& module, const ir::Image& image) {
    const std::string name = unique_name(used_, target_name(image.folder.empty() ? short_name(image) : image.folder));
    Document target = common(image, name);
    const ir::Module alone = ir::module_of(module, image);
    const ir::Image& own = alone.images.front();
    if (!own.checks.empty()) target.set("target", own.stage);
    // `--push` sends every tag to the registry that it names.
    const std::string shipped = registry_reference(image);
    targets_.set(name, target.set("tags", Document::list({plain(shipped.empty() ? image.reference() : shipped)})));
    images_.push_back(name);
    for (const std::string& check : own.checks) add_check(image, name, check);
  }

  [[nodiscard]] Document document() const {
    std::vector<std::string> all = images_;
    all.insert(all.end(), checks_.begin(), checks_.end());
    Document groups = Document::object({{"default", Document::object({{"targets", all}})}});
    if (!checks_.empty()) groups.set("checks", Document::object({{"targets", checks_}}));
    const Document cache = Document::object({{"default", ""}});
    return Document::object(
        {{"variable", Document::object({{"CACHE", cache}})}, {"group", groups}, {"target", targets_}});
  }

 private:
  [[nodiscard]] Document common(const ir::Image& image, const std::string& name) const {
    const std::string file = joined(joined(layout_.folder, image.folder), "Dockerfile");
    Document target = Document::object({{"context", plain(layout_.context)}, {"dockerfile", plain(file)}});
    Document secrets = Document::list();
    for (const ir::Secret& secret : image.secrets) secrets.add(plain(secret_of(secret, layout_)));
    target.set_some("secret", secrets);
    Document platforms = Document::list();
    for (const std::string& platform : image.platforms) platforms.add(platform);
    target.set_some("platforms", platforms);
    const std::string place = "type=registry,ref=${CACHE}:" + name;
    target.set("cache-from", "${CACHE == \"\" ? [] : [\"" + place + "\"]}");
    return target.set("cache-to", "${CACHE == \"\" ? [] : [\"" + place + ",mode=max\"]}");
  }

  void add_check(const ir::Image& image, const std::string& name, const std::string& stage) {
    const std::string check = unique_name(used_, fmt::format("{}-{}", name, target_name(stage)));
    Document target = common(image, name);
    target.set("target", stage).set("output", Document::list({"type=cacheonly"}));
    targets_.set(check, target);
    checks_.push_back(check);
  }

  const Layout& layout_;
  std::set<std::string> used_{"default", "checks"};
  std::vector<std::string> images_, checks_;
  Document targets_;
};

}  // namespace

std::vector<OutputFile> emit_bake(const ir::Module& module, const ir::Image&, const Layout& layout) {
  BakeFile file(layout);
  std::vector<const ir::Module*> modules = layout.modules;
  if (modules.empty()) modules.push_back(&module);
  for (const ir::Module* one : modules)
    for (const ir::Image& image : one->images) file.add(*one, image);
  return {{"docker-bake.json", with_json_mark(file.document().json(), layout.spec), false, {}}};
}

}  // namespace boxwright::backends
