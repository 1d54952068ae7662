// ./strata train and describe with the kernels of chapter 14.

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

TEST_CASE("train runs with the fast kernels, and with the plain ones where one asks for them") {
  const ChapterProgram program(STRATA_FAST_NETWORKS_PROGRAM, {64, 20, 28, 28});
  const std::string data = program.data();
  const auto train = [&](const std::string& out, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"train", "CNN7x7", "--data", data, "--epochs", "1", "--out", program.out(out)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProcessResult result = program.call(arguments);
    INFO(result.messages);
    CHECK(result.exit_status == 0);
    return program.bytes("weights.safetensors", out);
  };
  const std::string fast = train("fast", {});
  CHECK(!fast.empty());
  CHECK(train("fast again", {"--kernels", "fast", "--threads", "1"}) == fast);
  CHECK(train("plain", {"--kernels", "plain"}).size() == fast.size());
  CHECK(train("apart", {"--fusion", "off"}).size() == fast.size());
}

TEST_CASE("describe shows which kernels run and what runs as one step", "[layering]") {
  const ChapterProgram program(STRATA_FAST_NETWORKS_PROGRAM);
  check_contains(program.call({"describe", "CNN3x3"}).output, {"fast", "What runs as one step:"});
  const std::string plain = program.call({"describe", "CNN3x3", "--kernels", "plain"}).output;
  check_contains(plain, {"im2col"});
  CHECK(plain.find("as one step") == std::string::npos);
}

TEST_CASE("train says in one sentence which kernels there are", "[layering]") {
  const ChapterProgram program(STRATA_FAST_NETWORKS_PROGRAM);
  for (const std::string verb : {"train", "describe"}) {
    for (const std::string option : {"--kernels", "--fusion"}) {
      const ProcessResult result = program.call({verb, "FCNet", option, "quick"});
      CHECK(result.exit_status == 2);
      const std::string choices = option == "--kernels" ? "fast or plain" : "on or off";
      check_contains(result.messages, {fmt::format("{}: got \"quick\", expected {}. Hint: ", option, choices)});
      check_one_line(result.messages);
    }
  }
}
