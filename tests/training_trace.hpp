#pragma once

// Does a network train as PyTorch's does, step by step? tests/parity/training_trace.py stored the numbers.

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "02_modules/sequential.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "06_optimizers/sgd.hpp"
#include "07_training/module_state.hpp"
#include "tests/filled_tensors.hpp"
#include "tests/parity_fixture.hpp"
#include "tests/tensor_elements.hpp"

namespace strata {

/// A network and how it trains: 20 steps on batches and labels that come from filled(), with the mean cross-entropy.
struct TrainingTrace {
  std::string name;   ///< in the fixture: "SimpleCNN"
  std::string rule;   ///< "Adam" with 1e-3, or "SGD" with momentum 0.9
  double sgd_rate;    ///< the learning rate of "SGD"
  Shape batch;        ///< [N,H,W,C]
  Index state_count;  ///< how many tensors are compared: with fewer in the fixture, everything would pass
  /// What has the gradient 0, in float32 what rounding makes of it. Adam divides it by its own size and moves as far as
  /// anywhere, so two orders of the same sums have nothing in common there but how far that can be.
  std::set<std::string> adrift{};
};

/// How far Adam can move a number, whatever its gradients g are. After bias correction its averages are sums
/// m = Σ a g and u = Σ b g² with weights a and b, and by the Cauchy-Schwarz inequality |m| / √u <= √(Σ a² / b).
inline double reach_of_adam(Index steps, const AdamOptions& options) {
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

/// Up to 256 entries at even distances.
inline std::vector<double> kept_entries(const Tensor& tensor) {
  const std::vector<double> all = elements<double>(tensor.to(Dtype::f64));
  const Index size = tensor.count(), count = std::min<Index>(256, size);
  std::vector<double> kept;
  for (Index i = 0; i < count; ++i) kept.push_back(all[static_cast<std::size_t>(i * size / count)]);
  return kept;
}

/// The classes of a step's samples, from 0 to 9.
inline Tensor filled_labels(std::uint64_t stream, Index samples) {
  Tensor labels({samples}, {Device::cpu, Dtype::i32});
  std::uint64_t position = 0;
  for (std::int32_t& label : labels.values<std::int32_t>()) {
    label = static_cast<std::int32_t>(filled(stream, position++) * 10);
  }
  return labels;
}

/// Trains the network, which is not built yet, and compares the loss of every step and the state after the last one.
inline void check_training_trace(Sequential& network, const TrainingTrace& trace, Dtype dtype) {
  constexpr std::uint64_t steps = 20;
  constexpr AdamOptions adam_options{.learning_rate = 1e-3};
  const std::string prefix = trace.name + "/" + trace.rule + "/";
  const ParityFixture& fixture = parity_fixture();
  const auto stream = static_cast<std::uint64_t>(fixture[prefix + "stream"].values<std::int64_t>()[0]);
  Rng rng(1);
  network.to(dtype);
  network.build(trace.batch.without_front(), rng);
  fill_parameters(network);
  std::unique_ptr<Optimizer> optimizer;
  if (trace.rule == "Adam") {
    optimizer = std::make_unique<Adam>(network.parameters(), adam_options);
  } else {
    const SgdOptions options{.learning_rate = trace.sgd_rate, .momentum = 0.9};
    optimizer = std::make_unique<Sgd>(network.parameters(), options);
  }
  CrossEntropy criterion;
  std::vector<double> losses;
  for (std::uint64_t step = 0; step < steps; ++step) {
    const Tensor x = filled_images(stream + step, trace.batch).to(dtype);
    losses.push_back(criterion.forward(network.forward(x), filled_labels(stream + 1000 + step, trace.batch[0])));
    network.zero_grad();
    network.backward(criterion.backward(), InputGradient::skip);
    optimizer->step();
  }
  INFO("in " << name(dtype));
  fixture.check_entries(prefix + "losses", losses, fixture.tolerance(prefix + "losses", dtype, 1e-9));
  Index compared = 0;
  for (const NamedTensor& state : module_state(network)) {
    if (state.name.ends_with("batches_tracked")) continue;
    const std::string group = state.name.find(".running_") != std::string::npos ? "statistics" : "parameters";
    const std::vector<double> entries = kept_entries(state.tensor);
    if (dtype == Dtype::f32 && trace.rule == "Adam" && trace.adrift.contains(state.name)) {
      fixture.check_within(prefix + state.name, entries, reach_of_adam(steps, adam_options));
    } else {
      fixture.check_entries(prefix + state.name, entries, fixture.tolerance(prefix + group, dtype, 1e-9));
    }
    ++compared;
  }
  CHECK(compared == trace.state_count);
}

}  // namespace strata
