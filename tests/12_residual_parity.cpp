// Do residual blocks give PyTorch's numbers, and do two whole networks train as PyTorch's do, step by step?

#include <catch2/catch.hpp>

#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "06_optimizers/sgd.hpp"
#include "07_training/module_state.hpp"
#include "12_residual/networks.hpp"
#include "tests/12_residual_cases.hpp"
#include "tests/12_residual_filled.hpp"
#include "tests/parity_fixture.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

constexpr Index trace_steps = 20;
constexpr Index kept_entries = 256;
constexpr AdamOptions adam_options{.learning_rate = 1e-3};

// Of float32, ten times PyTorch's own distance between float32 and float64.
double allowed(Dtype dtype, double in_float64, const std::string& group) {
  return dtype == Dtype::f64 ? in_float64 : 10 * parity_fixture()["deviation/" + group].values<double>()[0];
}

void check_within(const std::string& name, const std::vector<double>& computed, double limit) {
  const std::vector<double> expected = elements<double>(parity_fixture()[name]);
  REQUIRE(computed.size() == expected.size());
  double worst = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double difference = std::abs(computed[i] - expected[i]);
    if (!(difference <= worst) && !std::isnan(worst)) worst = difference;  // a NaN stays
  }
  INFO(fmt::format("{}: worst difference {:.2e}, allowed {:.1e}", name, worst, limit));
  CHECK(worst <= limit);
}

// The tolerance is a share of the largest entry.
void check_entries(const std::string& name, const std::vector<double>& computed, double tolerance) {
  double largest = 0;
  for (const double entry : elements<double>(parity_fixture()[name])) largest = std::max(largest, std::abs(entry));
  check_within(name, computed, tolerance * largest);
}

void check_block(const ResidualCase& one, Dtype dtype) {
  Rng rng(1);
  const std::string prefix = one.name + "/";
  const double tolerance = allowed(dtype, 1e-10, one.name);
  const auto wide = [](const Tensor& tensor) { return elements<double>(tensor.to(Dtype::f64)); };
  const auto block = one.make();
  block->to(dtype);
  block->build(one.batch.without_front(), rng);
  fill_parameters(*block);
  const Tensor x = filled_images(1000, one.batch).to(dtype);
  const Tensor y = block->forward(x);
  check_entries(prefix + "y", wide(y), tolerance);
  check_entries(prefix + "dx", wide(block->backward(filled_images(2000, y.shape()).to(dtype))), tolerance);
  for (const Parameter* parameter : block->parameters()) {
    const std::string name = name_inside(parameter->path);
    const std::vector<double> gradient = wide(parameter->grad());
    if (!name.ends_with(".bias")) {
      check_entries(prefix + name, gradient, tolerance);
      continue;
    }
    // The normalisation that follows takes a bias away again: its gradient is rounding.
    INFO(prefix + name);
    for (const double entry : gradient) CHECK(std::abs(entry) < (dtype == Dtype::f64 ? 1e-12 : 1e-4));
  }
  block->eval();
  check_entries(prefix + "evaluated", wide(block->forward(x)), tolerance);
}

std::vector<double> kept(const Tensor& tensor) {
  const std::vector<double> all = elements<double>(tensor.to(Dtype::f64));
  const Index size = tensor.count(), count = std::min(kept_entries, size);
  std::vector<double> result;
  for (Index i = 0; i < count; ++i) result.push_back(all[static_cast<std::size_t>(i * size / count)]);
  return result;
}

struct TracedNetwork {
  Sequential network;
  Shape batch;
};

TracedNetwork traced(const std::string& name) {
  if (name == "CNNWithResidual") return {cnn_with_residual(), {{4, 8, 7, 1}, "NHWC"}};
  return {cnn_with_residual_reg(10, 0.0), {{4, 9, 8, 3}, "NHWC"}};
}

std::unique_ptr<Optimizer> optimizer_named(const std::string& rule, Module& network) {
  if (rule == "Adam") return std::make_unique<Adam>(network.parameters(), adam_options);
  return std::make_unique<Sgd>(network.parameters(), SgdOptions{.learning_rate = 0.002, .momentum = 0.9});
}

Tensor filled_labels(std::uint64_t stream, Index samples) {
  Tensor labels({samples}, {Device::cpu, Dtype::i32});
  std::uint64_t position = 0;
  for (std::int32_t& label : labels.values<std::int32_t>()) {
    label = static_cast<std::int32_t>(filled(stream, position++) * 10);
  }
  return labels;
}

// How far Adam can move a number, whatever its gradients g are. After bias correction its averages are sums
// m = Σ a g and u = Σ b g² with weights a and b, and by the Cauchy-Schwarz inequality |m| / √u <= √(Σ a² / b).
double reach_of_adam(Index steps, const AdamOptions& options) {
  double reach = 0;
  for (Index t = 1; t <= steps; ++t) {
    double sum = 0;
    for (Index i = 0; i < t; ++i) {
      const auto age = static_cast<double>(i), all = static_cast<double>(t);
      const double a = (1 - options.beta1) * std::pow(options.beta1, age) / (1 - std::pow(options.beta1, all));
      const double b = (1 - options.beta2) * std::pow(options.beta2, age) / (1 - std::pow(options.beta2, all));
      sum += a * a / b;
    }
    reach += options.learning_rate * std::sqrt(sum);
  }
  return reach;
}

// The bias of the convolution below a BatchNorm has the gradient 0, and in float32 what rounding makes of it. Adam
// divides it by its own size, so the bias moves as far as any other parameter, in PyTorch by a few hundredths of
// itself. Two orders of the same sums have nothing in common there but that bound. The mean that BatchNorm keeps moves
// with the bias; the output does not.
bool is_adrift(const std::string& name) { return name == "conv1.bias" || name == "conv1_norm.running_mean"; }

std::string group_of(const std::string& name) {
  return name.find(".running_") != std::string::npos ? "statistics" : "parameters";
}

void check_trace(const std::string& name, const std::string& rule, Dtype dtype) {
  const std::string prefix = name + "/" + rule + "/";
  const auto stream = static_cast<std::uint64_t>(parity_fixture()[prefix + "stream"].values<std::int64_t>()[0]);
  auto [network, batch] = traced(name);
  Rng rng(1);
  network.to(dtype);
  network.build(batch.without_front(), rng);
  fill_parameters(network);
  const auto optimizer = optimizer_named(rule, network);
  CrossEntropy criterion;
  std::vector<double> losses;
  for (std::uint64_t step = 0; step < trace_steps; ++step) {
    const Tensor x = filled_images(stream + step, batch).to(dtype);
    losses.push_back(criterion.forward(network.forward(x), filled_labels(stream + 1000 + step, batch[0])));
    network.zero_grad();
    network.backward(criterion.backward(), InputGradient::skip);
    optimizer->step();
  }
  check_entries(prefix + "losses", losses, allowed(dtype, 1e-9, prefix + "losses"));
  int compared = 0;
  for (const NamedTensor& state : module_state(network)) {
    if (state.name.ends_with("batches_tracked")) continue;
    const std::string inside = parity_fixture().has(prefix + state.name) ? state.name : name_inside(state.name);
    const std::vector<double> entries = kept(state.tensor);
    if (dtype == Dtype::f32 && rule == "Adam" && is_adrift(inside)) {
      check_within(prefix + inside, entries, reach_of_adam(trace_steps, adam_options));
    } else {
      check_entries(prefix + inside, entries, allowed(dtype, 1e-9, prefix + group_of(inside)));
    }
    ++compared;
  }
  CHECK(compared == (name == "CNNWithResidual" ? 43 : 48));  // a fixture with less would let everything pass
}

}  // namespace

TEST_CASE("Every residual block computes what PyTorch's does, forwards, backwards and in evaluation", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  for (const ResidualCase& one : block_cases()) check_block(one, dtype);
}

TEST_CASE("Twenty training steps of CNNWithResidual and CNNWithResidualReg are PyTorch's, with Adam and with SGD") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const std::string name = GENERATE("CNNWithResidual", "CNNWithResidualReg");
  const std::string rule = GENERATE("Adam", "SGD");
  check_trace(name, rule, dtype);
}

TEST_CASE("The residual fixture says which PyTorch made it", "[layering]") {
  CHECK(parity_fixture().pytorch_version() == "2.15.0");
}
