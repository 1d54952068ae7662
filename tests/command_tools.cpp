#include <catch2/catch.hpp>

#include "tests/command_call.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"

using namespace strata;

namespace {

// What CMake would write into a build folder with two tests: one of chapter 1, one of chapter 3.
void add_tests(const Checkout& checkout, const std::string& command_of_linear) {
  write_text(checkout.places().build / "CTestTestfile.cmake",
             "add_test(averages \"true\")\nset_tests_properties(averages PROPERTIES LABELS \"01_tensors;layering\")\n"
             "add_test(matrix " +
                 command_of_linear + ")\nset_tests_properties(matrix PROPERTIES LABELS \"03_linear\")\n");
}

}  // namespace

TEST_CASE("test runs everything, test NN the tests of one chapter", "[layering]") {
  const Checkout checkout;
  add_tests(checkout, "\"true\"");
  const Checkout::Result all = checkout.call({"test"});
  CHECK(all.exit_code == 0);
  check_contains(all.output, {"averages", "matrix", "out of 2"});
  const Checkout::Result one = checkout.call({"test", "3"});
  CHECK(one.exit_code == 0);
  check_contains(one.output, {"matrix", "out of 1"});
}

TEST_CASE("A test that fails makes `test` end with 1 and shows what it printed", "[layering]") {
  const Checkout checkout;
  add_tests(checkout, "\"bash\" \"-c\" \"echo got 4, expected 5; exit 3\"");
  const Checkout::Result result = checkout.call({"test"});
  CHECK(result.exit_code == 1);
  check_contains(result.output, {"got 4, expected 5"});
  check_contains(result.errors, {"Hint: "});
  CHECK(checkout.call({"test", "tensors"}).exit_code == 0);
}

TEST_CASE("No test at all is no success", "[layering]") {
  const Checkout checkout;
  add_tests(checkout, "\"true\"");
  CHECK(checkout.call({"test", "2"}).exit_code == 1);
  CHECK(checkout.call({"test", "common"}).exit_code == 1);
}

TEST_CASE("test of an unknown part is wrong usage", "[layering]") {
  const Checkout checkout;
  const Checkout::Result result = checkout.call({"test", "commn"});
  CHECK(result.exit_code == 2);
  check_contains(result.errors, {"\"commn\"", "common", "did you mean common?"});
}

TEST_CASE("docs runs Doxygen in the checkout and says where the book is", "[layering]") {
  const Checkout checkout;
  const std::filesystem::path tools = checkout.places().source / "tools";
  write_script(tools / "doxygen", "mkdir -p build/docs/html && echo \"read $1\" >build/docs/html/index.html\n");
  const Checkout::Result result = checkout.call({"docs"}, tools.string());
  CHECK(result.exit_code == 0);
  const std::filesystem::path start = checkout.places().source / "build/docs/html/index.html";
  check_contains(result.output, {start.string()});
  CHECK(text_of(start) == "read Doxyfile\n");
}

TEST_CASE("docs fails where Doxygen does", "[layering]") {
  const Checkout checkout;
  const std::filesystem::path tools = checkout.places().source / "tools";
  write_script(tools / "doxygen", "exit 4\n");
  write_text(checkout.places().source / "build/docs/html/index.html", "an earlier run's");
  const Checkout::Result result = checkout.call({"docs"}, tools.string());
  CHECK(result.exit_code == 1);
  check_contains(result.errors, {"exit code 4", "Hint: "});
}
