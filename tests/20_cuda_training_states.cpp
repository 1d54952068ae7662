// An optimiser on the GPU that is saved and goes on, there or on the CPU.

#include <catch2/catch.hpp>

#include "15_cuda_kernels/cuda_kernels.hpp"
#include "20_cuda_training/cuda_training.hpp"
#include "tests/06_optimizers_made.hpp"
#include "tests/06_optimizers_trace.hpp"
#include "tests/20_cuda_training_parameters.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/temporary_folder.hpp"

using namespace strata;

namespace {

// As in chapter 6's test.
constexpr auto change_settings = [](Index step, Optimizer& optimizer, Trace&) {
  if (step == 10) optimizer.scale_rate("layer.bias", 0.5);
  if (step == 20) optimizer.freeze("layer.weight");
  if (step == 30) optimizer.unfreeze("layer.weight");
  if (step == 35) optimizer.set_learning_rate(0.003);
};

constexpr Index last = 40;

// The values at the end of a run on one device that begins on another.
std::vector<double> handed_over(const MakeOptimizer& make, Dtype dtype, Index at, Device from, Device to) {
  const TemporaryFolder folder;
  Trace begun(dtype, from), resumed(dtype, to);
  const auto first = make(begun.parameters());
  begun.run(*first, change_settings, 0, at);
  save_tensors(folder / "state.safetensors", first->state());
  resumed.weight().value.copy_from(begun.weight().value);
  resumed.bias().value.copy_from(begun.bias().value);
  const auto second = make(resumed.parameters());
  second->load_state(load_tensors(folder / "state.safetensors"));
  CHECK(second->steps() == at);
  resumed.run(*second, change_settings, at, last);
  return resumed.values();
}

}  // namespace

TEST_CASE("A run on the GPU that is saved and restored ends with the same bits", "[layering]") {
  cuda_kernels::install();
  cuda_training::install();
  const auto dtype = GENERATE(Dtype::f32, Dtype::f64);
  const Index at = GENERATE(15, 25, 37);
  for (const auto& [name, make] : every_optimizer()) {
    INFO(name << ", saved after step " << at);
    Trace whole(dtype, Device::cuda);
    const auto straight = make(whole.parameters());
    whole.run(*straight, change_settings, 0, last);
    CHECK(handed_over(make, dtype, at, Device::cuda, Device::cuda) == whole.values());
  }
}

TEST_CASE("A run goes on on the other device", "[layering]") {
  cuda_kernels::install();
  cuda_training::install();
  for (const auto& [name, make] : every_optimizer()) {
    INFO(name);
    Trace whole(Dtype::f64);
    const auto straight = make(whole.parameters());
    whole.run(*straight, change_settings, 0, last);
    CHECK(difference(handed_over(make, Dtype::f64, 25, Device::cpu, Device::cuda), whole.values()) <= 1e-12);
    CHECK(difference(handed_over(make, Dtype::f64, 25, Device::cuda, Device::cpu), whole.values()) <= 1e-12);
  }
}
