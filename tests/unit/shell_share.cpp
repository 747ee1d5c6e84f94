#include "compiler/resolve/shell_share.hpp"

#include "tests/catch.hpp"

using boxwright::resolve::commands_in;

TEST_CASE("commands of a shell text", "[unit]") {
  CHECK(commands_in("") == 0);
  CHECK(commands_in("# nothing\n\n") == 0);
  CHECK(commands_in("make") == 1);
  CHECK(commands_in("CC=gcc make -j 2 # all of it") == 1);
  CHECK(commands_in("./configure && make || exit 1; make install\n") == 4);
  CHECK(commands_in("ls | sort | uniq -c") == 3);
  CHECK(commands_in("make \\\n  install\nldconfig") == 2);
  CHECK(commands_in("server & wait") == 2);
}

TEST_CASE("a sign that ends commands may be part of one", "[unit]") {
  CHECK(commands_in("echo 'a; b' \"c && d\" e\\;f") == 1);
  CHECK(commands_in("make >log 2>&1 && make check &>log") == 2);
  CHECK(commands_in("echo \"$(date; uname)\" $(a | b) ${x:-a;b} `a; b`") == 1);
  CHECK(commands_in("echo a >|file") == 1);
  CHECK(commands_in("> file") == 0);
  CHECK(commands_in("{ a; } 2> log >all; b") == 2);
}

TEST_CASE("words of the shell's grammar are no commands", "[unit]") {
  CHECK(commands_in("if test -f a; then cp a b; else cp c b; fi") == 3);
  CHECK(commands_in("while read -r line; do echo \"$line\"; done <list") == 2);
  CHECK(commands_in("! { a; b; }") == 2);
  CHECK(commands_in("(cd a && make)") == 2);
}

TEST_CASE("here-documents are part of their command", "[unit]") {
  CHECK(commands_in("cat <<END >file\na; b\nc\nEND\nmake") == 2);
  CHECK(commands_in("cat <<-'END' | sh\n\ta; b\n\tEND\nmake") == 3);
  CHECK(commands_in("cat <<<\"a; b\"") == 1);
}

TEST_CASE("a text that ends too early is read to its end", "[unit]") {
  for (const char* text : {"echo 'a", "echo \"a", "echo $(a", "echo ${a", "echo a\\", "cat <<END\na", "echo `a"})
    CHECK(commands_in(text) == 1);
}
