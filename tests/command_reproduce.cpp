#include <catch2/catch.hpp>

#include "tests/command_call.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

TEST_CASE("The verb reproduce goes to the program of the experiments, with all options", "[layering]") {
  const Checkout checkout;
  checkout.add_chapter("14_fast_cpu", "# 14. Fast CPU: where does the time go?");
  checkout.add_program("reproduce", "printf '%s\\n' \"$@\"\nexit 5\n");
  const std::string out = (checkout.places().source / "out" / "reproduce").string();
  const Checkout::Result result = checkout.call({"reproduce", "kernel-size", "--quick", "--out", "two words"});
  CHECK(result.exit_code == 5);
  CHECK(result.output == "--results\n" + out + "\nkernel-size\n--quick\n--out\ntwo words\n");
}

TEST_CASE("Without chapter 14 or its program, reproduce says in one sentence what is missing", "[layering]") {
  const Checkout checkout;
  const Checkout::Result no_chapter = checkout.call({"reproduce", "mnist"});
  CHECK(no_chapter.exit_code == 1);
  check_contains(no_chapter.errors,
                 {"./strata reproduce: got a checkout without chapters/14_fast_cpu, expected", "Hint:"});
  check_contains(checkout.call({"reproduce", "--help"}).output, {"tutorials/homework.md"});
  checkout.add_chapter("14_fast_cpu", "# 14. Fast CPU: where does the time go?");
  const Checkout::Result no_program = checkout.call({"reproduce", "mnist"});
  CHECK(no_program.exit_code == 1);
  check_contains(no_program.errors, {"no program", "Hint: build it with ./strata setup."});
}
