// The language server, as an editor uses it: what is shown, offered and changed at marked places of a text.

#include <algorithm>
#include <set>

#include "tests/catch.hpp"
#include "tests/editor.hpp"

using namespace boxwright;
using namespace boxwright::tests;

namespace {

using Words = std::vector<std::string>;
using Labels = std::set<std::string>;

Labels labels(const Json& completion) {
  Labels result;
  for (const Json& item : completion["items"]) result.insert(item["label"].get<std::string>());
  return result;
}

/// What is offered at each mark of a text.
Labels offered(Editor& editor, std::size_t mark = 0) { return labels(editor.ask("textDocument/completion", mark)); }

/// The text as it is with an offer taken.
std::string taken(Editor& editor, const std::string& label, std::size_t mark = 0) {
  const Json completion = editor.ask("textDocument/completion", mark);
  for (const Json& item : completion["items"])
    if (item["label"] == label) return editor.with(Json::array({item["textEdit"]}));
  return "not offered";
}

std::string shown(Editor& editor, std::size_t mark = 0) {
  const Json hover = editor.ask("textDocument/hover", mark);
  return hover.is_null() ? "" : hover["contents"]["value"].get<std::string>();
}

/// `model.box:3:8`, as people count.
std::string place(const Json& location) {
  const std::string uri = location["uri"];
  const Json& start = location["range"]["start"];
  return uri.substr(uri.rfind('/') + 1) + ":" + std::to_string(start["line"].get<int>() + 1) + ":" +
         std::to_string(start["character"].get<int>() + 1);
}

Words places(const Json& locations) {
  Words result;
  for (const Json& one : locations) result.push_back(place(one));
  std::sort(result.begin(), result.end());
  return result;
}

const std::string head = "image acme/app:1.0 {\n  from debian:bookworm-slim\n";

}  // namespace

TEST_CASE("statements are offered where they may stand", "[lsp]") {
  Editor editor;
  editor.open("model.box", "‸\nimage acme/app:1.0 {\n  ‸\n  launch { ‸ }\n  pip {\n    ‸\n  }\n}\n");
  const Labels file = offered(editor, 0);
  CHECK(file.contains("image"));
  CHECK_FALSE(file.contains("apt"));
  const Labels image = offered(editor, 1);
  CHECK(image.contains("apt"));
  CHECK(image.contains("from"));
  CHECK_FALSE(image.contains("mount"));
  CHECK(offered(editor, 2).contains("mount"));
  CHECK_FALSE(offered(editor, 2).contains("apt"));
  CHECK_FALSE(offered(editor, 3).contains("apt"));  // packages stand here
}

TEST_CASE("what is offered replaces the word that is there", "[lsp]") {
  Editor editor;
  editor.open("model.box", head + "  ap‸\n}\n");
  CHECK(taken(editor, "apt") == head + "  apt ${1:package}$0\n}\n");
  editor.open("model.box", head + "  pip(req‸\n}\n");
  CHECK(taken(editor, "requirements") == head + "  pip(requirements=\n}\n");
  editor.open("model.box", head + "  copy(optional, ‸) a -> b\n}\n");
  CHECK(taken(editor, "owner") == head + "  copy(optional, owner=) a -> b\n}\n");
}

TEST_CASE("blanks in front of a word stay", "[lsp]") {
  Editor editor;
  editor.open("model.box", head + "  ‸\n  env A=1; ‸\n  launch { ‸ }\n}\n");
  CHECK(taken(editor, "workdir", 0).starts_with(head + "  workdir"));
  CHECK_THAT(taken(editor, "workdir", 1), contains("env A=1; workdir"));
  CHECK_THAT(taken(editor, "mount", 2), contains("launch { mount"));
}

TEST_CASE("a value that is none ends in time", "[lsp]") {
  Editor editor;
  for (const char* row : {"run(in=;‸", "run(in={‸", "pip(index=a;b, ‸", "run(in=}‸) x", "git(rev=01}23) y; ‸"}) {
    INFO(row);
    editor.open("model.box", head + "  " + row);
    editor.ask("textDocument/completion");
    editor.ask("textDocument/hover");
  }
  SUCCEED();
}

TEST_CASE("stages, secrets and values are offered where they are known", "[lsp]") {
  Editor editor;
  editor.open("model.box",
              "param device=cpu\nstage builder { from debian:bookworm-slim }\nimage acme/app:1.0 {\n  from ‸\n"
              "  secret hub\n  arg DEPTH=3\n  copy(from=‸) /a -> /b\n  run(secret=‸): ls\n  run: echo ${‸\n"
              "  stage inner { param only=1\n    from builder\n    env A=${‸\n  }\n}\n");
  CHECK(offered(editor, 0).contains("builder"));
  CHECK(offered(editor, 1).contains("builder"));
  CHECK(offered(editor, 1).contains("inner"));
  CHECK(offered(editor, 2) == Labels{"hub"});
  const Labels names = offered(editor, 3);
  CHECK(names.contains("device"));
  CHECK(names.contains("DEPTH"));
  CHECK(names.contains("workdir"));
  CHECK_FALSE(names.contains("only"));
  CHECK(offered(editor, 4).contains("only"));
}

TEST_CASE("templates are offered with their parameters and the values these may have", "[lsp]") {
  Editor editor;
  editor.files.write("/project/team.box",
                     "# Our web server.\ntemplate web port=80 mode=[fast, safe] {\n  env P=${port}\n}\n", false);
  editor.open("model.box", "import ./team.box\n" + head + "  use ‸\n  use web ‸\n  use web mode=‸\n}\n");
  CHECK(offered(editor, 0).contains("web"));
  CHECK(offered(editor, 0).size() > 5);  // the standard library's
  CHECK(offered(editor, 1) == Labels{"port", "mode"});
  CHECK(offered(editor, 2) == Labels{"fast", "safe"});
}

TEST_CASE("files of the context are offered, folder by folder", "[lsp]") {
  Editor editor;
  for (const char* path : {"/project/src/app.py", "/project/src/inner/b.py", "/project/.env", "/project/notes.txt"})
    editor.files.write(path, "x", false);
  editor.open("model.box", head + "  copy ‸\n  copy src/‸\n}\n");
  CHECK(offered(editor, 0) == Labels{"notes.txt", "src"});
  CHECK(offered(editor, 1) == Labels{"app.py", "inner"});
  CHECK(taken(editor, "inner", 1) == head + "  copy \n  copy src/inner/\n}\n");
}

TEST_CASE("nothing is offered in commands, comments and texts", "[lsp]") {
  Editor editor;
  editor.open("model.box", head + "  # ap‸\n  run: ap‸\n  file /a \"\"\"\n    ap‸\n  \"\"\"\n  title \"ap‸\"\n}\n");
  for (std::size_t mark = 0; mark < 4; ++mark) {
    INFO(mark);
    CHECK(offered(editor, mark).empty());
  }
}

TEST_CASE("a keyword, an option, a template and a name say what they are", "[lsp]") {
  Editor editor;
  editor.files.write("/project/team.box", "# Our web server.\ntemplate web port=80 { env P=${port} }\n", false);
  editor.open("model.box", "import ./team.box\nparam device=cpu\n" + head +
                               "  p‸ip(require‸ments=a.txt)\n  use w‸eb\n  env A=${dev‸ice}\n  run: ec‸ho\n}\n");
  CHECK_THAT(shown(editor, 0), contains("**pip**: "));
  CHECK_THAT(shown(editor, 0), contains("```box\npip"));
  CHECK_THAT(shown(editor, 1), contains("**requirements** of `pip`"));
  CHECK_THAT(shown(editor, 2), contains("use web port=80"));
  CHECK_THAT(shown(editor, 2), contains("Our web server."));
  CHECK_THAT(shown(editor, 3), contains("param device=cpu"));
  CHECK(shown(editor, 4).empty());
}

TEST_CASE("a name leads to where it is declared", "[lsp]") {
  Editor editor;
  editor.files.write("/project/team.box", "template web port=80 {\n  env P=${port}\n}\n", false);
  editor.open("model.box", "import ./team‸.box\nparam device=cpu\nstage builder { from debian:bookworm-slim }\n" +
                               head +
                               "  use we‸b port‸=1\n  env A=${device‸}\n  copy(from=bui‸lder) /a -> /b\n  when device‸ "
                               "== cpu { env B=1 }\n}\n");
  CHECK(place(editor.ask("textDocument/definition", 0)) == "team.box:1:1");
  CHECK(place(editor.ask("textDocument/definition", 1)) == "team.box:1:10");
  CHECK(place(editor.ask("textDocument/definition", 3)) == "model.box:2:7");
  CHECK(place(editor.ask("textDocument/definition", 4)) == "model.box:3:7");
  CHECK(place(editor.ask("textDocument/definition", 5)) == "model.box:2:7");
}

TEST_CASE("all uses of a name are found, and no others", "[lsp]") {
  Editor editor;
  editor.open(
      "model.box",
      "param dev‸ice=cpu\ntemplate tool device=gpu { env T=${device} }\n" + head +
          "  env A=\"${device}-x\"\n  run: echo ${device} $${device} $device\n  when device == cpu { env B=1 }\n}\n");
  CHECK(places(editor.ask("textDocument/references")) ==
        Words{"model.box:1:7", "model.box:5:12", "model.box:6:15", "model.box:7:8"});
  CHECK(editor.ask("textDocument/references", 0, {{"context", {{"includeDeclaration", false}}}}).size() == 3);
  CHECK(editor.ask("textDocument/documentHighlight").size() == 4);
}

TEST_CASE("a name is changed wherever it stands", "[lsp]") {
  Editor editor;
  editor.open("model.box", "param device=cpu\n" + head + "  env A=${dev‸ice}\n  when device == cpu { env B=1 }\n}\n");
  CHECK(editor.ask("textDocument/prepareRename")["placeholder"] == "device");
  const Json changes = editor.ask("textDocument/rename", 0, {{"newName", "target"}})["changes"];
  CHECK(editor.with(changes[Editor::uri("model.box")]) ==
        "param target=cpu\n" + head + "  env A=${target}\n  when target == cpu { env B=1 }\n}\n");
  CHECK_THAT(editor.refusal("textDocument/rename",
                            [&] {
                              Json params = editor.at(0);
                              params["newName"] = "two words";
                              return params;
                            }()),
             contains("`two words` is no name"));
}

TEST_CASE("what only looks like a name keeps its text", "[lsp]") {
  Editor editor;
  const auto renamed = [&](const std::string& text) {
    editor.open("model.box", text);
    const Json changes = editor.ask("textDocument/rename", 0, {{"newName", "zz"}})["changes"];
    return editor.with(changes[Editor::uri("model.box")]);
  };
  CHECK(renamed("param device=[cpu,gpu]\nparam g‸pu=no\n" + head + "  when device == gpu { env B=${gpu} }\n}\n") ==
        "param device=[cpu,gpu]\nparam zz=no\n" + head + "  when device == gpu { env B=${zz} }\n}\n");
  CHECK(renamed("param d‸=1\n" + head +
                "  env A='${d}' B=\"${d} $$${d} $${d}\"\n  run: a ${d:-x} ${d:quoted} ${d} $d $$${d}\n}\n") ==
        "param zz=1\n" + head +
            "  env A='${d}' B=\"${zz} $$${zz} $${d}\"\n  run: a ${d:-x} ${zz:quoted} ${zz} $d $$${zz}\n}\n");
  CHECK(
      renamed("template web por‸t=80 kind=port { env P=${port} }\n" + head + "  use web port\n  use web port=1\n}\n") ==
      "template web zz=80 kind=port { env P=${zz} }\n" + head + "  use web port\n  use web zz=1\n}\n");
  CHECK(renamed(head + "  arg DEP‸TH=3\n  run: echo $DEPTH ${DEPTH} $DEPTHS\n}\n") ==
        head + "  arg zz=3\n  run: echo $zz ${zz} $DEPTHS\n}\n");
  CHECK(renamed("stage bui‸ld { from debian:12-slim }\n" + head +
                "  apt(from=build) jq\n  copy(from=build) /a -> /b\n}\n") ==
        "stage zz { from debian:12-slim }\n" + head + "  apt(from=build) jq\n  copy(from=zz) /a -> /b\n}\n");
  CHECK(renamed("param d=[a,b]\n" + head +
                "  when d == a {\n    env V=1\n  } else {\n    env V=2\n  }\n  run: echo ${V‸}\n}\n") ==
        "param d=[a,b]\n" + head +
            "  when d == a {\n    env zz=1\n  } else {\n    env zz=2\n  }\n  run: echo ${zz}\n}\n");
}

TEST_CASE("a new name that would mean something else is refused", "[lsp]") {
  Editor editor;
  editor.open("model.box",
              "import ./te‸am.box\nparam a=1\nimage acme/a‸pp:1.0 {\n  from debian:12\n  arg b=1\n  env X=${a‸}\n}\n");
  const auto refusal = [&](std::size_t mark, const char* name) {
    Json params = editor.at(mark);
    params["newName"] = name;
    return editor.refusal("textDocument/rename", params);
  };
  CHECK_THAT(refusal(2, "b"), contains("there is a `b` already"));
  CHECK_THAT(refusal(2, "arch"), contains("known in every image"));
  CHECK_THAT(refusal(0, "./other.box"), contains("renamed in its folder"));
  CHECK_THAT(editor.refusal("textDocument/prepareRename", editor.at(1)), contains("change it here"));
}

TEST_CASE("a template is renamed in the files that use it", "[lsp]") {
  Editor editor;
  editor.files.write("/project/other.box", "import ./team.box\nimage acme/b:1 { from debian:12; use web port=2 }\n",
                     false);
  editor.files.write("/project/team.box", "template web port=80 { env P=${port} }\n", false);
  editor.open("team.box", "template w‸eb po‸rt=80 { env P=${port} }\n");
  Json changes = editor.ask("textDocument/rename", 0, {{"newName", "site"}})["changes"];
  CHECK(changes.size() == 2);
  CHECK(changes[Editor::uri("other.box")].size() == 1);
  changes = editor.ask("textDocument/rename", 1, {{"newName", "number"}})["changes"];
  CHECK(editor.with(changes[Editor::uri("team.box")]) == "template web number=80 { env P=${number} }\n");
  CHECK(changes[Editor::uri("other.box")].size() == 1);
}

TEST_CASE("what the standard library names keeps its name", "[lsp]") {
  Editor editor;
  editor.open("model.box", head + "  use pyth‸on-service\n}\n");
  Json params = editor.at(0);
  params["newName"] = "mine";
  const std::string reason = editor.refusal("textDocument/rename", params);
  CHECK((reason.find("standard library") != std::string::npos || reason.find("declares") != std::string::npos));
}

TEST_CASE("errors are told with their code, place, help and page", "[lsp]") {
  Editor editor;
  editor.open("model.box", head + "  healtcheck none\n}\n");
  const Json all = editor.diagnostics("model.box");
  REQUIRE(all.size() >= 1);
  const Json& first = all[0];
  CHECK(first["code"] == "E0201");
  CHECK(first["severity"] == 1);
  CHECK(first["range"]["start"] == Json{{"line", 2}, {"character", 2}});
  CHECK(first["range"]["end"] == Json{{"line", 2}, {"character", 12}});
  CHECK(first["codeDescription"]["href"] == "boxwright:help/E0201");
  const Json page = editor.request("boxwright/help", {{"code", "E0201"}});
  CHECK_THAT(page["markdown"].get<std::string>(), contains("# E0201"));
}

TEST_CASE("a mended text is told to be well", "[lsp]") {
  Editor editor;
  editor.open("model.box", head + "  healtcheck none\n}\n");
  CHECK_FALSE(editor.diagnostics("model.box").empty());
  const Json range{{"start", {{"line", 2}, {"character", 2}}}, {"end", {{"line", 2}, {"character", 12}}}};
  const Json change{{"range", range}, {"text", "healthcheck"}};
  editor.notify("textDocument/didChange", {{"textDocument", {{"uri", Editor::uri("model.box")}, {"version", 2}}},
                                           {"contentChanges", Json::array({change})}});
  for (const Json& one : editor.diagnostics("model.box")) CHECK(one["severity"] != 1);
  editor.notify("textDocument/didClose", {{"textDocument", {{"uri", Editor::uri("model.box")}}}});
  CHECK(editor.diagnostics("model.box").empty());
}

TEST_CASE("what an imported file lacks is told in that file", "[lsp]") {
  Editor editor;
  editor.files.write("/project/team.box", "template web port=80 {\n  healtcheck ${port}\n}\n", false);
  editor.open("model.box", "import ./team.box\n" + head + "  use web\n}\n");
  REQUIRE(editor.diagnostics("team.box").size() == 1);
  CHECK(editor.diagnostics("team.box")[0]["code"] == "E0201");
}

TEST_CASE("what only the use of a template makes wrong is told where it is used, too", "[lsp]") {
  Editor editor;
  editor.files.write("/project/team.box", "template web p=80 {\n  expose ${p}\n}\n", false);
  const auto codes = [&](const char* path) {
    std::set<std::string> result;
    for (const Json& one : editor.diagnostics(path)) result.insert(one["code"].get<std::string>());
    return result;
  };
  editor.open("model.box", "import ./team.box\n" + head + "  use web p=999999\n}\n");
  CHECK(codes("model.box").contains("E0406"));
  CHECK(codes("team.box").contains("E0406"));
  editor.open("team.box", "template web p=80 {\n  expose ${p}\n}\n");
  CHECK(codes("model.box").contains("E0406"));
  CHECK(codes("team.box").contains("E0406"));
}

TEST_CASE("of one file two documents may have something to tell", "[lsp]") {
  Editor editor;
  editor.files.write("/project/team.box", "template web port=80 {\n  healtcheck ${port}\n}\n", false);
  editor.open("a.box", "import ./team.box\n" + head + "  use web\n}\n");
  editor.open("z.box", "import ./team.box\n" + head + "  use web\n}\n");
  CHECK(editor.diagnostics("team.box").size() >= 1);
  editor.open("z.box", head + "}\n");
  CHECK(editor.diagnostics("team.box").size() == 1);
  editor.notify("textDocument/didClose", {{"textDocument", {{"uri", Editor::uri("a.box")}}}});
  CHECK(editor.diagnostics("team.box").empty());
}

TEST_CASE("what was told of another file is taken back with its reason", "[lsp]") {
  Editor editor;
  const std::string spec = "import ./team.box\n" + head + "  use web\n}\n";
  editor.files.write("/project/team.box", "template web port=80 {\n  healtcheck ${port}\n}\n", false);
  editor.open("model.box", spec);
  REQUIRE(editor.diagnostics("team.box").size() == 1);
  editor.open("model.box", "import ./team.box\n" + head + "}\n");
  editor.open("model.box", spec);
  REQUIRE(editor.diagnostics("team.box").size() == 1);
  editor.files.write("/project/team.box", "template web port=80 {\n  env P=${port}\n}\n", false);
  editor.notify("workspace/didChangeWatchedFiles", {{"changes", Json::array()}});
  INFO(editor.diagnostics("team.box").dump());
  CHECK(editor.diagnostics("team.box").empty());
  INFO(editor.diagnostics("model.box").dump());
  editor.files.write("/project/team.box", "template web port=80 {\n  healtcheck ${port}\n}\n", false);
  editor.notify("workspace/didChangeWatchedFiles", {{"changes", Json::array()}});
  REQUIRE(editor.diagnostics("team.box").size() == 1);
  editor.notify("textDocument/didClose", {{"textDocument", {{"uri", Editor::uri("model.box")}}}});
  CHECK(editor.diagnostics("team.box").empty());
}

TEST_CASE("a fix is offered where the cursor is, and mends", "[lsp]") {
  Editor editor;
  editor.open("model.box", head + "  heal‸tcheck none\n}\n");
  const Json here = editor.at(0)["position"];
  const Json actions =
      editor.ask("textDocument/codeAction", 0,
                 {{"range", {{"start", here}, {"end", here}}}, {"context", {{"diagnostics", Json::array()}}}});
  REQUIRE(actions.size() >= 1);
  CHECK(actions[0]["kind"] == "quickfix");
  CHECK(actions[0]["isPreferred"] == true);
  CHECK(editor.with(actions[0]["edit"]["changes"][Editor::uri("model.box")]) == head + "  healthcheck none\n}\n");
}

TEST_CASE("a text is brought into the one style, whole or in part", "[lsp]") {
  Editor editor;
  editor.open("model.box", "image acme/app:1.0 {\n    from   debian:bookworm-slim\n      env A=1\n}\n");
  const Json whole = editor.request(
      "textDocument/formatting",
      {{"textDocument", {{"uri", Editor::uri("model.box")}}}, {"options", {{"tabSize", 8}, {"insertSpaces", false}}}});
  CHECK(editor.with(whole) == "image acme/app:1.0 {\n  from debian:bookworm-slim\n  env A=1\n}\n");
  const Json part =
      editor.request("textDocument/rangeFormatting",
                     {{"textDocument", {{"uri", Editor::uri("model.box")}}},
                      {"range", {{"start", {{"line", 2}, {"character", 0}}}, {"end", {{"line", 3}, {"character", 0}}}}},
                      {"options", Json::object()}});
  CHECK(editor.with(part) == "image acme/app:1.0 {\n    from   debian:bookworm-slim\n  env A=1\n}\n");
}

TEST_CASE("places are counted in UTF-16 code units", "[lsp]") {
  Editor editor;
  editor.open("model.box", "param wörld=1\nparam device=cpu\n" + head + "  env A=\"😀é${dev‸ice}\" B=${device}\n}\n");
  CHECK(editor.at(0)["position"]["character"] == 17);
  const Json found = editor.ask("textDocument/references");
  CHECK(places(found) == Words{"model.box:2:7", "model.box:5:15", "model.box:5:28"});
}

TEST_CASE("the outline, the folds and the lenses of a spec", "[lsp]") {
  Editor editor;
  editor.open("model.box",
              "# One.\n# Two.\nstage builder {\n  from debian:bookworm-slim\n}\nimage acme/app:1.0 {\n  from builder\n"
              "  when arch == amd64 {\n    param fast=yes\n  }\n  file /a \"\"\"\n    text\n  \"\"\"\n  launch {\n    "
              "port 80:80\n  }\n}\n");
  const Json params{{"textDocument", {{"uri", Editor::uri("model.box")}}}};
  const Json symbols = editor.request("textDocument/documentSymbol", params);
  REQUIRE(symbols.size() == 2);
  CHECK(symbols[0]["name"] == "builder");
  CHECK(symbols[1]["name"] == "acme/app:1.0");
  Words inner;
  for (const Json& one : symbols[1]["children"]) inner.push_back(one["name"]);
  CHECK(inner == Words{"fast=yes", "launch"});
  std::set<std::pair<int, int>> folds;
  for (const Json& one : editor.request("textDocument/foldingRange", params))
    folds.insert({one["startLine"].get<int>(), one["endLine"].get<int>()});
  CHECK(folds == std::set<std::pair<int, int>>{{0, 1}, {2, 3}, {5, 15}, {7, 8}, {10, 11}, {13, 14}});
  Words lenses;
  for (const Json& one : editor.request("textDocument/codeLens", params)) lenses.push_back(one["command"]["command"]);
  CHECK(lenses == Words{"boxwright.compile", "boxwright.build", "boxwright.run", "boxwright.preview"});
}

TEST_CASE("hints say in which layer a statement lands", "[lsp]") {
  Editor editor;
  editor.files.write("/project/app.py", "x", false);
  editor.open("model.box", head + "  copy app.py -> /app/\n  env A=1\n}\n");
  const Json hints = editor.request(
      "textDocument/inlayHint",
      {{"textDocument", {{"uri", Editor::uri("model.box")}}},
       {"range", {{"start", {{"line", 2}, {"character", 0}}}, {"end", {{"line", 9}, {"character", 0}}}}}});
  REQUIRE(hints.size() == 1);
  CHECK(hints[0]["position"] == Json{{"line", 2}, {"character", 22}});
  CHECK_THAT(hints[0]["label"].get<std::string>(), contains("layer "));
}

TEST_CASE("the preview is what a compile would write, with the lines that each instruction comes from", "[lsp]") {
  Editor editor;
  editor.files.write("/project/app.py", "x", false);
  editor.open("model.box", head + "  copy app.py -> /app/\n  allow unpinned * \"a test\"\n}\n");
  const Json preview = editor.request("workspace/executeCommand",
                                      {{"command", "boxwright.preview"}, {"arguments", {Editor::uri("model.box")}}});
  CHECK(preview["image"] == "acme/app:1.0");
  const auto text = preview["text"].get<std::string>();
  Words lines;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    lines.push_back(text.substr(at, text.find('\n', at) - at));
  std::size_t copies = 0;
  for (const Json& one : preview["lines"]) {
    if (!lines.at(one["first"].get<std::size_t>()).starts_with("COPY")) continue;
    ++copies;
    CHECK(one["rows"] == Json::array({{{"first", 2}, {"last", 2}}}));
  }
  CHECK(copies == 1);
  CHECK_THAT(
      editor.refusal("boxwright/preview", {{"textDocument", {{"uri", Editor::uri("model.box")}}}, {"image", "other"}}),
      contains("there is no image `other`"));
  editor.open("model.box", head + "  healtcheck none\n}\n");
  CHECK(editor.request("boxwright/preview", {{"textDocument", {{"uri", Editor::uri("model.box")}}}}).is_null());
}

TEST_CASE("links lead to the files that rows name", "[lsp]") {
  Editor editor;
  editor.files.write("/project/a b.py", "x", false);
  editor.files.write("/project/team.box", "template web { env A=1 }\n", false);
  editor.open("model.box",
              "import ./team.box\n" + head + "  copy \"a b.py\" -> /app/\n  copy missing.py -> /app/\n}\n");
  const Json links =
      editor.request("textDocument/documentLink", {{"textDocument", {{"uri", Editor::uri("model.box")}}}});
  Words targets;
  for (const Json& one : links) targets.push_back(one["target"]);
  CHECK(targets == Words{"file:///project/team.box", "file:///project/a%20b.py"});
}

TEST_CASE("semantic tokens are in order and lie in the text", "[lsp]") {
  Editor editor;
  editor.open("model.box", "# é😀\nparam device=cpu\n" + head +
                               "  pip(requirements=a.txt)\n  env A=${device}\n  when device == cpu { env B=1 }\n}\n");
  const Json data = editor.request("textDocument/semanticTokens/full",
                                   {{"textDocument", {{"uri", Editor::uri("model.box")}}}})["data"];
  REQUIRE(data.size() % 5 == 0);
  const Json legend = editor.request(
      "textDocument/semanticTokens/range",
      {{"textDocument", {{"uri", Editor::uri("model.box")}}},
       {"range", {{"start", {{"line", 1}, {"character", 0}}}, {"end", {{"line", 2}, {"character", 0}}}}}})["data"];
  CHECK(legend.size() == 10);  // `param` and `device`
  CHECK(data[2] == 5);         // the comment: `# `, a letter, and two code units of one character
}
