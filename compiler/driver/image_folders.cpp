#include "compiler/driver/image_folders.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace boxwright::driver {

namespace {

/// An image and the unit it is of.
struct Named {
  const Unit* unit = nullptr;
  ir::Image* image = nullptr;

  /// What it is written as: the variants of an image have one name.
  [[nodiscard]] std::string written() const { return unit->variant.empty() ? image->reference() : unit->image; }
};

std::string with_variant(const std::string& name, const std::string& variant) {
  if (variant.empty()) return name;
  return name.empty() ? variant : name + "-" + variant;
}

std::string short_name(const Named& one) {
  return with_variant(one.image->repository.substr(one.image->repository.rfind('/') + 1), one.unit->variant);
}

std::string with_tag(const Named& one) {
  return one.image->repository.substr(one.image->repository.rfind('/') + 1) + "-" + one.image->tag;
}

std::string whole(const Named& one) {
  std::string name = one.image->repository + "-" + one.image->tag;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == ':'; }, '-');
  return name;
}

}  // namespace

std::vector<std::string> name_folders(std::vector<Unit>& units) {
  std::vector<Named> all;
  for (Unit& unit : units)
    for (ir::Image& image : unit.module.images) all.push_back({&unit, &image});
  std::set<std::string> written;
  for (const Named& one : all) written.insert(one.written());
  if (written.size() < 2) {
    for (const Named& one : all) one.image->folder = one.unit->variant;
  } else {
    std::map<std::string, std::size_t> by_short_name, by_tag;
    for (const Named& one : all) {
      ++by_short_name[short_name(one)];
      ++by_tag[with_tag(one)];
    }
    const auto is_own = [](const std::map<std::string, std::size_t>& counts, const std::string& name) {
      return name != "launch" && counts.at(name) == 1;
    };
    for (const Named& one : all) {
      one.image->folder = is_own(by_short_name, short_name(one)) ? short_name(one)
                          : is_own(by_tag, with_tag(one))        ? with_tag(one)
                                                                 : whole(one);
    }
  }
  std::set<std::string> folders;
  for (const Named& one : all)
    if (!one.image->folder.empty()) folders.insert(one.image->folder);
  return {folders.begin(), folders.end()};
}

}  // namespace boxwright::driver
