// The scripts that look after containers and ship the image.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/unit/script_place.hpp"

using namespace boxwright;
using namespace boxwright::tests;

TEST_CASE("push.sh and build.sh --push", "[unit]") {
  ir::Module module = one_stage();
  module.images.front().delivery.registry = "registry.example.org";
  const std::string target = "[registry.example.org/acme/tool:1.0]";
  const Workplace place(module);
  CHECK(place.call("push.sh", "A=1", "--quiet").engine ==
        "[tag][acme/tool:1.0]" + target + "\n[push][--quiet]" + target + "\n");
  CHECK_THAT(place.call("build.sh", "A=1", "--push --pull").engine, contains("[build][--pull]"));
  CHECK_THAT(place.call("build.sh", "A=1", "--push").engine, contains("[push]" + target));
  CHECK(place.call("build.sh").engine.find("[push]") == std::string::npos);
  CHECK(place.call("pull.sh").engine == "[pull]" + target + "\n[tag]" + target + "[acme/tool:1.0]\n");
}

TEST_CASE("who pushes and pulls is said by the environment", "[unit]") {
  ir::Module module = one_stage();
  module.images.front().delivery = {"registry.my-host.org:5000/team", false, false};
  const Workplace place(module);
  const std::string as = "REGISTRY_MY_HOST_ORG_5000_USERNAME=ann REGISTRY_MY_HOST_ORG_5000_PASSWORD='s3cret word'";
  const std::string login = "[login][--username][ann][--password-stdin][registry.my-host.org:5000]\n";
  for (const char* script : {"push.sh", "pull.sh"}) {
    const Result result = place.call(script, as);
    CHECK(result.engine.starts_with(login));
    CHECK(result.engine.find("s3cret") == std::string::npos);
    CHECK(result.output.find("s3cret") == std::string::npos);
  }
  CHECK(place.call("build.sh", as, "--push").engine.starts_with(login));
  CHECK(place.call("push.sh").engine.find("login") == std::string::npos);
  const Result half = place.call("push.sh", "REGISTRY_MY_HOST_ORG_5000_USERNAME=ann");
  CHECK(half.status != 0);
  CHECK_THAT(half.output, contains("REGISTRY_MY_HOST_ORG_5000_PASSWORD"));
  CHECK(half.engine.find("[push]") == std::string::npos);
}

TEST_CASE("a tag that is there is not replaced where the spec forbids it", "[unit]") {
  ir::Module module = one_stage();
  module.images.front().delivery = {"registry.example.org", false, false};
  const Workplace place(module);
  CHECK(place.call("push.sh").status == 0);
  for (const char* script : {"push.sh", "build.sh"}) {
    const Result there = place.call(script, "FAKE_TAG_THERE=1", script[0] == 'b' ? "--push" : "");
    CHECK(there.status == 1);
    CHECK(there.engine.empty());
    CHECK_THAT(there.output, contains("is in the registry already"));
  }
  CHECK_THAT(place.call("push.sh", "FAKE_MANIFEST='connection refused'").output, contains("cannot ask the registry"));
}

TEST_CASE("an image that goes to no registry", "[unit]") {
  ir::Module module = one_stage();
  CHECK(Workplace(module).call("push.sh").status == 1);
  CHECK_THAT(Workplace(module).call("build.sh", "A=1", "--push").output, contains("names no registry"));
  module.images.front().delivery.registry = "local";
  const Result local = Workplace(module).call("push.sh");
  CHECK(local.status == 0);
  CHECK_THAT(local.output, contains("nothing to push"));
}

TEST_CASE("status.sh says how the container is", "[unit]") {
  const Workplace place(dashboard(ir::Dialect::buildkit));
  const auto says = [&](const std::string& state) {
    // What the engine says: state, exit code, want of memory, health, container, image and label.
    const std::size_t label = state.rfind(' ');
    const std::string facts = state.empty() ? "" : state.substr(0, label) + " c0 sha256:1a9e" + state.substr(label);
    const Result result = place.call("status.sh", "FAKE_STATE='" + facts + "'");
    return std::to_string(result.status) + " " + result.output;
  };
  CHECK(says("") == "1 not deployed\n");
  CHECK(says("running 0 false none 5ca1ab1e") == "0 running\n");
  CHECK(says("running 0 false healthy 5ca1ab1e") == "0 running\n");
  CHECK(says("running 0 false starting 5ca1ab1e") == "1 starting\n");
  CHECK(says("running 0 false unhealthy 5ca1ab1e") == "1 running, but unhealthy\n");
  CHECK(says("running 0 false none 01d") == "1 running, but an older spec: stop and run again\n");
  CHECK(says("exited 0 false none 5ca1ab1e") == "1 stopped\n");
  CHECK(says("exited 137 false none 5ca1ab1e") == "1 stopped\n");
  CHECK(says("exited 137 true none 5ca1ab1e") == "1 crashed\n");
  CHECK(says("exited 3 false none 5ca1ab1e") == "1 crashed\n");
  CHECK(says("restarting 1 false none 5ca1ab1e") == "1 crashed\n");
  CHECK(says("created 0 false none 5ca1ab1e") == "1 starting\n");
  CHECK(says("created 128 false none 5ca1ab1e") == "1 crashed\n");
}

TEST_CASE("status.sh tells a program", "[unit]") {
  const Workplace place(dashboard(ir::Dialect::buildkit));
  const auto object = [&](const std::string& state) {
    return nlohmann::json::parse(place.call("status.sh", "FAKE_STATE='" + state + "'", "--json").output);
  };
  CHECK(
      object("running 0 false none c0ffee sha256:1a9e 5ca1ab1e") ==
      nlohmann::json::parse(R"({"spec_hash": "5ca1ab1e", "image": "me/mystreamlitapp:0.1.0", "image_id": "sha256:1a9e",
                                  "container": "streamlitapp", "container_id": "c0ffee", "state": "running"})"));
  CHECK(object("exited 3 false none c0ffee sha256:1a9e 01d")["state"] == "crashed");
  CHECK(object("running 0 false starting c0ffee sha256:1a9e 5ca1ab1e")["state"] == "starting");
  const auto none = object("");
  CHECK(none["state"] == "not_deployed");
  CHECK(none["container_id"] == "");
  CHECK(place.call("status.sh", "FAKE_STATE='running 0 false none c0ffee sha256:1a9e 5ca1ab1e'", "--json").status == 0);
}

TEST_CASE("stop, logs and remove reach the launch they are told", "[unit]") {
  ir::Module module = dashboard(ir::Dialect::buildkit);
  module.images.front().launches.push_back({});
  module.images.front().launches.back().name = "dev";
  const Workplace place(module);
  CHECK(place.call("stop.sh", "FAKE_STATE=running", "--time 1").engine == "[stop][--time][1][streamlitapp]\n");
  CHECK(place.call("stop.sh", "FAKE_STATE=running", "dev").engine == "[stop][mystreamlitapp-dev]\n");
  CHECK(place.call("stop.sh").status == 0);
  CHECK(place.call("logs.sh", "A=1", "dev --follow").engine == "[logs][--follow][mystreamlitapp-dev]\n");
  CHECK(place.call("remove.sh", "FAKE_STATE=5ca1ab1e").engine ==
        "[rm][--force][--volumes][streamlitapp]\n[rm][--force][--volumes][mystreamlitapp-dev]\n");
  CHECK_THAT(place.call("remove.sh", "A=1", "--image").engine, contains("[image][rm][me/mystreamlitapp:0.1.0]"));
  CHECK(place.call("remove.sh", "A=1", "--imgae").status == 1);
}

TEST_CASE("save.sh and load.sh", "[unit]") {
  const Workplace place(dashboard(ir::Dialect::buildkit));
  CHECK(place.call("save.sh").engine == "[save][--output][mystreamlitapp-0.1.0.tar][me/mystreamlitapp:0.1.0]\n");
  CHECK(place.call("save.sh", "A=1", "'a b.tar'").engine == "[save][--output][a b.tar][me/mystreamlitapp:0.1.0]\n");
  place.write("a b.tar", "x");
  CHECK(place.call("load.sh", "A=1", "'" + place.path("a b.tar") + "'").engine ==
        "[load][--input][" + place.path("a b.tar") + "]\n");
  CHECK_THAT(place.call("load.sh", "A=1", "no.tar").output, contains("no.tar is not there"));
}
