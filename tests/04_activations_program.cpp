// Chapter 4's program as its user meets it, and the measurements it makes.

#include <catch2/catch.hpp>
#include <cmath>

#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "02_modules/sequential.hpp"
#include "03_linear/softmax_classifier.hpp"
#include "04_activations/activation.hpp"
#include "04_activations/collapsed.hpp"
#include "04_activations/depth.hpp"
#include "04_activations/random_linear.hpp"
#include "tests/chapter_program.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

std::vector<std::string> all_results(bool drawn) {
  return result_files({"bends", "depth", "derivatives", "functions", "random_layers"},
                      {"depth.md", "extremes.md", "history.csv", "random_layers.md", "results.json", "results.md"},
                      drawn);
}

}  // namespace

TEST_CASE("Chapter 4's program trains, prints its tables and leaves its results") {
  const ChapterProgram program(STRATA_PROGRAM, {60, 20, 5, 7});
  const ProcessResult result = program.succeed_with_gnuplot({"--epochs", "2"});
  check_contains(result.output, {"60 training images, 20 test images", "textbook form", "Kaiming", "LeakyReLU(0.03)",
                                 "every gradient is right", "they are one layer of 360", "with ReLU", "Pictures:"});
  check_contains(result.messages, {"(one layer)", "LeakyReLU(0.03)", "random layer, 1024, ReLU"});  // progress bars
  CHECK(program.results() == all_results(has_drawn(result)));
}

TEST_CASE("Chapter 4's program prints what the textbook forms make of 10,000", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {20, 10, 2, 3});
  const std::string output = program.succeed({"--epochs", "1"}).output;
  const auto line = [&](std::string function, const std::string& x) {
    function.resize(22, ' ');  // the width of the first column
    const std::size_t at = output.find(function + x + ' ');
    REQUIRE(at != std::string::npos);
    return output.substr(at, output.find('\n', at) - at);
  };
  check_contains(line("SoftPlus", "10000"), {" inf ", "10000"});
  check_contains(line("Swish", "10000"), {" NaN ", "10000"});
  check_contains(line("LogSoftMax of (x, 0)", "-10000"), {" -inf ", "-10000"});
  CHECK(program.results() == all_results(false));
}

TEST_CASE("Chapter 4's program gives the same bits with one thread, two and three, and others with another seed",
          "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM, {700, 40, 5, 7});
  const std::vector<std::string> results{"history.csv", "depth.dat", "random_layers.dat"};
  check_equal_on_threads(program, {"--epochs", "2", "--batch-size", "300"}, results);
  for (const std::string& file : results) CHECK_FALSE(program.equal(file, "one", "other"));
}

TEST_CASE("Wrong options of chapter 4's program end with 2 and a hint, and leave nothing", "[layering]") {
  const ChapterProgram program(STRATA_PROGRAM, {10, 10, 2, 3});
  check_wrong_options(
      program,
      {{"--batch-size", "0"}, {"--epochs", "-1"}, {"--threads", "0"}, {"--seed", "one"}, {"--learning-rate", "nan"}});
  check_missing_data(program);
}

TEST_CASE("Chapter 4's program names a learning rate that is too large") {
  const ChapterProgram program(STRATA_PROGRAM, {60, 20, 5, 7});
  const ProcessResult result = program.run({"--learning-rate", "1e38"});
  CHECK(result.exit_status == 1);
  check_contains(result.messages, {"a loss that is not a number", "learning rate 1e+38", "try a tenth"});
}

TEST_CASE("Two layers without a bend are one layer", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Sequential two = sequential("two", Linear(5), Linear(3));
  two.build({{7}, "I"}, rng);
  Linear one = collapsed(static_cast<Linear&>(two[0]), static_cast<Linear&>(two[1]));
  const Tensor x = normal_tensor({11, 7}, rng, Dtype::f32);
  const Tensor y_two = two.forward(x), y_one = one.forward(x);
  // Sums of seven products near 1 in float32, in another order.
  CHECK((row<float>(y_two) - row<float>(y_one)).cwiseAbs().maxCoeff() < 1e-5F);
  CHECK(one.parameter_count() == 24);
}

TEST_CASE("A random layer computes like Linear, passes its gradient on and has nothing to learn", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  RandomLinear layer(4, 2.0);
  layer.build({{300}, "I"}, rng);
  CHECK(layer.parameter_count() == 0);
  const GradientReport report = check_gradients(layer, normal_tensor({{5, 300}, "NI"}, rng, Dtype::f32));
  INFO(report.text());
  CHECK(report.passed());
  const Tensor y = layer.forward(Tensor::full({1, 300}, 1.0)),
               again = layer.clone()->forward(Tensor::full({1, 300}, 1.0));
  CHECK(elements<float>(y) == elements<float>(again));
  CHECK_THROWS_AS(RandomLinear(0), Error);
  CHECK_THROWS_AS(RandomLinear(3, -1), Error);
  CHECK_THROWS_AS(RandomLinear(3, std::nan("")), Error);
}

TEST_CASE("The gradient lengths of a deep chain are those of its parameters, and sigmoids shrink them", "[layering]") {
  Rng rng(1, Stream::test);
  const Tensor x = normal_tensor({32, 20}, rng, Dtype::f32);
  Tensor labels({32}, {Device::cpu, Dtype::i32});
  for (Index n = 0; n < 32; ++n) row<std::int32_t>(labels)[n] = static_cast<std::int32_t>(n % 10);
  const LinearOptions kaiming{.weight = Initialisation::kaiming_normal(), .bias_values = Initialisation::constant(0)};
  const std::vector<double> sigmoid = weight_gradient_norms({.activation = Sigmoid()}, x, labels, 1);
  const std::vector<double> relu = weight_gradient_norms({.activation = ReLU(), .linear = kaiming}, x, labels, 1);
  REQUIRE(sigmoid.size() == 21);
  CHECK(sigmoid.front() < 1e-12 * sigmoid.back());
  CHECK(relu.front() > 0.05 * relu.back());

  // One layer deep, by hand: the network that it builds from the same seed.
  const std::vector<double> short_chain =
      weight_gradient_norms({.activation = Tanh(), .depth = 1, .width = 3}, x, labels, 7);
  Sequential network = sequential("chain", Linear(3), Tanh(), Linear(10));
  network.to(Dtype::f64);
  Rng seven(7);
  network.build({20}, seven);
  const Tensor y = network.forward(x.to(Dtype::f64));
  Tensor dy(y.shape(), y.options());
  cross_entropy(y, labels, &dy);
  network.backward(dy);
  CHECK(short_chain[0] == row<double>(network.parameters()[0]->grad()).norm());
  CHECK(short_chain[1] == row<double>(network.parameters()[2]->grad()).norm());
}
