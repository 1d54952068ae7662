#include "common/error.hpp"

#include <catch2/catch.hpp>

using namespace strata;

TEST_CASE("A message is one sentence with place, finding, expectation and hint", "[layering]") {
  const Error error({"classifier.fc, input", "[N=64,F=783]", "[N=any,F=784]", "flatten the images first"});
  CHECK(std::string(error.what()) ==
        "classifier.fc, input: got [N=64,F=783], expected [N=any,F=784]. Hint: flatten the images first.");
  CHECK(error.problem().where == "classifier.fc, input");
  CHECK(error.problem().got == "[N=64,F=783]");
  CHECK(error.problem().expected == "[N=any,F=784]");
  CHECK(error.problem().hint == "flatten the images first");
}

TEST_CASE("Parts that are empty leave no trace in a message", "[layering]") {
  CHECK(std::string(Error({"file", "nothing", "something", ""}).what()) == "file: got nothing, expected something.");
  CHECK(std::string(Error({"file", "nothing", "", ""}).what()) == "file: got nothing.");
}

TEST_CASE("A hint that asks keeps its question mark", "[layering]") {
  CHECK(std::string(Error({"x", "a", "b", "is the disk full?"}).what()) ==
        "x: got a, expected b. Hint: is the disk full?");
}

TEST_CASE("A UsageError is an Error, so that programs can tell the two apart", "[layering]") {
  const UsageError usage({"--epochs", "\"0\"", "1 or more", ""});
  const Error* const error = &usage;
  CHECK(dynamic_cast<const UsageError*>(error) != nullptr);
  CHECK(std::string(error->what()) == "--epochs: got \"0\", expected 1 or more.");
}
