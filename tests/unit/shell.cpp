// The shell's grammar: which commands a text holds, where they stand, and that any bytes are read in linear time.

#include "compiler/shell/shell.hpp"

#include <array>
#include <string>
#include <tao/pegtl/contrib/analyze.hpp>
#include <vector>

#include "grammar/shell.hpp"
#include "tests/catch.hpp"
#include "tests/random.hpp"

using namespace boxwright;
using shell::Command;
using shell::Group;
using shell::Joint;
using shell::Script;

namespace {

using Texts = std::vector<std::string>;

Texts words(const Command& command) {
  Texts result;
  for (const shell::Word& word : command.words) result.push_back(word.text);
  return result;
}

/// The words of the one command that a complete text holds.
Texts words(std::string_view text) {
  const Script script = shell::parse(text);
  INFO(text);
  CHECK(script.complete);
  REQUIRE(!script.commands.empty());
  return words(script.commands.front());
}

/// The first word of each command, in the order of the text.
Texts names(const Script& script) {
  Texts result;
  for (const Command& command : script.commands)
    result.push_back(command.words.empty() ? "" : command.words.front().text);
  return result;
}
Texts names(std::string_view text) {
  const Script script = shell::parse(text);
  INFO(text);
  CHECK(script.complete);
  return names(script);
}

const Command& named(const Script& script, std::string_view name) {
  for (const Command& command : script.commands)
    if (command.name() == name) return command;
  FAIL("no command " << name);
  return script.commands.front();
}

std::string repeated(std::string_view text, std::size_t size) {
  std::string result;
  while (result.size() < size) result += text;
  return result;
}

}  // namespace

TEST_CASE("the shell's grammar has no loop that reads nothing", "[unit]") {
  CHECK(tao::pegtl::analyze<grammar::shell::script>(1) == 0);
}

TEST_CASE("words of a shell command without their quotes", "[unit]") {
  CHECK(words("cp a b") == Texts{"cp", "a", "b"});
  CHECK(words(R"(echo 'a  b' "c \" \$d \n" e\ f\;g '' "")") == Texts{"echo", "a  b", "c \" $d \\n", "e f;g", "", ""});
  CHECK(words("echo a'b'\"c\"d#e # f") == Texts{"echo", "abcd#e"});
  CHECK(words(R"(echo $'a\tb\'\x41\101\u00e9' $"x")") == Texts{"echo", "a\tb'AA\u00e9", "x"});
  CHECK(words("make \\\n  all\\\nso \"x\\\ny\"") == Texts{"make", "allso", "xy"});
  CHECK(words("echo $ a$ \"$\" {} a{b,c} !x ~") == Texts{"echo", "$", "a$", "$", "{}", "a{b,c}", "!x", "~"});
}

TEST_CASE("a word with an expansion is not literal", "[unit]") {
  const Script script = shell::parse(R"sh(x a$b ${c:-d e} "$(f "g h")" `i` $((1 + 2)) '$j' \$k *.txt "*" $1 $@)sh");
  REQUIRE(script.complete);
  const Command& command = script.commands.front();
  CHECK(words(command) ==
        Texts{"x", "a$b", "${c:-d e}", "$(f \"g h\")", "`i`", "$((1 + 2))", "$j", "$k", "*.txt", "*", "$1", "$@"});
  std::string literal;
  std::string pattern;
  for (const shell::Word& word : command.words) {
    literal += word.literal ? '1' : '0';
    pattern += word.pattern ? '1' : '0';
  }
  CHECK(literal == "100000111100");
  CHECK(pattern == "000000001000");
  CHECK(command.words[0] == "x");
  CHECK_FALSE(command.words[1] == "a$b");
}

TEST_CASE("words of the shell say where they stand", "[unit]") {
  const std::string_view text = "A=1 'cp'  \"$x\" >y; ( ls -l )";
  const Script script = shell::parse(text);
  const auto spelled = [&](const auto& part) { return text.substr(part.begin, part.end - part.begin); };
  REQUIRE(script.commands.size() == 2);
  const Command& copy = script.commands.front();
  CHECK(spelled(copy) == "A=1 'cp'  \"$x\" >y");
  CHECK(spelled(copy.assignments.front()) == "A=1");
  CHECK(spelled(copy.assignments.front().value) == "1");
  CHECK(spelled(copy.words[0]) == "'cp'");
  CHECK(spelled(copy.words[1]) == "\"$x\"");
  CHECK(spelled(copy.redirections.front()) == ">y");
  CHECK(spelled(script.commands.back()) == "ls -l");
  CHECK(spelled(script.groups.back()) == "( ls -l )");
}

TEST_CASE("the program of a shell command", "[unit]") {
  CHECK(shell::parse("/usr/bin/apt-get update").commands.front().name() == "apt-get");
  CHECK(shell::parse("A=b").commands.front().name().empty());
  CHECK(shell::parse("\"$PYTHON\" -m pip").commands.front().name().empty());
}

TEST_CASE("assignments before a shell command", "[unit]") {
  const Script script = shell::parse("A=1 B= C+='x y' D=$(e) make F=2; G=3");
  REQUIRE(script.commands.size() == 3);
  const Command& make = script.commands.front();
  REQUIRE(make.assignments.size() == 4);
  CHECK(make.assignments[0].name == "A");
  CHECK(make.assignments[0].value == "1");
  CHECK(make.assignments[1].value == "");
  CHECK(make.assignments[2].appends);
  CHECK(make.assignments[2].value == "x y");
  CHECK_FALSE(make.assignments[3].value.literal);
  CHECK(words(make) == Texts{"make", "F=2"});
  CHECK(script.commands.back().words.empty());
  CHECK(names("a=(x 'y z' $(b)) c[1]=d e") == Texts{"e", "b"});
}

TEST_CASE("redirections of a shell command", "[unit]") {
  const Script script = shell::parse("make 2>&1 >log <in &>all >>b 3<>c >|d <<<word 2x; >e");
  REQUIRE(script.complete);
  REQUIRE(script.commands.size() == 2);
  const Command& make = script.commands.front();
  CHECK(words(make) == Texts{"make", "2x"});
  Texts signs;
  for (const shell::Redirection& one : make.redirections)
    signs.push_back((one.descriptor ? std::to_string(*one.descriptor) : "") + one.sign + one.target.text);
  CHECK(signs == Texts{"2>&1", ">log", "<in", "&>all", ">>b", "3<>c", ">|d", "<<<word"});
  CHECK(script.commands.back().words.empty());
}

TEST_CASE("here-documents of a shell text", "[unit]") {
  const Script script =
      shell::parse("cat <<A >x && cat <<-'B' | sh\n1 $(in a) \\$(no)\nA\n\t2 $(not seen)\n\tB\nnext \"<<C\" # <<D\n");
  CHECK(script.complete);
  CHECK(names(script) == Texts{"cat", "cat", "sh", "in", "next"});
  CHECK(script.commands[0].redirections[0].document == "1 $(in a) \\$(no)\n");
  CHECK(script.commands[0].redirections[0].target == "A");
  CHECK(script.commands[0].redirections[1].target == "x");
  CHECK(script.commands[1].redirections[0].document == "2 $(not seen)\n");
  CHECK(script.is_within(script.commands[3], Group::Kind::substitution));
  CHECK(names("python - <<\"E O\"\nimport x; y(\"`\")\nE O\nls") == Texts{"python", "ls"});
  CHECK(names("x=$(cat <<E\n)\nE\n); ls") == Texts{"", "cat", "ls"});
}

TEST_CASE("what joins shell commands", "[unit]") {
  const Script script = shell::parse("a && b || c; d | e |& f & g\n\nh &&\n i; exit 0");
  CHECK(script.complete);
  std::string text;
  for (const Command& command : script.commands) {
    constexpr std::string_view signs = ".;&*+|!";
    text += signs[static_cast<std::size_t>(command.before)];
    text += command.words.front().text;
    text += signs[static_cast<std::size_t>(command.after)];
  }
  CHECK(text == ".a**b++c;;d||e!!f&&g;;h**i;;exit.");
  CHECK(shell::parse("! a | b").commands.front().negated);
  CHECK_FALSE(shell::parse("! a | b").commands.back().negated);
}

TEST_CASE("groups of shell commands", "[unit]") {
  const Script script = shell::parse(
      "if a; then (cd b && c) || d; elif e; then f; else g; fi >log; { h; } | i\n"
      "j() { k; }; for l in $(m); do n; done; case $o in p|q) r;; (*) s; esac\n"
      "while t; do u; done; v \"$(w `x`)\"");
  CHECK(script.complete);
  CHECK(names(script) ==
        Texts{"a", "cd", "c", "d", "e", "f", "g", "h", "i", "k", "m", "n", "r", "s", "t", "u", "v", "w", "x"});
  const auto kind = [&](std::string_view name) { return script.groups[named(script, name).group].kind; };
  CHECK(kind("a") == Group::Kind::condition);
  CHECK(kind("cd") == Group::Kind::subshell);
  CHECK(kind("d") == Group::Kind::body);
  CHECK(kind("e") == Group::Kind::condition);
  CHECK(kind("g") == Group::Kind::body);
  CHECK(kind("h") == Group::Kind::braces);
  CHECK(kind("i") == Group::Kind::text);
  CHECK(kind("r") == Group::Kind::body);
  CHECK(kind("t") == Group::Kind::condition);
  CHECK(kind("x") == Group::Kind::substitution);
  CHECK(script.is_within(named(script, "k"), Group::Kind::function));
  CHECK_FALSE(script.is_within(named(script, "v"), Group::Kind::substitution));

  const Group& subshell = script.groups[named(script, "cd").group];
  CHECK(subshell.after == Joint::either);
  const Group& all = script.groups[script.groups[named(script, "a").group].group];
  CHECK(all.kind == Group::Kind::compound);
  CHECK(all.redirections.front().target == "log");
  CHECK(all.after == Joint::sequence);
  CHECK(script.groups[named(script, "h").group].after == Joint::pipe);
  const auto holder = script.groups[named(script, "w").group].command;
  REQUIRE(holder);
  CHECK(script.commands[*holder].name() == "v");
  const Group& loop = script.groups[script.groups[named(script, "m").group].group];
  CHECK(loop.words.front() == "l");
}

TEST_CASE("words of the shell's grammar are words elsewhere", "[unit]") {
  CHECK(words("echo if then fi { } ! done") == Texts{"echo", "if", "then", "fi", "{", "}", "!", "done"});
  CHECK(names("iffy; done.sh; 'if'; \\fi; {a}") == Texts{"iffy", "done.sh", "if", "fi", "{a}"});
}

TEST_CASE("substitutions within substitutions of the shell", "[unit]") {
  CHECK(names("echo \"${a:-$(b \"$(c)\")}\" `d \\`e\\``") == Texts{"echo", "b", "c", "d", "e"});
  CHECK(names("echo $((1 + $(a))) $((b; c) | d) $(case x in y) z;; esac)") == Texts{"echo", "a", "b", "c", "d", "z"});
  CHECK(names("diff <(a) <(b)") == Texts{"diff", "a", "b"});
  CHECK(names("((i++)); ((a); b)") == Texts{"a", "b"});
  CHECK(names("[[ $a =~ (b|c) && -f d ]] && e") == Texts{"[[", "e"});
  CHECK(names("echo \"${x:-it's}\" && a") == Texts{"echo", "a"});
  const std::string_view text = "a `b \\`c d\\``";
  const Command command = named(shell::parse(text), "c");
  CHECK(text.substr(command.begin, command.end - command.begin) == "c d");
}

TEST_CASE("a shell text that is not complete is read all the same", "[unit]") {
  const auto place = [](std::string_view text) {
    const Script script = shell::parse(text);
    INFO(text);
    CHECK_FALSE(script.complete);
    return script.error_at;
  };
  CHECK(place("echo 'a") == 5);
  CHECK(place("echo \"a $(b") == 8);
  CHECK(place("if a; then b") == 0);
  CHECK(place("a && ; b") == 5);
  CHECK(place("a; )b") == 3);
  CHECK(place("a | ") == 4);
  CHECK(place("a; fi") == 3);
  CHECK(place("cat <<E\nb") == 4);
  CHECK(place("(a) b") == 4);
  CHECK(names(shell::parse("if a; then b 'c")) == Texts{"a", "b"});
  CHECK(names(shell::parse("a; fi; ) b && | c")) == Texts{"a", "b", "c"});
}

TEST_CASE("any shell text is read in linear time", "[unit]") {
  constexpr std::size_t size = 20000;
  for (const char* part : {"(",
                           "((",
                           "$((",
                           "$(",
                           "`",
                           "\\`",
                           "{ ",
                           "if ",
                           "while ",
                           "for ",
                           "case x in a) ",
                           "\"",
                           "\"$(",
                           "${",
                           "${x:-",
                           "f() ",
                           "<<a ",
                           "<<a\n",
                           "<(",
                           "a=(",
                           "$((a) ",
                           "! ",
                           "| ",
                           "&& ",
                           "&",
                           ";;",
                           ")",
                           "'",
                           "$'",
                           "\\",
                           "\\\n",
                           "#",
                           "[[ ",
                           "[[ (",
                           "((a)",
                           "a=$((1)",
                           "\"`",
                           "x[",
                           "$((<<a\n",
                           "$(( $(a <<b) ",
                           "$(($((",
                           "( ) ",
                           "a& "}) {
    std::size_t effort = 0;
    const std::string text = repeated(part, size);
    shell::parse(text, &effort);
    INFO(part);
    CHECK(effort < 250 * size);
  }
}

TEST_CASE("a shell text of any signs is read", "[unit]") {
  constexpr std::array<std::string_view, 38> parts{"(",
                                                   ")",
                                                   "((",
                                                   "))",
                                                   "$((",
                                                   "$(",
                                                   "`",
                                                   "\\",
                                                   "{ ",
                                                   "}",
                                                   " ",
                                                   "\n",
                                                   "if ",
                                                   "then ",
                                                   "fi",
                                                   "for x in ",
                                                   "do ",
                                                   "done",
                                                   "case ",
                                                   "esac",
                                                   "in ",
                                                   ";;",
                                                   ";",
                                                   "&",
                                                   "|",
                                                   "<<a",
                                                   "a",
                                                   "\"",
                                                   "'",
                                                   "${",
                                                   "<",
                                                   "#",
                                                   "[[ ",
                                                   "]]",
                                                   "f()",
                                                   "=",
                                                   std::string_view("\0", 1),
                                                   "\xff"};
  tests::Random random(11);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    for (int i = 0; i < 60; ++i) text += parts[random.below(parts.size())];
    const Script script = shell::parse(text);
    for (const Command& command : script.commands) {
      REQUIRE(command.begin <= command.end);
      REQUIRE(command.end <= text.size());
      REQUIRE(command.group < script.groups.size());
    }
  }
}
