#include <catch2/catch.hpp>

#include "tests/command_call.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

TEST_CASE("The verb bench goes to chapter 14's second program, with all options", "[layering]") {
  const Checkout checkout;
  checkout.add_chapter("14_fast_cpu", "# 14. Fast CPU: where does the time go?");
  checkout.add_program("14_bench", "printf '%s\\n' \"$@\"\nexit 5\n");
  const std::string out = (checkout.places().source / "out" / "14_fast_cpu" / "bench.json").string();
  const Checkout::Result result = checkout.call({"bench", "--filter", "two words", "--help"});
  CHECK(result.exit_code == 5);
  CHECK(result.output == "--out\n" + out + "\n--filter\ntwo words\n--help\n");
}

TEST_CASE("Without chapter 14 or its program, bench says in one sentence what is missing", "[layering]") {
  const Checkout checkout;
  const Checkout::Result no_chapter = checkout.call({"bench"});
  CHECK(no_chapter.exit_code == 1);
  check_contains(no_chapter.errors, {"./strata bench: got a checkout without chapters/14_fast_cpu, expected", "Hint:"});
  check_contains(checkout.call({"bench", "--help"}).output, {"compare_pytorch.py"});
  checkout.add_chapter("14_fast_cpu", "# 14. Fast CPU: where does the time go?");
  const Checkout::Result no_program = checkout.call({"bench", "--list"});
  CHECK(no_program.exit_code == 1);
  check_contains(no_program.errors, {"14_bench", "Hint: build it with ./strata setup."});
}
