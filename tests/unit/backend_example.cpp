#include "tests/unit/backend_example.hpp"

#include <utility>

#include "compiler/backends/backend.hpp"

namespace boxwright::tests {

namespace {

using ir::Command;

ir::Run install_packages() {
  ir::Run run;
  run.variables = {{"DEBIAN_FRONTEND", "noninteractive"}};
  run.commands = {Command{{"apt-get", "update"}, {}},
                  Command{{"apt-get", "install", "-y", "--no-install-recommends", "fonts-dejavu-core=2.37-6",
                           "libgl1=1.6.0-1", "libglib2.0-0=2.74.6-2+deb12u5", "libsm6=2:1.2.3-1"},
                          {}},
                  line("rm -rf /var/lib/apt/lists/*")};
  return run;
}

ir::Run make_user() {
  ir::Run run;
  run.commands = {
      Command{{"groupadd", "--gid", "10001", "app"}, {}},
      Command{{"useradd", "--no-log-init", "--create-home", "--uid", "10001", "--gid", "10001", "app"}, {}},
      Command{{"install", "-d", "-m", "0755", "/app/.streamlit"}, {}},
      Command{{"printf", "%s\\n", "[server]", "headless = true", "", "[browser]", "gatherUsageStats = false"},
              Text("/app/.streamlit/config.toml")}};
  return run;
}

ir::Run install_requirements() {
  ir::Run run;
  run.mounts = {{ir::Mount::Kind::cache, "/root/.cache/pip", {}, {}, {}, {}, true},
                {ir::Mount::Kind::bind, "/tmp/requirements.txt", "requirements.txt", {}, {}, {}, true}};
  run.commands = {Command{{"python3", "-m", "pip", "install", "-r", "/tmp/requirements.txt"}, {}}};
  return run;
}

ir::Copy copy_of(const std::string& stage, const std::string& source, const std::string& destination, bool link) {
  ir::Copy copy;
  copy.from = stage.empty() ? ir::Copy::From::context : ir::Copy::From::stage;
  copy.source_name = stage;
  copy.sources = {source};
  copy.destination = destination;
  copy.mode = "0644";
  copy.link = link;
  return copy;
}

ir::Configuration configuration() {
  ir::Configuration result;
  result.user = "10001:10001";
  result.workdir = "/app";
  result.labels = {{"org.opencontainers.image.title", "Video-game sales"},
                   {"org.opencontainers.image.description", "Sales of \"video games\" in $ and €"}};
  result.ports = {"8501/tcp"};
  ir::Healthcheck check;
  check.command = {"python3", "-c", "import urllib.request as u; u.urlopen('http://localhost:8501/_stcore/health')"};
  check.start_period = "20s";
  result.healthcheck = check;
  result.entrypoint = {"streamlit"};
  result.command = {"run", "app.py"};
  return result;
}

ir::Stage download() {
  ir::Stage stage;
  stage.name = "vgsales";
  stage.comment = "fetches vgsales.csv";
  stage.steps.push_back(
      {ir::Add{"https://example.org/vgsales.csv", "sha256:" + std::string(64, '7'), "/vgsales.csv", {}, false},
       {},
       {},
       {}});
  return stage;
}

}  // namespace

ir::Script line(const std::string& text, bool simple) { return {text, simple, false}; }

ir::Step& add_step(ir::Module& module, ir::Operation operation, const std::string& comment) {
  return module.stages.back().steps.emplace_back(ir::Step{std::move(operation), {}, {}, comment});
}

ir::Module one_stage(ir::Dialect dialect) {
  ir::Module module;
  module.dialect = dialect;
  ir::Stage stage;
  stage.name = "final";
  stage.base = {ir::Base::Kind::image, "debian:bookworm-slim", {}, {}};
  stage.facts.known = true;
  module.stages = {stage};
  ir::Image image;
  image.repository = "acme/tool";
  image.tag = "1.0";
  image.stage = "final";
  image.stamp = "5ca1ab1e";
  module.images = {image};
  return module;
}

ir::Module dashboard(ir::Dialect dialect) {
  ir::Module module = one_stage(dialect);
  const bool buildkit = dialect == ir::Dialect::buildkit;
  ir::Image& image = module.images.front();
  image.repository = "me/mystreamlitapp";
  image.tag = "0.1.0";
  image.delivery.registry = "docker.io";
  image.context_files = {"app.py", "requirements.txt"};
  image.context_sources = image.context_files;
  ir::Launch launch;
  launch.container = "streamlitapp";
  launch.detach = true;
  launch.ports = {{"127.0.0.1", 8081, 8501, "tcp"}};
  launch.tmpfs = {"/home/app"};
  image.launches = {launch};

  ir::Stage stage = module.stages.front();
  stage.comment = "is the image that runs";
  stage.base.name = "python:3.11-slim-bookworm";
  stage.configuration = configuration();
  module.stages = buildkit ? std::vector{download(), stage} : std::vector{stage};
  add_step(module, ir::SetVariable{ir::SetVariable::Kind::environment, "PYTHONUNBUFFERED", Text("1")});
  add_step(module, install_packages(), "system packages");
  add_step(module, make_user(), "the user the container runs as, and its settings");
  if (buildkit) {
    add_step(module, install_requirements(), "Python packages of requirements.txt");
    add_step(module, copy_of("vgsales", "/vgsales.csv", "/app/data/", true));
  }
  add_step(module, copy_of({}, "app.py", "/app/", buildkit));
  return module;
}

std::string dockerfile_of(const ir::Module& module) {
  const std::string text = backends::emit_dockerfile(module, module.images.front(), {}).front().content;
  return text.substr(text.find("\n\n") + 2);
}

std::string run_text(const ir::Run& run, ir::Dialect dialect, bool bash) {
  ir::Module module = one_stage(dialect);
  module.stages.front().bash = bash;
  add_step(module, run);
  const std::string text = dockerfile_of(module);
  return text.substr(text.find("\n\n") + 2);
}

}  // namespace boxwright::tests
