// ./strata train and describe with the kernels of chapter 14.

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "01_tensors/tensor_file.hpp"
#include "tests/chapter_program.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

// The weights that `train` leaves with these options, as bytes and as tensors.
struct TrainedWeights {
  std::string bytes;
  std::vector<NamedTensor> tensors;
};

TrainedWeights trained_weights(const ChapterProgram& program, const std::string& data, const std::string& out,
                               const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"train", "CNN7x7", "--data", data, "--epochs", "1", "--out", program.out(out)};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const ProcessResult result = program.call(arguments);
  INFO(result.messages);
  CHECK(result.exit_status == 0);
  const std::string file = "weights.safetensors";
  return {program.bytes(file, out), load_tensors(program.out(out) / file)};
}

double mean_distance(const Tensor& a, const Tensor& b) {
  Tensor difference = a.to(Dtype::f64).clone();
  difference.add(b.to(Dtype::f64), -1);
  double sum = 0;
  for (const double value : elements<double>(difference)) sum += std::abs(value);
  return sum / static_cast<double>(a.count());
}

// Other kernels round in another way. A step of Adam is 1e-3 long, and only for a weight whose gradient is all rounding
// may it go to another side.
void check_near(const TrainedWeights& got, const TrainedWeights& expected) {
  REQUIRE(got.tensors.size() == expected.tensors.size());
  for (std::size_t i = 0; i < got.tensors.size(); ++i) {
    INFO(expected.tensors[i].name);
    CHECK(got.tensors[i].name == expected.tensors[i].name);
    CHECK(mean_distance(got.tensors[i].tensor, expected.tensors[i].tensor) <= 1e-6);
  }
}

// A function, so that a case that fails does not print all the bytes.
bool equal_bytes(const TrainedWeights& a, const TrainedWeights& b) { return !a.bytes.empty() && a.bytes == b.bytes; }

}  // namespace

TEST_CASE("train runs with the fast kernels, and with the plain ones where one asks for them") {
  const ChapterProgram program(STRATA_FAST_NETWORKS_PROGRAM, {64, 20, 28, 28});
  const std::string data = program.data();
  const auto train = [&](const std::string& out, const std::vector<std::string>& more) {
    return trained_weights(program, data, out, more);
  };
  const TrainedWeights fast = train("fast", {}), plain = train("plain", {"--kernels", "plain"});
  CHECK(equal_bytes(train("fast again", {"--kernels", "fast", "--fusion", "on", "--threads", "1"}), fast));
  CHECK(equal_bytes(train("plain again", {"--kernels", "plain", "--fusion", "off"}), plain));
  const TrainedWeights apart = train("apart", {"--fusion", "off"});
  const TrainedWeights together = train("together", {"--kernels", "plain", "--fusion", "on"});
  for (const TrainedWeights* other : {&fast, &apart, &together}) {
    CHECK_FALSE(equal_bytes(*other, plain));
    check_near(*other, plain);
  }
  CHECK_FALSE(equal_bytes(together, fast));
}

#ifdef STRATA_NETWORKS_PROGRAM

TEST_CASE("train with plain kernels leaves the weights of chapter 13's program, to the last byte", "[repeats]") {
  const ChapterProgram program(STRATA_FAST_NETWORKS_PROGRAM, {64, 20, 28, 28});
  const ChapterProgram before(STRATA_NETWORKS_PROGRAM, {64, 20, 28, 28});
  const std::string data = program.data();
  const TrainedWeights expected = trained_weights(before, data, "13", {});
  CHECK(equal_bytes(trained_weights(program, data, "14", {"--kernels", "plain"}), expected));
}

#endif

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
