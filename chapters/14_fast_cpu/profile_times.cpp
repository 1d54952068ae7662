#include "profile_times.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "01_tensors/normal_numbers.hpp"
#include "14_fast_cpu/fusion.hpp"
#include "14_fast_cpu/optimize.hpp"

namespace strata::fast_cpu {
namespace {

void keep_shorter(double& shortest, double seconds) { shortest = shortest > 0 ? std::min(shortest, seconds) : seconds; }

// A layer of a Sequential as an observer sees a step.
struct WholeLayer {
  Module& layer;

  std::string summary() const { return layer_name(layer); }
};

// What Sequential does, with an observer.
Tensor forward_by_layers(Sequential& network, const Tensor& x, StepObserver& observer) {
  Tensor y = x;
  for (Index i = 0; i < network.size(); ++i) {
    y = observed(&observer, WholeLayer{network[i]}, StepPass::forward, [&] { return network[i].forward(y); });
  }
  return y;
}

void backward_by_layers(Sequential& network, const Tensor& dy, StepObserver& observer) {
  Index first = 0;
  while (first < network.size() && network[first].parameter_count() == 0) ++first;
  Tensor gradient = dy;
  for (Index i = network.size(); i-- > first;) {
    const InputGradient wanted = i == first ? InputGradient::skip : InputGradient::wanted;
    gradient = observed(&observer, WholeLayer{network[i]}, StepPass::backward,
                        [&] { return network[i].backward(gradient, wanted); });
  }
}

}  // namespace

void StepTimes::begin() { begun_.push_back({Clock::now(), ended_}); }

void StepTimes::end(const std::string& layers, StepPass pass) {
  const double seconds = std::chrono::duration<double>(Clock::now() - begun_.back().start).count();
  const bool told_of_parts = begun_.back().ended != ended_;
  begun_.pop_back();
  if (told_of_parts) return;
  ++ended_;
  auto found = std::ranges::find(rows_, layers, &Row::layers);
  if (found == rows_.end()) found = rows_.insert(rows_.end(), Row{.layers = layers});
  keep_shorter(pass == StepPass::forward ? found->forward : found->backward, seconds);
}

ProfiledTimes time_steps(Sequential& network, const Tensor& x, const KernelOption& kernels, double seconds) {
  using Clock = std::chrono::steady_clock;
  const std::unique_ptr<Module> execution = kernels.execution_of(network);
  auto* const optimized = dynamic_cast<OptimizedNetwork*>(execution.get());
  Rng rng(3);
  const Tensor dy = normal_numbers(network.output_sample().with_front(x.dim(0)), rng);
  StepTimes times;
  ProfiledTimes result{{}, 0, 0};
  if (optimized != nullptr) optimized->observe(&times);
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  for (int pass = 0; pass < 3 || Clock::now() < end; ++pass) {
    network.zero_grad();
    const auto start = Clock::now();
    if (optimized != nullptr) {
      optimized->forward(x);
    } else {
      forward_by_layers(network, x, times);
    }
    const auto middle = Clock::now();
    if (optimized != nullptr) {
      optimized->backward(dy, InputGradient::skip);
    } else {
      backward_by_layers(network, dy, times);
    }
    keep_shorter(result.forward, std::chrono::duration<double>(middle - start).count());
    keep_shorter(result.backward, std::chrono::duration<double>(Clock::now() - middle).count());
  }
  result.steps = times.rows();
  return result;
}

}  // namespace strata::fast_cpu
