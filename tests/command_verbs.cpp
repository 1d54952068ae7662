#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/command_call.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"

using namespace strata;

namespace {

std::vector<const CLI::App*> verbs_of(CLI::App& app) {
  add_verbs(app, places_of_this_build());
  return std::as_const(app).get_subcommands([](const CLI::App*) { return true; });
}

}  // namespace

TEST_CASE("Every verb has a help", "[layering]") {
  const Checkout checkout;
  CLI::App app("all verbs", "./strata");
  for (const CLI::App* verb : verbs_of(app)) {
    const Checkout::Result result = checkout.call({verb->get_name(), "--help"});
    CHECK(result.exit_code == 0);
    CHECK(result.errors.empty());
    check_contains(result.output, {"Usage: ./strata " + verb->get_name()});
  }
}

TEST_CASE("The bootstrap script knows the same verbs, and its help names each", "[layering]") {
  CLI::App app("all verbs", "./strata");
  const std::string script = text_of(places_of_this_build().source / "strata");
  std::vector<std::string> names;
  for (const CLI::App* verb : verbs_of(app)) names.push_back(verb->get_name());
  for (const std::string& name : names) check_contains(script, {fmt::format("\n  {:10} ", name)});
  // Where every chapter has been deleted, the command has no verb `data`.
  if (std::find(names.begin(), names.end(), "data") == names.end()) return;
  check_contains(script, {fmt::format("\n  {}) ;;\n", fmt::join(names, " | "))});
}

TEST_CASE("Every verb that takes no argument refuses one", "[layering]") {
  const Checkout checkout;
  for (const std::string verb : {"setup", "list", "docs"}) {
    const Checkout::Result result = checkout.call({verb, "something"});
    CHECK(result.exit_code == 2);
    check_contains(result.errors, {"\"something\"", "Hint: ", verb + " --help"});
  }
}

TEST_CASE("A misspelt verb is answered with the nearest one", "[layering]") {
  const Checkout checkout;
  const Checkout::Result result = checkout.call({"lisst"});
  CHECK(result.exit_code == 2);
  check_contains(result.errors, {"\"lisst\"", "demo, test", "Hint: did you mean list?"});
}

TEST_CASE("No verb at all is wrong usage", "[layering]") {
  const Checkout checkout;
  const Checkout::Result result = checkout.call({});
  CHECK(result.exit_code == 2);
  check_contains(result.errors, {"no verb", "demo, test", "Hint: "});
}

TEST_CASE("list prints number, name, question and what is not built", "[layering]") {
  const Checkout checkout;
  checkout.add_program("01_tensors", "true");
  const Checkout::Result result = checkout.call({"list"});
  CHECK(result.exit_code == 0);
  check_contains(result.output, {" 1  tensors  how far do averages alone get?\n",
                                 " 3  linear   what does one matrix learn?  (not built yet)\n"});
}

TEST_CASE("list fails where there is no chapter", "[layering]") {
  const Checkout checkout;
  std::filesystem::remove_all(checkout.places().source / "chapters");
  const Checkout::Result result = checkout.call({"list"});
  CHECK(result.exit_code == 1);
  check_contains(result.errors, {"no chapter", "Hint: "});
}

TEST_CASE("setup says where the build is and what comes next", "[layering]") {
  const Checkout checkout;
  const Checkout::Result result = checkout.call({"setup"});
  CHECK(result.exit_code == 0);
  check_contains(result.output, {checkout.places().build.string(), "./strata demo"});
}
