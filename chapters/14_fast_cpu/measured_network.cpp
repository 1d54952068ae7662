#include "14_fast_cpu/measured_network.hpp"

#include <utility>

#include "01_tensors/normal_numbers.hpp"
#include "14_fast_cpu/optimize.hpp"

namespace strata::fast_cpu {

struct MeasuredNetwork::Parts {
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

MeasuredNetwork::MeasuredNetwork(const std::function<Sequential()>& make, const Shape& image, Index images, bool fused)
    : memory_(std::make_unique<CachingAllocator>(cpu_memory())) {
  const AllocatorScope scope(Device::cpu, *memory_);
  parts_ = std::make_unique<Parts>(make(), image, images, fused);
  for (Parameter* parameter : parts_->network.parameters()) parameter->reserve_grad();
}

MeasuredNetwork::~MeasuredNetwork() = default;

StepMemory MeasuredNetwork::step_memory() {
  const AllocatorScope scope(Device::cpu, *memory_);
  const std::size_t before = memory_->statistics().bytes_in_use;
  std::size_t kept = 0;
  {
    const Tensor y = parts_->module().forward(parts_->x);
    kept = memory_->statistics().bytes_in_use - before;
  }
  train();
  return {kept, memory_->statistics().peak_bytes_in_use - before};
}

void MeasuredNetwork::evaluate() {
  const AllocatorScope scope(Device::cpu, *memory_);
  parts_->module().eval();
  parts_->module().forward(parts_->x);
}

void MeasuredNetwork::train() {
  const AllocatorScope scope(Device::cpu, *memory_);
  Module& module = parts_->module();
  module.train();
  module.zero_grad();
  module.forward(parts_->x);
  module.backward(parts_->dy);
}

}  // namespace strata::fast_cpu
