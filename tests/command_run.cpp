#include <catch2/catch.hpp>

#include "tests/command_call.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

// Prints its arguments one a line.
const std::string print_arguments = "printf '%s\\n' \"$@\"\n";

}  // namespace

TEST_CASE("run hands all options to the chapter's program and passes its exit code on", "[layering]") {
  const Checkout checkout;
  checkout.add_program("03_linear", print_arguments + "echo from the program >&2; exit 5\n");
  const std::string out = (checkout.places().source / "out/03_linear").string();
  const Checkout::Result result = checkout.call({"run", "3", "--epochs", "2", "--data=two words", "list", "-x"});
  CHECK(result.exit_code == 5);
  CHECK(result.output == "--out\n" + out + "\n--epochs\n2\n--data=two words\nlist\n-x\n");
  CHECK(result.errors == "from the program\n");
}

TEST_CASE("run NN --help is the program's help, run --help the verb's", "[layering]") {
  const Checkout checkout;
  checkout.add_program("03_linear", print_arguments);
  check_contains(checkout.call({"run", "linear", "--help"}).output, {"\n--help\n"});
  check_contains(checkout.call({"run", "--help"}).output, {"run NN [options]", "03_linear"});
}

TEST_CASE("The caller's --out comes after the default one", "[layering]") {
  const Checkout checkout;
  checkout.add_program("03_linear", print_arguments);
  const std::string output = checkout.call({"run", "3", "--out", "elsewhere"}).output;
  CHECK(output.find("--out\nelsewhere\n") > output.find("out/03_linear"));
}

TEST_CASE("A program that a signal ends looks like that to the caller", "[layering]") {
  const Checkout checkout;
  checkout.add_program("03_linear", "kill -TERM $$\n");
  CHECK(checkout.call({"run", "3"}).exit_code == 128 + 15);
}

TEST_CASE("run without a chapter or with an unknown one is wrong usage", "[layering]") {
  const Checkout checkout;
  const Checkout::Result none = checkout.call({"run"});
  CHECK(none.exit_code == 2);
  check_contains(none.errors, {"no chapter", "Hint: `./strata list`"});
  const Checkout::Result unknown = checkout.call({"run", "9", "--help"});
  CHECK(unknown.exit_code == 2);
  check_contains(unknown.errors, {"\"9\"", "03_linear"});
}

TEST_CASE("run fails with a hint where the program is not built or cannot be started", "[layering]") {
  const Checkout checkout;
  const Checkout::Result missing = checkout.call({"run", "3"});
  CHECK(missing.exit_code == 1);
  check_contains(missing.errors, {"bin/03_linear", "Hint: build it with ./strata setup"});
  write_text(checkout.places().program("03_linear"), "not a program");
  const Checkout::Result broken = checkout.call({"run", "3"});
  CHECK(broken.exit_code == 1);
  check_contains(broken.errors, {"Permission denied", "Hint: "});
}

TEST_CASE("demo runs the chapter that the build declared, with all options", "[layering]") {
  const Checkout checkout;
  checkout.add_program("02_modules", print_arguments);
  write_text(checkout.places().build / "main_job.txt", "02_modules\n");
  const Checkout::Result result = checkout.call({"demo", "--epochs", "2", "demo", "-q"});
  CHECK(result.exit_code == 0);
  check_contains(result.output, {"out/02_modules\n--epochs\n2\ndemo\n-q\n"});
}

TEST_CASE("demo says so where no chapter declares a main job", "[layering]") {
  const Checkout checkout;
  CHECK(checkout.call({"demo"}).exit_code == 1);
  write_text(checkout.places().build / "main_job.txt", "\n");
  const Checkout::Result result = checkout.call({"demo"});
  CHECK(result.exit_code == 1);
  check_contains(result.errors, {"main_job.txt", "MAIN_JOB", "Hint: "});
}
