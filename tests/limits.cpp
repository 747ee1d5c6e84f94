// Specs that no person wrote: they end in a message, soon, and what is asked of memory grows as they do.

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <new>
#include <string>

#include "compiler/base/render.hpp"
#include "compiler/driver/compile.hpp"
#include "compiler/driver/memory_files.hpp"
#include "tests/catch.hpp"

using namespace boxwright;

namespace {

/// How often anything in this program asked for memory: a measure of work that is the same on every machine.
std::atomic<std::size_t> allocations{0};

void* allocate(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  if (void* const place = std::malloc(std::max<std::size_t>(size, 1))) return place;
  throw std::bad_alloc();
}

driver::Compilation compiled(const std::string& spec) {
  driver::MemoryFiles files;
  return driver::compile(files, "model.box", spec, ".", {});
}

std::string image(const std::string& rows) { return "image acme/a:1.0 {\n  from debian:12-slim\n" + rows + "}\n"; }

std::string rows(std::size_t count, const std::function<std::string(std::size_t)>& row) {
  std::string result;
  for (std::size_t i = 1; i <= count; ++i) result += row(i) + "\n";
  return result;
}

std::size_t count_of(const driver::Compilation& compilation, std::string_view code) {
  const auto& all = compilation.diagnostics.all();
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const Diagnostic& one) { return one.code == code; }));
}

/// How many times as much four times as many rows take.
double growth(const std::function<std::string(std::size_t)>& spec) {
  const auto work = [&](std::size_t count) {
    const std::string text = spec(count);
    const std::size_t before = allocations;
    compiled(text);
    return static_cast<double>(allocations - before);
  };
  return work(400) / work(100);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept { return std::malloc(size); }
void* operator new[](std::size_t size, const std::nothrow_t& /*tag*/) noexcept { return std::malloc(size); }
void operator delete(void* place) noexcept { std::free(place); }
void operator delete[](void* place) noexcept { std::free(place); }
void operator delete(void* place, std::size_t /*size*/) noexcept { std::free(place); }
void operator delete[](void* place, std::size_t /*size*/) noexcept { std::free(place); }

TEST_CASE("a long chain of stages is refused, in whichever order it is read", "[unit]") {
  const std::string first = "stage s0 { from debian:12-slim }\n";
  const std::string chain = rows(1500, [](std::size_t i) { return fmt::format("stage s{} {{ from s{} }}", i, i - 1); });
  CHECK(count_of(compiled(first + chain + image("  copy(from=s1500) /etc/issue -> /etc/motd\n")), "E0628") == 1);
  const std::string reversed =
      rows(1500, [](std::size_t i) { return fmt::format("stage s{} {{ from s{} }}", 1501 - i, 1500 - i); });
  CHECK(count_of(compiled(reversed + first + image("")), "E0628") > 0);
}

TEST_CASE("a condition may be negated as often as anybody likes", "[unit]") {
  for (const std::size_t count : {20'000U, 20'001U}) {
    std::string condition;
    for (std::size_t i = 0; i < count; ++i) condition += "not ";
    const driver::Compilation result =
        compiled("param d=a\n" + image("  when " + condition + "d == a { env A=${nothing} }\n"));
    INFO(count);
    CHECK(count_of(result, "E0301") == 1);
    CHECK(result.units.empty());
  }
}

TEST_CASE("values that double are refused once", "[unit]") {
  const std::string doubled = "param p0=x\n" + rows(40, [](std::size_t i) {
                                return fmt::format("param p{0}=\"${{p{1}}}${{p{1}}}\"", i, i - 1);
                              });
  CHECK(count_of(compiled(doubled + image("  env A=${p40}\n")), "E0735") == 1);
  const std::string lists = "param p0=[\"${os}\", \"${os}\"]\n" + rows(40, [](std::size_t i) {
                              return fmt::format("param p{0}=[${{p{1}}}, ${{p{1}}}]", i, i - 1);
                            });
  CHECK(count_of(compiled(lists + image("  env A=1\n")), "E0735") == 1);
  std::string parameters = "t p0=x";
  for (int i = 1; i <= 40; ++i) parameters += fmt::format(" p{0}=\"${{p{1}}}${{p{1}}}\"", i, i - 1);
  CHECK(count_of(compiled("template " + parameters + " { env A=${p40} }\n" + image("  use t\n")), "E0735") == 1);
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "${p} ";
  CHECK(count_of(compiled("param p=0123456789abcdef\n" + image("  run: echo " + text + "\n")), "E0735") == 1);
  CHECK(count_of(compiled("param p=0123456789abcdef\n" + image("  env A=${p}${p}\n")), "E0735") == 0);
}

TEST_CASE("a word of a megabyte is not repeated in messages", "[unit]") {
  const std::string word(1'000'000, 'x');
  for (const std::string& spec : {word, image("  copy " + word + "* -> /app/\n"), image("  " + word + " a\n"),
                                  image("  env A=${" + word + "}\n"), image("  copy " + word + " -> /app/\n")}) {
    const driver::Compilation result = compiled(spec);
    REQUIRE(result.diagnostics.has_errors());
    for (const Diagnostic& one : result.diagnostics.all()) {
      INFO(one.code);
      CHECK(one.message.size() < 1000);
      CHECK(render::text(one, result.sources, false).size() < 3000);
    }
  }
}

TEST_CASE("rows that nobody needs take as long as there are", "[unit]") {
  CHECK(growth([](std::size_t n) {
          return rows(n, [](std::size_t i) { return fmt::format("param p{0}={0}", i); }) + image("");
        }) < 6);
  CHECK(growth([](std::size_t n) {
          return image(rows(n, [](std::size_t i) { return fmt::format("env A{}=1", i); }));
        }) < 6);
  CHECK(growth([](std::size_t n) {
          return image("env A0=1\n" +
                       rows(n, [](std::size_t i) { return fmt::format("env A{}=x${{A{}}}", i, i - 1); }));
        }) < 6);
  CHECK(growth([](std::size_t n) {
          return image(rows(n, [](std::size_t i) { return fmt::format("run: echo {}", i); }));
        }) < 6);
}

TEST_CASE("a chain of variables is set in its order, however long", "[unit]") {
  const driver::Compilation result = compiled(
      image("env A0=1\n" + rows(20'000, [](std::size_t i) { return fmt::format("env A{}=x${{A{}}}", i, i - 1); })));
  CHECK(!result.diagnostics.has_errors());
}
