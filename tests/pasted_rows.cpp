// Rows that people write who know other languages: the message offers a row, and that row, pasted in the place of what
// was written, is right.

#include "tests/catch.hpp"
#include "tests/driver_run.hpp"

using namespace boxwright::tests;

namespace {

/// What is written, and the row that the message offers.
struct Paste {
  std::string written, offered;
};

struct Answer {
  int status = 0;
  std::string text;
};

Answer check_rows(const std::string& rows) {
  Run run;
  run.file("app.py", "print(1)\n").file("src/a.py", "print(1)\n").file("data/a.csv", "1\n");
  run.file("model.box",
           "stage builder { from python:3.11-slim-bookworm; dir /a }\nimage acme/app:1.0 {\n"
           "  from python:3.11-slim-bookworm\n" +
               rows + "\n}\n");
  const int status = run({"check", "model.box"});
  return {status, run.streams.err};
}

void check_paste(const Paste& paste) {
  const Answer answer = check_rows(paste.written);
  INFO(paste.written << "\n" << answer.text);
  CHECK(answer.status != 0);
  CHECK_THAT(answer.text, contains("`" + paste.offered + "`"));
  const Answer pasted = check_rows(paste.offered);
  INFO(pasted.text);
  CHECK(pasted.status == 0);
}

}  // namespace

TEST_CASE("words of a list keep the quotes that they need", "[driver]") {
  check_paste(GENERATE(values<Paste>({
      {R"(cmd ["python", "-c", "print(1); x"])", R"(cmd python -c "print(1); x")"},
      {R"(cmd ["python", "a b"])", R"(cmd python "a b")"},
      {R"(cmd ["echo", "&&", "a,"])", R"(cmd echo "&&" "a,")"},
      {R"(pip ["a==1; python_version<\"3\""])", R"(pip "a==1; python_version<\"3\"")"},
      {R"(pip [a==1, b==2])", R"(pip a==1 b==2)"},
  })));
}

TEST_CASE("a command behind a colon is what a shell is to read", "[driver]") {
  check_paste(GENERATE(values<Paste>({
      {"run \"apt-get update\"", "run: apt-get update"},
      {"run 'apt-get update'", "run: apt-get update"},
      {"run make all", "run: make all"},
      {"run echo \"two words\"", "run: echo \"two words\""},
      {"run echo $$HOME", "run: echo $HOME"},
  })));
}

TEST_CASE("a row that is written as in a Dockerfile is offered as a row", "[driver]") {
  check_paste(GENERATE(values<Paste>({
      {"healthcheck CMD curl -f http://localhost", "healthcheck: curl -f http://localhost"},
      {"healthcheck --interval=5m curl -f http://localhost", "healthcheck(interval=5m): curl -f http://localhost"},
      {"healthcheck --timeout=3s CMD true", "healthcheck(timeout=3s): true"},
      {"healthcheck NONE", "healthcheck none"},
      {"run --mount=type=cache,target=/root pip install x", "run(cache=/root): pip install x"},
      {"run --network=none make", "run(network=none): make"},
      {"copy --from=builder /a -> /b", "copy(from=builder) /a -> /b"},
      {"copy --from=builder /a /b", "copy(from=builder) /a -> /b"},
      {"copy --chown=1000 app.py /app/", "copy(owner=1000) app.py -> /app/"},
      {"copy -r src -> /x", "copy src -> /x"},
      {"copy -r src /x/", "copy src -> /x/"},
      {"from python:3.11 as b", "stage b { from python:3.11 }"},
  })));
}

TEST_CASE("an arrow is known in whatever way it is written", "[driver]") {
  const std::string written =
      GENERATE("copy app.py->/app/", "copy app.py-> /app/", "copy app.py –> /app/", "copy app.py—>/app/",
               "copy app.py → /app/", "copy app.py=>/app/", "copy app.py > /app/", "copy app.py /app/");
  check_paste({written, "copy app.py -> /app/"});
}

TEST_CASE("a requirement is one word with two equals signs", "[driver]") {
  const std::string written = GENERATE("pip torch == 2.5.1", "pip torch= 2.5.1", "pip torch =2.5.1",
                                       "pip torch== 2.5.1", "pip torch ==2.5.1", "pip torch=2.5.1");
  const Answer answer = check_rows(written);
  INFO(answer.text);
  CHECK_THAT(answer.text, contains("write: `torch==2.5.1`"));
  CHECK_THAT(answer.text, contains("1 error"));
}

TEST_CASE("what is removed has no version", "[driver]") {
  CHECK_THAT(check_rows("pip(remove) a=1").text, contains("`a=1` is no requirement") && !contains("a==1"));
}

TEST_CASE("a shell's row is known before its words are", "[driver]") {
  check_paste(GENERATE(values<Paste>({
      {"RUN echo $HOME", "run: echo $HOME"},
      {"run echo $HOME", "run: echo $HOME"},
      {"RUN if [ -f /a ]; then echo $(ls /a); fi", "run: if [ -f /a ]; then echo $(ls /a); fi"},
      {"RUN (cd /tmp && ls)", "run: (cd /tmp && ls)"},
  })));
}

TEST_CASE("a shell's row that goes on is one mistake", "[driver]") {
  for (const std::string written : {"RUN apt-get update && \\\n    apt-get install -y $x; ls && \\\n    true",
                                    "RUN echo $HOME && \\\n    ls { a\n  workdir /app"}) {
    const Answer answer = check_rows(written);
    INFO(answer.text);
    CHECK_THAT(answer.text, contains("error[E0222]: `RUN` is written as in a Dockerfile; here it is `run: "));
    CHECK_THAT(answer.text, contains("1 error"));
  }
}

TEST_CASE("lines below a command have their own fences", "[driver]") {
  for (const std::string written : {"RUN <<EOF", "run <<EOF", "run: |", "run |", "run '''", "run: '''"}) {
    INFO(written);
    CHECK_THAT(check_rows(written).text, contains("`run \"\"\"`"));
  }
}

TEST_CASE("a folder of the host is named as a script finds it", "[driver]") {
  const auto rows = [](const std::string& row) { return "launch { " + row + " }"; };
  const Answer home = check_rows(rows("mount $HOME/data -> /data"));
  CHECK_THAT(home.text, contains("`$HOME` is no reference"));
  CHECK_THAT(home.text, contains("is: `~`"));
  CHECK_THAT(check_rows(rows("mount ${HOME}/data -> /data")).text, contains("is: `~`"));
  CHECK(check_rows(rows("mount ~/data -> /data")).status == 0);
  CHECK_THAT(check_rows(rows("mount $PWD/data -> /data")).text, contains("is: `.`"));
  CHECK(check_rows(rows("mount ./data -> /data")).status == 0);
}

/// What is written, the part of it that the message offers to replace, and what with.
struct Part {
  std::string written, part, offered;
};

TEST_CASE("a word that is written otherwise is offered as it is written here", "[driver]") {
  const auto [written, part, offered] = GENERATE(values<Part>({
      {"env GREETING hello", "GREETING hello", "GREETING=hello"},
      {"env GREETING hello you", "GREETING hello you", "GREETING=\"hello you\""},
      {"label team me", "team me", "team=me"},
      {"env A=“hi there”", "A=“hi there”", "A=\"hi there\""},
      {"title “Hi there”", "“Hi there”", "\"Hi there\""},
      {"volume data:/data", "data:/data", "/data"},
      {"volume data:/data:ro", "data:/data:ro", "/data"},
      {"dir ~/out", "~/out", "${home}/out"},
      {"workdir ~", "~", "${home}"},
      {"copy app.py -> ~/x/", "~/x/", "${home}/x/"},
  }));
  const Answer answer = check_rows(written);
  INFO(written << "\n" << answer.text);
  CHECK(answer.status != 0);
  CHECK_THAT(answer.text, contains("`" + offered + "`"));
  std::string pasted = written;
  CHECK(check_rows(pasted.replace(pasted.find(part), part.size(), offered)).status == 0);
}

TEST_CASE("words stand apart without commas", "[driver]") {
  check_paste(GENERATE(values<Paste>({
      {"cmd \"python\", \"app.py\"", "cmd python app.py"},
      {R"(cmd "python" , "app.py")", "cmd python app.py"},
      {"env A=1, B=2", "env A=1 B=2"},
      {"env A=1 , B=2", "env A=1 B=2"},
      {"copy app.py , src/a.py -> /b/", "copy app.py src/a.py -> /b/"},
      {"label a=b, c=\"d\"", "label a=b c=\"d\""},
      {"workdir /app,", "workdir /app"},
      {"workdir = /app", "workdir /app"},
      {"copy app.py -> /b/,", "copy app.py -> /b/"},
  })));
  CHECK(check_rows("env A=\"1,\" B=','").status == 0);
  CHECK(check_rows("cmd cut -d , -f 1").status == 0);
  CHECK_THAT(check_rows("pip {\n  a==1,\n  b==2\n}").text, contains("write: `a==1`"));
}

TEST_CASE("a secret's value is told to stay out of the spec, and is not repeated", "[driver]") {
  const Answer secret = check_rows("secret hf_token hf_abc");
  CHECK_THAT(secret.text, contains("`secret(env=HF_TOKEN) hf_token`"));
  CHECK(check_rows("secret(env=HF_TOKEN) hf_token\nrun(secret=hf_token): true").status == 0);
  const Answer env = check_rows("env PASSWORD hunter2");
  CHECK_THAT(env.text, contains("error[E0416]: `PASSWORD` looks like a secret"));
  CHECK_THAT(env.text, contains("1 error"));
  CHECK_THAT(check_rows("arg HF_TOKEN").text,
             contains("`secret(env=HF_TOKEN) hf_token` and `run(secret=hf_token): …`"));
}

TEST_CASE("what only a shell understands is no word of a program", "[driver]") {
  for (const std::string row :
       {"cmd cd /app && python app.py", "cmd python app.py > log.txt", "cmd ls >log.txt", "entrypoint ls | tee x"}) {
    const Answer answer = check_rows(row);
    INFO(answer.text);
    const std::string name = row.substr(0, row.find(' '));
    const std::string wrapper = "wrapper start: " + row.substr(name.size() + 1);
    CHECK_THAT(answer.text, contains("`" + wrapper + "` and `" + name + " start`"));
    CHECK(check_rows(wrapper + "\n" + name + " start").status == 0);
  }
  CHECK(check_rows("cmd echo \"&&\" a|b").status == 0);
}

TEST_CASE("an image's name and tag, and a download, are asked for as they are written", "[driver]") {
  Run run;
  run.file("model.box", "image unet 1.0 {\n  from python:3.11-slim-bookworm\n}\n");
  CHECK(run({"check"}) != 0);
  CHECK_THAT(run.streams.err, contains("write: `unet:1.0`"));
  CHECK_THAT(check_rows("copy https://x.org/a -> /b").text, contains("`fetch(sha256=…) https://x.org/a -> /b`"));
}

TEST_CASE("several words in the quotes of one name are warned of", "[driver]") {
  const Answer answer = check_rows("cmd \"python app.py\"");
  CHECK(answer.status == 0);
  CHECK_THAT(answer.text, contains("the words of a command stand apart: `cmd python app.py`"));
  CHECK_THAT(check_rows("entrypoint echo\ncmd \"two words\"").text, !contains("missing-program"));
}

TEST_CASE("a token is seen wherever everybody could read it", "[driver]") {
  const std::string token = "ghp_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";
  for (const std::string& row : {"label token=" + token, "cmd python a.py --token " + token, "entrypoint a " + token}) {
    INFO(row);
    CHECK_THAT(check_rows(row).text, contains("possible-secret"));
  }
}
