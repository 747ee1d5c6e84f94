#include "compiler/resolve/shell_text.hpp"

#include "tests/catch.hpp"

using boxwright::resolve::has_pipe;
using boxwright::resolve::is_simple_command;

TEST_CASE("one simple shell command", "[unit]") {
  for (const char* text : {"make", "A=b make \"x; y\" 'z | a'", "make >log 2>&1", "echo \"$x\" \\; ${y:-a;b}"}) {
    INFO(text);
    CHECK(is_simple_command(text));
  }
  for (const char* text :
       {"", "A=b", "a; b", "a && b", "a | b", "a &", "a;", "(a)", "! a", "if a; then b; fi", "a $(b)", "a \"`b`\"",
        "cd a", "export A=b", "set -e", "a 'b", "a <<E\nb\nE\n", "a\nb", "\\cd a"}) {
    INFO(text);
    CHECK_FALSE(is_simple_command(text));
  }
}

TEST_CASE("pipes of a shell text", "[unit]") {
  for (const char* text : {"a | b", "a |& b", "x=\"$(a | b)\"", "{ a; } | b", "if a; then b | c; fi"}) {
    INFO(text);
    CHECK(has_pipe(text));
  }
  for (const char* text :
       {"a || b", "a 'b | c' \"d | e\" \\| f", "case a in b|c) d;; esac", "cat <<E\na | b\nE\n", "a # | b", "a >| b"}) {
    INFO(text);
    CHECK_FALSE(has_pipe(text));
  }
}
