#include "ladder_network.hpp"

#include <utility>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "14_fast_cpu/optimize.hpp"

namespace strata::fast_cpu {

struct LadderNetwork::Parts {
  Parts(Sequential made, const Shape& image, Index images, bool fused) : network(std::move(made)) {
    Rng rng(1);
    const Shape result = network.build(image, rng);
    x = normal_numbers(image.with_front(images), rng);
    dy = normal_numbers(result.with_front(images), rng);
    if (fused) optimized = optimize(network);
  }

  // What runs.
  Module& module() { return optimized ? static_cast<Module&>(*optimized) : network; }

  Sequential network;
  std::unique_ptr<OptimizedNetwork> optimized;  // null: the layers run one by one
  Tensor x, dy;
};

LadderNetwork::LadderNetwork(const std::function<Sequential()>& make, const Shape& image, Index images, bool fused)
    : memory_(std::make_unique<CachingAllocator>(cpu_memory())) {
  const AllocatorScope scope(Device::cpu, *memory_);
  parts_ = std::make_unique<Parts>(make(), image, images, fused);
  for (Parameter* parameter : parts_->network.parameters()) parameter->reserve_grad();
  const std::size_t before = memory_->statistics().bytes_in_use;
  {
    const Tensor y = parts_->module().forward(parts_->x);
    kept_ = memory_->statistics().bytes_in_use - before;
  }
  train();
  peak_ = memory_->statistics().peak_bytes_in_use - before;
}

LadderNetwork::~LadderNetwork() = default;

void LadderNetwork::evaluate() {
  const AllocatorScope scope(Device::cpu, *memory_);
  parts_->module().eval();
  parts_->module().forward(parts_->x);
}

void LadderNetwork::train() {
  const AllocatorScope scope(Device::cpu, *memory_);
  Module& module = parts_->module();
  module.train();
  module.zero_grad();
  module.forward(parts_->x);
  module.backward(parts_->dy);
}

LadderComparison compare_with_layers(const std::function<Sequential()>& make, const Shape& image, Index images,
                                     Index rounds) {
  LadderNetwork layers(make, image, images, false), one(make, image, images, true);
  const std::vector<LadderTime> times = time_in_turns(
      {{[&] { layers.evaluate(); }}, {[&] { one.evaluate(); }}, {[&] { layers.train(); }}, {[&] { one.train(); }}},
      rounds);
  return {{times[0], times[1]},
          {times[2], times[3]},
          {layers.kept_bytes(), one.kept_bytes()},
          {layers.peak_bytes(), one.peak_bytes()}};
}

}  // namespace strata::fast_cpu
