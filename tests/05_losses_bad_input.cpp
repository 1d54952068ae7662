// What a criterion says to outputs, targets and weights that cannot be: one sentence with where, got, expected and
// hint.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tests/05_losses_criteria.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

const std::vector<std::string> of_classes{"ClassNLL", "ClassNLLUnstable", "CrossEntropy"};
const std::vector<std::string> of_entries{"MeanSquaredError", "MeanAbsoluteError", "BinaryCrossEntropy",
                                          "BinaryCrossEntropyWithLogits"};

// A y that every criterion takes: log-probabilities for one, 0.25 for the others.
Tensor outputs(const std::string& kind, const Shape& shape, Dtype dtype = Dtype::f32) {
  return Tensor::full(shape, kind == "ClassNLL" ? -0.25 : 0.25, {Device::cpu, dtype});
}

std::string refusal(const std::string& kind, const Tensor& y, const Tensor& target) {
  std::string message = error_message([&] { losses::make(kind)->forward(y, target); });
  INFO(message);
  CHECK(message.starts_with(kind + ", "));
  CHECK(message.find('\n') == std::string::npos);
  return message;
}

}  // namespace

TEST_CASE("A label that no output stands for is refused with its sample", "[layering]") {
  for (const std::string& kind : of_classes) {
    const Tensor y = outputs(kind, {4, 3});
    check_contains(refusal(kind, y, Tensor::from<std::int32_t>({4}, {0, 1, 7, -1})),
                   {kind + ", target: got label 7 for sample 2, expected 0 to 2, one of the network's 3 outputs",
                    "Hint: the last layer needs one output for each class"});
    check_contains(refusal(kind, y, Tensor::from<std::int32_t>({4}, {0, 1, 2, -1})), {"label -1 for sample 3"});
    check_contains(refusal(kind, y, Tensor::from<std::int32_t>({4}, {3, 1, 2, 2})),
                   {"label 3 for sample 0", "Hint: labels count from 0"});
  }
}

TEST_CASE("Targets for another number of classes or samples are refused with both shapes", "[layering]") {
  for (const std::string& kind : of_classes) {
    const Tensor y = outputs(kind, {{4, 3}, "NK"});
    check_contains(refusal(kind, y, Tensor::full({{4, 5}, "NK"}, 0.2)),
                   {"target: got [N=4,K=5], expected [N=4,K=3]", "Hint: as many classes as the network has outputs"});
    check_contains(refusal(kind, y, Tensor::from<std::int32_t>({5}, {0, 0, 0, 0, 0})),
                   {"target: got [5], expected [N=4]", "Hint: one label for each sample"});
    check_contains(refusal(kind, y, Tensor::full({4, 1}, 0, {Device::cpu, Dtype::i32})), {"got [4,1], expected [N=4]"});
  }
  for (const std::string& kind : of_entries) {
    check_contains(refusal(kind, outputs(kind, {{4, 3}, "NF"}), Tensor::full({{4, 1}, "NF"}, 0.5)),
                   {"target: got [N=4,F=1], expected [N=4,F=3]", "Hint: one number for each"});
  }
}

TEST_CASE("Targets of another type are refused with both types", "[layering]") {
  for (const std::string& kind : of_classes) {
    const Tensor y = outputs(kind, {4, 3});
    for (const Dtype dtype : {Dtype::i64, Dtype::u8, Dtype::f32}) {
      check_contains(refusal(kind, y, Tensor::full({4}, 1, {Device::cpu, dtype})),
                     {"got [4] of " + std::string(name(dtype)), "expected labels [N=4] of int32",
                      "probabilities [N=4,K=3] of float32", "Hint: convert labels with to(Dtype::i32)"});
    }
    check_contains(
        refusal(kind, y, one_hot(Tensor::from<std::int32_t>({4}, {0, 1, 2, 0}), 3, {Device::cpu, Dtype::f64})),
        {"got float64 on the CPU, expected float32 on the CPU"});
  }
  for (const std::string& kind : of_entries) {
    check_contains(refusal(kind, outputs(kind, {4, 3}), outputs(kind, {4, 3}, Dtype::f64)),
                   {"got float64 on the CPU, expected float32 on the CPU"});
  }
}

TEST_CASE("A missing output or target is refused", "[layering]") {
  for (const std::string& kind : losses::kinds) {
    check_contains(refusal(kind, Tensor(), Tensor::full({4, 3}, 0.5)), {"output: got no tensor"});
    check_contains(refusal(kind, outputs(kind, {4, 3}), Tensor()), {"target: got no tensor"});
  }
}

TEST_CASE("Outputs of another type or rank are refused", "[layering]") {
  for (const std::string& kind : losses::kinds) {
    const Tensor whole = Tensor::full({4, 3}, 0, {Device::cpu, Dtype::i32});
    check_contains(refusal(kind, whole, whole), {"output: got [4,3] of int32", "float32 or float64", "to(Dtype)"});
    check_contains(refusal(kind, outputs(kind, {}), outputs(kind, {})), {"output: got [] of float32", "first axis"});
  }
  for (const std::string& kind : of_classes) {
    check_contains(refusal(kind, outputs(kind, {{2, 2, 2, 3}, "NHWC"}), Tensor::from<std::int32_t>({2}, {0, 0})),
                   {"output: got [N=2,H=2,W=2,C=3]", "one output for each class", "Hint: reshape"});
    check_contains(refusal(kind, outputs(kind, {2, 1}), Tensor::from<std::int32_t>({2}, {0, 0})),
                   {"got 1 output for each sample", "2 or more", "BinaryCrossEntropyWithLogits"});
  }
}

TEST_CASE("Targets that are not numbers, or no probabilities, are refused with their place", "[layering]") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  const auto target_with = [](double value) {
    Tensor target = Tensor::full({4, 3}, 1.0 / 3, {Device::cpu, Dtype::f64});
    target.values<double>()[7] = value;
    return target;
  };
  for (const std::string& kind : losses::kinds) {
    const Tensor y = outputs(kind, {4, 3}, Dtype::f64);
    check_contains(refusal(kind, y, target_with(nan)), {"target: got nan at [2,1]", "in every entry"});
    check_contains(refusal(kind, y, target_with(-nan)), {"target: got nan at [2,1]"});
    check_contains(refusal(kind, y, target_with(infinity)), {"target: got inf at [2,1]"});
    if (kind.starts_with("Mean")) continue;
    check_contains(refusal(kind, y, target_with(-0.5)), {"got -0.5 at [2,1]", "a probability from 0 to 1", "Hint: "});
    check_contains(refusal(kind, y, target_with(1.5)), {"got 1.5 at [2,1]", "a probability from 0 to 1", "Hint: "});
  }
  for (const std::string& kind : of_classes) {
    check_contains(refusal(kind, outputs(kind, {4, 3}, Dtype::f64), target_with(1)),
                   {"got probabilities with the sum 1.66667 for sample 2, expected the sum 1", "Hint: "});
  }
}

TEST_CASE("Outputs that are no probabilities, or no logarithms of them, are refused with their place", "[layering]") {
  const Tensor scores = Tensor::from<float>({2, 3}, {0, -1, -2, 0.5F, 2.5F, 0});
  const Tensor labels = Tensor::from<std::int32_t>({2}, {0, 0});
  check_contains(refusal("ClassNLLUnstable", scores, labels),
                 {"output: got -1 at [0,1], expected a probability from 0 to 1", "Hint: for scores, use CrossEntropy"});
  check_contains(refusal("ClassNLL", scores, labels),
                 {"output: got 0.5 at [1,0], expected a log-probability", "Hint: for scores, use CrossEntropy"});
  check_contains(refusal("BinaryCrossEntropy", scores, Tensor::full({2, 3}, 1)),
                 {"output: got -1 at [0,1]", "Hint: for scores, use BinaryCrossEntropyWithLogits"});
}

TEST_CASE("Weights that cannot be are refused", "[layering]") {
  for (const std::string kind : {"BinaryCrossEntropy", "BinaryCrossEntropyWithLogits"}) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    check_contains(error_message([&] {
                     losses::make(kind, Tensor::from<float>({3}, {1, -0.5F, 1}));
                   }),
                   {std::string(kind) + ", weights: got -0.5 at [1]", "a finite number from 0 on", "Hint: a negative"});
    check_contains(error_message([&] {
                     losses::make(kind, Tensor::from<double>({2, 2}, {1, 1, nan, 1}));
                   }),
                   {"weights: got nan at [1,0]"});
    check_contains(error_message([&] {
                     losses::make(kind, Tensor::from<std::int32_t>({3}, {1, 1, 1}));
                   }),
                   {"weights: got [3] of int32", "float32 or float64"});
    const auto criterion = losses::make(kind, Tensor::full({{5}, "F"}, 1));
    const Tensor y = outputs(kind, {{4, 3}, "NF"});
    check_contains(error_message([&] { criterion->forward(y, y); }),
                   {"weights: got [F=5], expected [F=3] or [N=4,F=3]", "Hint: one weight for each output"});
  }
}

TEST_CASE("one_hot refuses labels that are no classes", "[layering]") {
  check_contains(error_message([] {
                   one_hot(Tensor::from<std::int32_t>({3}, {0, 1, 4}), 3);
                 }),
                 {"one_hot: got label 4 for sample 2", "0 to 2"});
  check_contains(error_message([] {
                   one_hot(Tensor::from<float>({3}, {0, 1, 2}), 3);
                 }),
                 {"one_hot: got [3] of float32", "int32"});
  check_contains(error_message([] { one_hot(Tensor::from<std::int32_t>({1, 1}, {0}), 3); }), {"one_hot: got [1,1]"});
  check_contains(error_message([] { one_hot(Tensor(), 3); }), {"one_hot: got no tensor"});
  check_contains(error_message([] { one_hot(Tensor::from<std::int32_t>({1}, {0}), 0); }), {"one_hot: got 0 classes"});
}
