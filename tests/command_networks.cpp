#include <catch2/catch.hpp>

#include "tests/command_call.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

const std::string all_arguments = "printf '%s\\n' \"$@\"\n";

}  // namespace

TEST_CASE("The verbs about networks go to chapter 13's second program, with all options", "[layering]") {
  const Checkout checkout;
  checkout.add_chapter("13_custom_layers", "# 13. Custom layers: how do you write your own?");
  checkout.add_program("13_networks", all_arguments + "exit 5\n");
  const std::string out = (checkout.places().source / "out").string();
  const Checkout::Result training = checkout.call({"train", "SimpleCNN", "--epochs=2", "--help"});
  CHECK(training.exit_code == 5);
  CHECK(training.output == "train\n--results\n" + out + "\nSimpleCNN\n--epochs=2\n--help\n");
  CHECK(checkout.call({"describe"}).output == "describe\n");
  CHECK(checkout.call({"describe", "--help"}).output == "describe\n--help\n");  // it knows its arguments
  CHECK(checkout.call({"weights", "-h"}).output == "weights\n-h\n");
  CHECK(checkout.call({"weights", "import", "two words"}).output == "weights\nimport\ntwo words\n");
}

TEST_CASE("Where chapter 14 is there, its program takes over the verbs about networks", "[layering]") {
  const Checkout checkout;
  checkout.add_chapter("13_custom_layers", "# 13. Custom layers: how do you write your own?");
  checkout.add_program("13_networks", "echo thirteen\n");
  checkout.add_program("14_networks", "echo fourteen\n");  // left by an earlier build
  CHECK(checkout.call({"train", "SimpleCNN"}).output == "thirteen\n");
  checkout.add_chapter("14_fast_cpu", "# 14. Fast CPU: where does the time go?");
  for (const std::string verb : {"train", "describe", "weights"}) {
    CHECK(checkout.call({verb, "SimpleCNN"}).output == "fourteen\n");
  }
}

TEST_CASE("Without chapter 13, the verbs about networks say in one sentence what is missing", "[layering]") {
  const Checkout checkout;
  checkout.add_program("13_networks", all_arguments);  // left by an earlier build
  for (const std::string verb : {"train", "describe", "weights"}) {
    const Checkout::Result result = checkout.call({verb, "SimpleCNN"});
    CHECK(result.exit_code == 1);
    CHECK(result.output.empty());
    check_contains(result.errors, {"./strata " + verb + ": got a checkout without chapters/13_custom_layers, expected",
                                   "Hint: `./strata list`"});
  }
}

TEST_CASE("Where chapter 13 is there and its second program is not, the verbs say how to build it", "[layering]") {
  const Checkout checkout;
  checkout.add_chapter("13_custom_layers", "# 13. Custom layers: how do you write your own?");
  const Checkout::Result result = checkout.call({"weights", "compare"});
  CHECK(result.exit_code == 1);
  check_contains(result.errors, {"13_networks", "Hint: build it with ./strata setup."});
}
