// Networks with convolutions, trained layer by layer on plain kernels and as fused steps on fast ones, step by step.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "11_pooling/networks.hpp"
#include "12_residual/networks.hpp"
#include "14_fast_cpu/optimize.hpp"
#include "tests/14_fast_cpu_comparison.hpp"
#include "tests/14_fast_cpu_scope.hpp"
#include "tests/thread_counts.hpp"
#include "tests/training_trace.hpp"

using namespace strata;

namespace {

enum class Execution { plain, fused };

// A network and the images that it is trained with, both small.
struct TraceCase {
  std::function<Sequential()> make;
  Shape batch;
};

// One of several networks that see the same images.
class Trainee {
 public:
  Trainee(const TraceCase& one, Dtype dtype, Execution execution, const FusionOptions& options)
      : network_(one.make()), execution_(execution) {
    Rng rng(1);
    network_.build(one.batch.without_front(), rng);
    fill_parameters(network_);
    network_.to(dtype);
    if (execution == Execution::fused) optimized_ = optimize(network_, options);
    adam_.emplace(network_.parameters(), AdamOptions{.learning_rate = 1e-3});
  }

  // Computes the gradients for some images, and returns the loss.
  double pass(const Tensor& x, const Tensor& labels) {
    std::optional<FastKernels> fast;
    if (execution_ == Execution::fused) fast.emplace();
    Module& running = optimized_ ? static_cast<Module&>(*optimized_) : network_;
    running.zero_grad();
    const double loss = criterion_.forward(running.forward(x.to(network_.options().dtype)), labels);
    running.backward(criterion_.backward(), InputGradient::skip);
    return loss;
  }

  void step() {
    std::optional<FastKernels> fast;
    if (execution_ == Execution::fused) fast.emplace();
    adam_->step();
  }

  // Takes the weights, statistics and masks of another, in its own dtype.
  void follow(Trainee& other) {
    std::vector<NamedTensor> state = module_state(other.network_);
    for (NamedTensor& one : state) {
      if (one.tensor.dtype() == Dtype::f64) one.tensor = one.tensor.to(network_.options().dtype);
    }
    load_module_state(network_, state);
  }

  Sequential& network() { return network_; }

 private:
  Sequential network_;
  Execution execution_;
  std::unique_ptr<OptimizedNetwork> optimized_;
  std::optional<Adam> adam_;
  CrossEntropy criterion_;
};

double mean_square(const Tensor& tensor) {
  double squares = 0;
  for (const double value : elements<double>(tensor.to(Dtype::f64))) squares += value * value;
  return squares / static_cast<double>(tensor.count());
}

// The largest deviation of a gradient as a whole, against its own size; one that is 0 but for rounding is measured by
// the others.
double gradient_deviation(Trainee& from, Trainee& of) {
  const std::vector<Parameter*> expected = from.network().parameters(), got = of.network().parameters();
  double largest = 0, worst = 0;
  for (const Parameter* parameter : expected) largest = std::max(largest, mean_square(parameter->grad()));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    Tensor difference = got[i]->grad().to(Dtype::f64).clone();
    difference.add(expected[i]->grad(), -1);
    worst = std::max(worst, mean_square(difference) / std::max(mean_square(expected[i]->grad()), largest / 2500));
  }
  return std::sqrt(worst);
}

void check_equal_state(Sequential& expected, Sequential& got) {
  const std::vector<NamedTensor> p = module_state(expected), q = module_state(got);
  REQUIRE(p.size() == q.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    INFO(p[i].name);
    if (p[i].tensor.dtype() != Dtype::f64) {  // masks and counts
      CHECK(same_bits(q[i].tensor, p[i].tensor));
      continue;
    }
    CHECK(furthest(q[i].tensor, p[i].tensor) <= 1e-9 * (1 + largest_size(p[i].tensor)));
  }
}

// In float64, two traces stay together for all their steps. In float32 rounding drives any two traces apart: Adam moves
// a weight whose gradient is 0 but for rounding as far as others, and at the kink of a ReLU gradients jump. (Traces in
// float64 whose gradients had errors of the size of Winograd's lay up to 0.08 apart in their losses after 20 steps.) So
// in float32 each step begins where the float64 trace stands, and its loss may deviate ten times as far as that of the
// plain kernels does.
void check_traces_with(const TraceCase& one, const FusionOptions& options) {
  constexpr std::uint64_t steps = 20;
  const ThreadCount threads(2);
  CAPTURE(options.most_stored_bytes);
  Trainee expected(one, Dtype::f64, Execution::plain, {}), fused(one, Dtype::f64, Execution::fused, options),
      plain_f32(one, Dtype::f32, Execution::plain, {}), fused_f32(one, Dtype::f32, Execution::fused, options);
  double plain_deviation = 0, fused_deviation = 0;
  int jumps = 0;  // a pixel that lies within rounding of a ReLU's kink, or of another of its window
  for (std::uint64_t step = 0; step < steps; ++step) {
    CAPTURE(step);
    plain_f32.follow(expected);
    fused_f32.follow(expected);
    // Rounded, so that both dtypes see the same images.
    const Tensor x = filled_images(100 + step, one.batch).to(Dtype::f32), labels = filled_labels(200 + step, x.dim(0));
    const double loss = expected.pass(x, labels);
    CHECK(std::abs(fused.pass(x, labels) - loss) <= 1e-9);
    plain_deviation = std::max(plain_deviation, std::abs(plain_f32.pass(x, labels) - loss));
    fused_deviation = std::max(fused_deviation, std::abs(fused_f32.pass(x, labels) - loss));
    CHECK(gradient_deviation(expected, fused) <= 1e-7);
    jumps += gradient_deviation(expected, fused_f32) <= 1e-3 ? 0 : 1;
    expected.step();
    fused.step();
  }
  check_equal_state(expected.network(), fused.network());
  CAPTURE(plain_deviation, fused_deviation);
  CHECK(plain_deviation > 0);
  CHECK(fused_deviation <= 10 * plain_deviation);
  CHECK(jumps <= 5);
}

// As small batches are trained, and as large ones.
void check_traces(const TraceCase& one) {
  check_traces_with(one, {});
  check_traces_with(one, {.most_stored_bytes = 0});
}

}  // namespace

TEST_CASE("SimpleCNN trains in fused steps as layer by layer") {
  check_traces({[] { return simple_cnn(); }, {{4, 9, 10, 1}, "NHWC"}});
}

TEST_CASE("CNNWithResidual trains in fused steps as layer by layer") {
  check_traces({[] { return cnn_with_residual(); }, {{4, 11, 9, 1}, "NHWC"}});
}

TEST_CASE("CNNWithResidualReg trains in fused steps as layer by layer") {
  check_traces({[] { return cnn_with_residual_reg(); }, {{4, 9, 8, 3}, "NHWC"}});
}

TEST_CASE("CNN1x1+3x3 trains in fused steps as layer by layer") {
  check_traces({[] { return cnn_1x1_3x3(); }, {{4, 8, 7, 3}, "NHWC"}});
}

TEST_CASE("ResNetLikeCNN trains in fused steps as layer by layer") {
  check_traces({[] { return resnet_like_cnn(); }, {{4, 12, 10, 3}, "NHWC"}});
}
