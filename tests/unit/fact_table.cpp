// Rows of the table of frameworks, and how one is chosen.

#include "compiler/expand/fact_table.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "compiler/base/stdlib.hpp"
#include "compiler/resolve/bases.hpp"
#include "tests/catch.hpp"

using boxwright::BaseTable;
using boxwright::FactTable;
using boxwright::is_older;
using boxwright::tests::contains;

namespace {

FactTable::Choice choose(const FactTable::Wanted& wanted) { return FactTable::embedded("cuda")->choose(wanted); }

nlohmann::json table() { return nlohmann::json::parse(boxwright::stdlib::text("cuda.json")); }

}  // namespace

TEST_CASE("a release and a device give the wheels of the package index, and a plain base", "[unit]") {
  const auto choice = choose({{"framework", "torch"}, {"version", "2.5.1"}, {"device", "cuda"}});
  REQUIRE(choice.row);
  CHECK(choice.row->at("cuda") == "12.4");
  CHECK(choice.row->at("cudnn") == "9.1");
  CHECK(choice.row->at("requirement") == "torch==2.5.1");
  CHECK(choice.row->at("torchvision") == "torchvision==0.20.1");
  CHECK(choice.row->at("index").empty());
  CHECK(choice.row->at("python") == "3.11");
  CHECK(choice.row->at("base") == "python:3.11-slim-bookworm");
  CHECK(choice.row->at("devel") == "nvidia/cuda:12.4.1-cudnn-devel-ubuntu22.04");
}

TEST_CASE("another CUDA of the same release comes from the framework's own index", "[unit]") {
  const auto choice = choose({{"framework", "torch"}, {"version", "2.5"}, {"device", "cuda"}, {"cuda", "11.8"}});
  REQUIRE(choice.row);
  CHECK(choice.row->at("version") == "2.5.1");
  CHECK(choice.row->at("index") == "https://download.pytorch.org/whl/cu118");
}

TEST_CASE("the Python that is wanted is the base's", "[unit]") {
  const auto choice = choose({{"framework", "torch"}, {"version", "2.6"}, {"device", "cpu"}, {"python", "3.13"}});
  REQUIRE(choice.row);
  CHECK(choice.row->at("python") == "3.13");
  CHECK(choice.row->at("base") == "python:3.13-slim-bookworm");
  CHECK(choice.row->at("devel") == "python:3.13-bookworm");
  CHECK(choice.row->at("index") == "https://download.pytorch.org/whl/cpu");
}

TEST_CASE("wheels without CUDA's libraries start from an image that has them", "[unit]") {
  const auto old = choose({{"framework", "tensorflow"}, {"version", "2.13.1"}, {"device", "cuda"}});
  REQUIRE(old.row);
  CHECK(old.row->at("base") == "nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04");
  CHECK(old.row->at("requirement") == "tensorflow==2.13.1");
  CHECK(old.row->at("python") == "3.10");
  const auto later = choose({{"framework", "tensorflow"}, {"version", "2.18"}, {"device", "cuda"}});
  REQUIRE(later.row);
  CHECK(later.row->at("base") == "python:3.11-slim-bookworm");
  CHECK(later.row->at("requirement") == "tensorflow[and-cuda]==2.18.1");
}

TEST_CASE("without a version it is the newest one", "[unit]") {
  const auto choice = choose({{"framework", "jax"}, {"device", "cuda"}, {"cuda", "13"}});
  REQUIRE(choice.row);
  const auto all = table();
  for (const auto& row : all["rows"])
    if (row["framework"] == "jax") CHECK_FALSE(is_older(choice.row->at("version"), row["version"].get<std::string>()));
  CHECK(choice.row->at("requirement") == "jax[cuda13]==" + choice.row->at("version"));
}

TEST_CASE("a pair that does not exist is told with those that do", "[unit]") {
  const auto choice = choose({{"framework", "torch"}, {"version", "2.5.1"}, {"device", "cuda"}, {"cuda", "13.0"}});
  CHECK_FALSE(choice.row);
  CHECK_THAT(choice.problem, contains("the table `cuda` has no row with framework=torch "
                                      "version=2.5.1 device=cuda cuda=13.0; "));
  CHECK_THAT(choice.problem, contains("for framework=torch version=2.5.1 device=cuda the cuda is 12.4, 12.1, 11.8"));
  CHECK_THAT(choice.problem, contains("for framework=torch device=cuda cuda=13.0 the version is 2.14.1, 2.14.0, "));
  const auto none = choose({{"framework", "torhc"}, {"version", "2.5.1"}, {"device", "cpu"}});
  CHECK(none.problem ==
        "the table `cuda` has no row with framework=torhc version=2.5.1 device=cpu; for version=2.5.1 "
        "device=cpu the framework is torch");
  const auto nothing = choose({{"framework", "torhc"}, {"version", "99"}});
  CHECK(nothing.problem ==
        "the table `cuda` has no row with framework=torhc version=99; the framework is torch, "
        "tensorflow, jax");
  CHECK(choose({{"framwork", "torch"}})
            .problem.starts_with("the table `cuda` has no column `framwork`; did you mean "
                                 "`framework`? it has framework, version, "));
  CHECK_FALSE(FactTable::embedded("no-such-table"));
  CHECK_FALSE(FactTable::embedded("bases"));
}

TEST_CASE("rows of a project go before those of the standard library", "[unit]") {
  FactTable mine = *FactTable::embedded("cuda");
  CHECK(FactTable::file_name("cuda") == "boxwright.cuda.json");
  const auto problem = mine.extend(R"({"rows": [{"framework": "torch", "version": "2.5.1", "device": "cuda",
      "python": ["3.12", "3.11"], "base": "team/torch:{version}-py{python}", "requirement": "torch==2.5.1"}]})");
  CHECK_FALSE(problem);
  const auto changed = mine.choose({{"framework", "torch"}, {"version", "2.5"}, {"device", "cuda"}});
  REQUIRE(changed.row);
  CHECK(changed.row->at("base") == "team/torch:2.5.1-py3.12");
  // An old release that a project adds is not what `newest` means.
  const auto newest = mine.choose({{"framework", "torch"}, {"device", "cuda"}});
  REQUIRE(newest.row);
  CHECK(newest.row->at("version") != "2.5.1");
}

TEST_CASE("a table that cannot be read says why and stays as it was", "[unit]") {
  FactTable one("mine");
  CHECK(one.extend("{") == "no JSON");
  CHECK(one.extend("[]") == "no table of facts: it is an object with a list `rows`");
  CHECK(one.extend(R"({"rows": [1]})") == "no table of facts: each of `rows` must be an object");
  CHECK(one.extend(R"({"columns": 1, "rows": []})") == "no table of facts: `columns` must be a list of texts");
  CHECK(one.extend(R"({"columns": ["a"], "rows": [{"a": 1}]})") ==
        "no table of facts: `a` must be a text or a list of texts");
  CHECK(one.extend(R"({"columns": ["a"], "rows": [{"a": []}]})") ==
        "no table of facts: `a` must be a text or a list of texts");
  CHECK(one.extend(R"({"columns": ["a"], "rows": [{"b": "x"}]})") ==
        "no such table of facts: `b` is none of its `columns`");
  CHECK(one.columns().empty());
  CHECK_FALSE(one.extend(R"({"columns": ["a", "b"], "rows": [{"a": ["x", "y"], "b": "{a}{a}"}]})"));
  CHECK(one.choose({{"a", "y"}}).row->at("b") == "yy");
  CHECK(one.choose({}).row->at("b") == "xx");
}

TEST_CASE("versions are compared number by number", "[unit]") {
  CHECK(is_older("2.9.1", "2.10.0"));
  CHECK(is_older("2.5", "2.5.1"));
  CHECK(is_older("0.12.0", "0.12.0.1"));
  CHECK(is_older("2.9", "2.15.0"));
  CHECK_FALSE(is_older("2.10", "2.9"));
  CHECK_FALSE(is_older("2.5.1", "2.5.1"));
  CHECK_FALSE(is_older("2.05", "2.5"));
  CHECK(is_older("2.007", "2.10"));
}

TEST_CASE("every row of the table of frameworks is whole", "[unit]") {
  const BaseTable bases = BaseTable::embedded();
  const auto all = table();
  for (const auto& row : all["rows"]) {
    const auto text = [&](const char* column) { return row.value(column, std::string()); };
    INFO(row.dump());
    const std::string device = text("device");
    CHECK((device == "cpu" || device == "cuda"));
    CHECK(text("cuda").empty() == (device == "cpu"));
    CHECK(text("requirement").ends_with("==" + text("version")));
    CHECK(text("source").starts_with("https://"));
    CHECK((text("verified") == "pypi" || text("verified") == "source"));
    CHECK((text("index").empty() || text("index").starts_with("https://download.pytorch.org/whl/c")));
    CHECK(row["python"].is_array());
    CHECK(text("devel").find(device == "cuda" ? "-devel-" : "python:{python}-") != std::string::npos);
    CHECK(std::regex_match(text("cuda"), std::regex("|[0-9]+[.][0-9]+")));
    // The image of a CUDA is of that CUDA.
    for (const std::string column : {"base", "devel"})
      if (const std::string image = text(column.c_str()); image.starts_with("nvidia/cuda:"))
        CHECK(image.starts_with("nvidia/cuda:" + text("cuda") + "."));
  }
  FactTable facts = *FactTable::embedded("cuda");
  for (const auto& row : all["rows"]) {
    const auto choice = facts.choose({{"framework", row["framework"].get<std::string>()},
                                      {"version", row["version"].get<std::string>()},
                                      {"device", row["device"].get<std::string>()},
                                      {"cuda", row.value("cuda", std::string())}});
    REQUIRE(choice.row);
    INFO(row.dump());
    CHECK(choice.row->at("requirement") == row["requirement"].get<std::string>());
    CHECK(bases.facts(choice.row->at("base")).known);
    CHECK(bases.facts(choice.row->at("devel")).known);
  }
}
