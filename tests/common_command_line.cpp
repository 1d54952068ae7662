#include "common/program.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/closest_name.hpp"
#include "common/option_values.hpp"
#include "common/program_options.hpp"
#include "tests/captured_output.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

struct Result {
  int exit_code = -1;
  std::string output;
  std::string errors;
};

// A program with all common options and a body that the test chooses.
Result call(std::vector<std::string> arguments, ProgramOptions& options, FunctionRef<void()> body) {
  Program program("A program", "03_linear");
  options.add_to(program);
  std::vector<const char*> pointers = {"/somewhere/03_linear"};
  for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
  Result result;
  CapturedOutput output(stdout);
  CapturedOutput errors(stderr);
  result.exit_code = program.run(static_cast<int>(pointers.size()), pointers.data(), body);
  result.errors = errors.text();
  result.output = output.text();
  return result;
}

Result call(const std::vector<std::string>& arguments) {
  ProgramOptions options;
  return call(arguments, options, [] {});
}

}  // namespace

TEST_CASE("Options arrive, and those left out keep their defaults", "[layering]") {
  ProgramOptions options{.epochs = 10, .batch_size = 64, .out = "out/03_linear"};
  Index epochs_in_body = 0;
  const Result result = call({"--epochs", "3", "--seed=18446744073709551615", "--threads", "2", "--data", "mnist"},
                             options, [&] { epochs_in_body = options.epochs; });
  CHECK(result.exit_code == 0);
  CHECK(epochs_in_body == 3);
  CHECK(options.seed == 18446744073709551615U);
  CHECK(options.threads == 2);
  CHECK(options.data == "mnist");
  CHECK(options.batch_size == 64);
  CHECK(options.out == "out/03_linear");
}

TEST_CASE("More threads than cores are taken, with one line of warning", "[layering]") {
  const Index cores = ProgramOptions::all_cores();
  ProgramOptions options;
  CHECK(call({"--threads", std::to_string(cores)}, options, [] {}).errors.empty());
  const Result result = call({"--threads", "1", "--threads", std::to_string(cores + 1)}, options, [] {});
  CHECK(result.exit_code == 0);
  CHECK(options.threads == cores + 1);
  CHECK(result.errors == fmt::format("--threads: got {}, expected at most {}, one per core. The results will be the "
                                     "same, but later.\n",
                                     cores + 1, cores));
}

TEST_CASE("An option given twice counts as given last", "[layering]") {
  ProgramOptions options;
  CHECK(call({"--out", "first", "--out", "second", "--epochs=1", "--epochs=2"}, options, [] {}).exit_code == 0);
  CHECK(options.out == "second");
  CHECK(options.epochs == 2);
}

TEST_CASE("--help shows the options with their defaults and does not run the body", "[layering]") {
  ProgramOptions options{.epochs = 10, .batch_size = 64, .out = "out/03_linear"};
  bool ran = false;
  const Result result = call({"--help"}, options, [&] { ran = true; });
  CHECK(result.exit_code == 0);
  CHECK_FALSE(ran);
  check_contains(result.output, {"03_linear", "--threads", "--seed NUMBER=1", "--epochs NUMBER=10",
                                 "--batch-size NUMBER=64", "--data", "--out FOLDER=out/03_linear"});
}

TEST_CASE("Numbers out of range, overflowing or no numbers at all are wrong usage", "[layering]") {
  for (const std::string value :
       {"0", "-5", "1000001", "99999999999999999999999", "many", "3.5", "+3", " 3", "3x", "0x10"}) {
    const Result result = call({"--batch-size", value});
    CHECK(result.exit_code == 2);
    check_contains(result.errors,
                   {"--batch-size: got \"" + value + "\", expected a whole number from 1 to 1000000", "Hint: "});
    CHECK(call({"--epochs=" + value}).exit_code == 2);
  }
  CHECK(call({"--threads", "1025"}).exit_code == 2);
  CHECK(call({"--seed", "18446744073709551616"}).exit_code == 2);
  CHECK(call({"--seed", "0"}).exit_code == 0);
}

TEST_CASE("A program's own options arrive, show their defaults and refuse what does not fit", "[layering]") {
  Index images = 1000, epochs = 0;
  double rate = 0.1;
  std::string kind = "plain";
  bool large = false, resume = false;
  const auto call_with = [&](std::vector<const char*> arguments) {
    Program program("A program", "03_linear");
    program.add_whole_number("--images", images, 10, 2000, "How many");
    program.add_whole_number("--epochs", epochs, 1, 9, "How often");
    program.add_positive_number("--rate", rate, "How far");
    program.add_text("--kind", kind, "Which");
    program.add_parsed("--size", "small", "How large", "NAME", [&](const std::string& name) {
      if (name != "small" && name != "large") throw UsageError({"--size", name, "small or large", ""});
      large = name == "large";
    });
    program.add_flag("--resume", resume, "Whether to go on");
    arguments.insert(arguments.begin(), "03_linear");
    Result result;
    CapturedOutput output(stdout);
    CapturedOutput errors(stderr);
    result.exit_code = program.run(static_cast<int>(arguments.size()), arguments.data(), [] {});
    result.errors = errors.text();
    result.output = output.text();
    return result;
  };
  const Result help = call_with({"--help"});
  check_contains(help.output,
                 {"--images NUMBER=1000", "--rate NUMBER=0.1", "--kind NAME=plain", "--size NAME=small", "--resume"});
  CHECK(help.output.find("--epochs NUMBER=") == std::string::npos);
  CHECK(
      call_with({"--images", "10", "--images", "20", "--rate", "3e-4", "--kind", "fast", "--size", "large", "--resume"})
          .exit_code == 0);
  CHECK(images == 20);
  CHECK(epochs == 0);
  CHECK(rate == 3e-4);
  CHECK(kind == "fast");
  CHECK(large);
  CHECK(resume);
  CHECK(call_with({"--size", "huge"}).exit_code == 2);
  check_contains(call_with({"--images", "9"}).errors, {"--images: got \"9\"", "from 10 to 2000"});
  check_contains(call_with({"--rate", "-1"}).errors, {"--rate: got \"-1\"", "above 0"});
  check_contains(call_with({"--kind", ""}).errors, {"--kind: got an empty name"});
}

TEST_CASE("Arguments that stand for themselves arrive in their order, needed ones first", "[layering]") {
  std::string from, to;
  const auto call_with = [&](std::vector<const char*> arguments) {
    Program program("A program", "copy");
    program.add_argument("FROM", from, "What to read");
    program.add_argument("TO", to, "What to write", Program::Needed::no);
    arguments.insert(arguments.begin(), "copy");
    Result result;
    CapturedOutput output(stdout);
    CapturedOutput errors(stderr);
    result.exit_code = program.run(static_cast<int>(arguments.size()), arguments.data(), [] {});
    result.errors = errors.text();
    result.output = output.text();
    return result;
  };
  check_contains(call_with({"--help"}).output, {"FROM", "What to read", "[TO]"});
  CHECK(call_with({"one"}).exit_code == 0);
  CHECK(to.empty());
  CHECK(call_with({"one", "two words"}).exit_code == 0);
  CHECK(from == "one");
  CHECK(to == "two words");
  check_contains(call_with({}).errors, {"FROM", "Hint: `copy --help`"});
  CHECK(call_with({}).exit_code == 2);
  check_contains(call_with({"one", "two", "three"}).errors, {"\"three\""});
}

TEST_CASE("A positive number is one above 0 and finite, in any notation", "[layering]") {
  for (const auto& [text, value] :
       std::vector<std::pair<std::string, double>>{{"0.1", 0.1}, {"3e-4", 3e-4}, {"5", 5}}) {
    CHECK(parse_positive_number("--learning-rate", text, 0.1) == value);
  }
  const auto refused = [](const std::string& text, const std::string& expected) {
    INFO(text);
    check_contains(error_message([&] { parse_positive_number("--learning-rate", text, 0.1); }),
                   {"--learning-rate: got \"" + text + "\", expected " + expected + ". Hint", "--learning-rate 0.1"});
  };
  // Infinity is above 0, and 1e999 is finite: the message must say what is wrong with them.
  for (const std::string text : {"0", "-0.1", "nan", "inf", "-inf", "nine", "0.1x", " 1", ""}) {
    refused(text, "a finite number above 0");
  }
  for (const std::string text : {"1e999", "1e-999"}) refused(text, "a number from 1e-307 to 1e308");
}

TEST_CASE("An option without its value is wrong usage", "[layering]") {
  for (const std::string option : {"--seed", "--out", "--data="}) {
    const Result result = call({option});
    CHECK(result.exit_code == 2);
    check_contains(result.errors, {"no value", "`03_linear --help`"});
  }
  check_contains(call({"--out", ""}).errors, {"--out: got an empty name"});
}

TEST_CASE("A misspelt option is answered with the nearest one", "[layering]") {
  for (const std::string wrong : {"--epoch", "--epcohs=3", "--Epochs", "--epoch=3"}) {
    const Result result = call({wrong});
    CHECK(result.exit_code == 2);
    check_contains(result.errors,
                   {"03_linear: got \"" + wrong.substr(0, wrong.find('=')) + "\"", "did you mean --epochs?"});
  }
  check_contains(call({"--batch", "5"}).errors, {"did you mean --batch-size?"});
  check_contains(call({"--frobnicate"}).errors, {"\"--frobnicate\"", "`03_linear --help`"});
  check_contains(call({"surplus"}).errors, {"\"surplus\"", "nothing more"});
}

TEST_CASE("What the body throws becomes a message and an exit code", "[layering]") {
  ProgramOptions options;
  const Result usage = call({}, options, [] { throw UsageError({"--data", "\"x\"", "a data set", "try mnist"}); });
  CHECK(usage.exit_code == 2);
  CHECK(usage.errors == "--data: got \"x\", expected a data set. Hint: try mnist.\n");
  const Result failure = call({}, options, [] { throw Error({"images.gz", "an early end", "784 bytes", ""}); });
  CHECK(failure.exit_code == 1);
  CHECK(failure.errors == "images.gz: got an early end, expected 784 bytes.\n");
  const Result other = call({}, options, [] { throw std::runtime_error("the disk is full"); });
  CHECK(other.exit_code == 1);
  CHECK(other.errors == "the disk is full\n");
}

TEST_CASE("Output that cannot be written is a failure", "[layering]") {
  Program program("A program", "03_linear");
  const char* const arguments[] = {"03_linear"};
  int exit_code = -1;
  {
    CapturedOutput errors(stderr);
    CapturedOutput full(stdout, "/dev/full");
    exit_code = program.run(1, arguments, [] { fmt::print("a result\n"); });
    check_contains(errors.text(), {"standard output", "disk full"});
  }
  CHECK(exit_code == 1);
}

TEST_CASE("The nearest name is suggested only when it is near", "[layering]") {
  const std::vector<std::string> verbs = {"demo", "test", "setup", "list", "run", "data", "docs"};
  CHECK(closest_name("dmeo", verbs) == "demo");
  CHECK(closest_name("tests", verbs) == "test");
  for (const char* const slip : {"setpu", "set"}) CHECK(closest_name(slip, verbs) == "setup");
  CHECK(closest_name("rnu", verbs) == "run");
  CHECK(closest_name("DEMO", verbs) == "demo");
  CHECK(closest_name("simplecnn", {"SimpleCNN", "FCNet"}) == "SimpleCNN");
  CHECK(closest_name("frobnicate", verbs).empty());
  for (const char* const nothing : {"x", ""}) CHECK(closest_name(nothing, verbs).empty());
  CHECK(closest_name("--", {"--epochs"}).empty());
}
