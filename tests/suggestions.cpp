// Every kind of name that a spec or a command line holds: where one is misspelt, the message asks for the one that was
// meant.

#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

using namespace boxwright::tests;

namespace {

/// Rows of an image that have one misspelt name, and the name that is meant.
struct Slip {
  std::string kind, rows, meant;
};

/// What is said of a spec.
std::string said(const std::string& spec, const Words& arguments) {
  Run run;
  run.file("model.box", spec);
  CHECK(run(arguments) != 0);
  return run.streams.err;
}

std::string said_of_rows(const std::string& rows) {
  return said(
      "param device=[cpu, cuda]\ntemplate served port=80 { expose ${port} }\nstage wheels { from scratch }\n"
      "template guarded port=80 { expose ${prot} }\n"
      "image acme/app:1.0 {\n  from python:3.11-slim-bookworm\n" +
          rows + "\n}\n",
      {"check", "model.box"});
}

std::string question(const std::string& meant) { return "did you mean `" + meant + "`?"; }

}  // namespace

TEST_CASE("a misspelt name of a spec is asked for", "[driver]") {
  const Slip slip = GENERATE(values<Slip>({
      {"a statement", "wrokdir /app", "workdir"},
      {"an option", "healthcheck(intervall=3s) none", "interval"},
      {"a value of an option", "run(at=after-instal): true", "after-install"},
      {"a parameter", "workdir /opt/${devcie}", "${device}"},
      {"a built-in name", "workdir /opt/${ach}", "${arch}"},
      {"a form", "label org.acme.arch=${arch:gnuu}", ":gnu"},
      {"a name of a condition", "when devcie == cpu { user ada }", "device"},
      {"a value of a condition", "when device == cud { user ada }", "cuda"},
      {"a parameter in a template", "use guarded", "${port}"},
      {"a stage", "copy(from=wheel) /a -> /a", "wheels"},
      {"a template", "use servde", "served"},
      {"a template of the standard library", "use pytroch", "pytorch"},
      {"a template's parameter", "use served prot=80", "port"},
      {"a setting of a launch", "launch { prot 80:80 }", "port"},
      {"a value of a launch", "launch { restart alwais }", "always"},
      {"a cache of a launch", "launch { cache trch }", "torch"},
      {"a secret", "secret(env=HF_TOKEN) hf_token; run(secret=hf-token): true", "hf_token"},
      {"a rule", "allow unpined \"why\"", "unpinned"},
      {"a profile", "conform mhup", "mhub"},
      {"a platform", "platforms linux/amd46", "linux/amd64"},
      {"a platform without its system", "platforms arm64", "linux/arm64"},
      {"a variant", "variants(default=cudaa) device", "cuda"},
      {"a parameter of variants", "variants devcie", "device"},
      {"a group", "user(groups=[audoi]) ada", "audio"},
      {"a signal", "stopsignal TERM", "SIGTERM"},
      {"an owner", "file(owner=rot) /a \"text\"", "root"},
      {"a table", "lookup cude framework=torch", "cuda"},
      {"a column", "lookup cuda framwork=torch", "framework"},
  }));
  INFO(slip.kind);
  CHECK_THAT(said_of_rows(slip.rows), contains(question(slip.meant)));
}

TEST_CASE("a misspelt name of a file's top is asked for", "[driver]") {
  const std::string image = "image acme/app:1.0 { from python:3.11-slim-bookworm }\n";
  CHECK_THAT(said("polcy { dialect portable }\n" + image, {"check"}), contains(question("policy")));
  CHECK_THAT(said("policy { dialect portabel }\n" + image, {"check"}), contains(question("portable")));
  CHECK_THAT(said("policy { deny root-usr }\n" + image, {"check"}), contains(question("root-user")));
  CHECK_THAT(said("param device=cpu\nimage acme/app:1-${devcie} { from python:3.11-slim-bookworm }\n", {"check"}),
             contains(question("${device}")));
  CHECK_THAT(said("param device=[cpu, cuda]\n" + image, {"check", "--set", "device=cud"}), contains(question("cuda")));
}

TEST_CASE("a misspelt name of a command line is asked for", "[driver]") {
  const std::string spec =
      "param device=[cpu, cuda]\nimage acme/app:1.0 {\n  variants device\n  from python:3.11-slim-bookworm\n"
      "  launch train { cmd ls }\n}\n";
  CHECK_THAT(said(spec, {"compil"}), contains(question("compile")));
  CHECK_THAT(said(spec, {"check", "--message-fromat=json"}), contains(question("--message-format")));
  CHECK_THAT(said(spec, {"check", "--set", "devcie=cpu"}), contains(question("device")));
  CHECK_THAT(said(spec, {"compile", "--disable-pass=labl"}), contains(question("label")));
  CHECK_THAT(said(spec, {"compile", "--emit=compse"}), contains(question("compose")));
  CHECK_THAT(said(spec, {"build", "--image=cdua"}), contains(question("cuda")));
  CHECK_THAT(said(spec, {"build", "--image=acme/ap"}), contains(question("acme/app")));
  CHECK_THAT(said(spec, {"run", "--image=cpu", "--launch=trian"}), contains(question("train")));
  CHECK_THAT(said(spec, {"templates", "pytroch"}), contains(question("pytorch")));
  CHECK_THAT(said(spec, {"help", "helthcheck"}), contains(question("healthcheck")));
}

TEST_CASE("what is written wrongly is what is said first", "[driver]") {
  CHECK(said_of_rows("use guarded").starts_with("model.box:4:35: error[E0301]"));
  CHECK(said("param jobs = 4\nimage acme/app:1 { from python:3.11-slim-bookworm }\n", {"check"})
            .starts_with("model.box:1:7: error[E0415]: `jobs` has no value; write `jobs=4`"));
}

TEST_CASE("a platform that is not a slip is taken", "[driver]") {
  const std::string platform = GENERATE("linux/amd64", "linux/arm64/v8", "linux/arm/v7", "linux/mips64le", "linux/arm");
  Run run;
  run.file("model.box", "image acme/app:1.0 {\n  from python:3.11-slim-bookworm\n  platforms " + platform + "\n}\n");
  CHECK(run({"check"}) == 0);
}
