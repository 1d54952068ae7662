// Chapter 6's optimisers on the GPU: PyTorch's and the CPU's steps, in every order of threads, in one launch.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "06_optimizers/clipping.hpp"
#include "06_optimizers/regulariser.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "20_cuda_training/cuda_training.hpp"
#include "tests/06_optimizers_made.hpp"
#include "tests/06_optimizers_options.hpp"
#include "tests/06_optimizers_trace.hpp"
#include "tests/20_cuda_training_parameters.hpp"
#include "tests/cuda_orders.hpp"

using namespace strata;

namespace {

void install() {
  cuda_kernels::install();
  cuda_training::install();
}

// Lengths below, at and above those of warps, blocks and chunks.
const std::vector<Index> odd_sizes{1, 31, 33, 257, 1024, 1025, 2049};

// Five steps with a rate of its own for one parameter, another that is frozen for a while, and a rate that changes.
std::vector<double> after_five_steps(const MakeOptimizer& make, TensorOptions options) {
  ManyParameters net(odd_sizes, options);
  const auto optimizer = make(net.parameters());
  optimizer->scale_rate("net.p3", 0.1);
  for (Index step = 0; step < 5; ++step) {
    if (step == 1) optimizer->freeze("net.p4");
    if (step == 3) optimizer->unfreeze("net.p4");
    if (step == 4) optimizer->set_learning_rate(0.003);
    net.write_gradients(step);
    optimizer->step();
  }
  return net.values();
}

}  // namespace

TEST_CASE("The GPU's SGD takes PyTorch's steps with every option", "[layering]") {
  install();
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  for (const auto& [name, options] : sgd_options) {
    Trace trace(dtype, Device::cuda);
    Sgd optimizer(trace.parameters(), options);
    trace.run(optimizer);
    trace.check(name, "sgd");
  }
}

TEST_CASE("The GPU's Adam takes PyTorch's steps with every option", "[layering]") {
  install();
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  for (const auto& [name, options] : adam_options) {
    Trace trace(dtype, Device::cuda);
    Adam optimizer(trace.parameters(), options);
    trace.run(optimizer);
    trace.check(name, "adam");
  }
}

TEST_CASE("Rates of their own and frozen parameters act on the GPU as in PyTorch", "[layering]") {
  install();
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  Trace rates(dtype, Device::cuda), frozen(dtype, Device::cuda);
  Adam scaled(rates.parameters(), {.learning_rate = 0.01, .weight_decay = 0.1, .decoupled = true});
  scaled.scale_rate("layer.bias", 0.3);
  rates.run(scaled);
  rates.check("rates/adam", "rates");
  Adam thawed(frozen.parameters(), {.learning_rate = 0.01});
  frozen.run(thawed, [](Index step, Optimizer& optimizer, Trace&) {
    if (step == 0) optimizer.freeze("layer.weight");
    if (step == 30) optimizer.unfreeze("layer.weight");
    if (step == 50) optimizer.freeze("layer.bias");
    if (step == 60) optimizer.unfreeze("layer.bias");
  });
  frozen.check("frozen/adam", "frozen");
}

TEST_CASE("Every optimiser goes the CPU's way on the GPU, step by step", "[layering]") {
  install();
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  for (const auto& [name, make] : every_optimizer()) {
    INFO(name << " in " << strata::name(dtype));
    Trace here(dtype), there(dtype, Device::cuda);
    here.run(*make(here.parameters()));
    there.run(*make(there.parameters()));
    // In float64, a hundred steps of a few roundings each, which a gradient that depends on the value does not let
    // grow; in float32, what chapter 6 allows AdaSmooth beside float64.
    CHECK(difference(there.path(), here.path()) <= (dtype == Dtype::f64 ? 1e-12 : 1e-5));
    CHECK(difference(there.values(), here.values()) <= (dtype == Dtype::f64 ? 1e-12 : 1e-5));
  }
}

TEST_CASE("Parameters of every length move as on the CPU, with the same bits in every order", "[layering]") {
  install();
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  for (const auto& [name, make] : every_optimizer()) {
    INFO(name << " in " << strata::name(dtype));
    const std::vector<double> expected = after_five_steps(make, {Device::cpu, dtype});
    std::vector<double> first;
    in_every_order([&, &make = make] {
      const std::vector<double> got = after_five_steps(make, {Device::cuda, dtype});
      CHECK(difference(got, expected) <= (dtype == Dtype::f64 ? 1e-12 : 1e-5));
      if (first.empty()) first = got;
      CHECK(got == first);
    });
  }
}

TEST_CASE("Parameters of two dtypes on the GPU step one after the other", "[layering]") {
  install();
  for (const auto& [name, make] : every_optimizer()) {
    INFO(name);
    const auto run = [&, &make = make](Device device) {
      ManyParameters narrow({300}, {device, Dtype::f32}), wide({300}, {device, Dtype::f64});
      wide.parameters()[0]->path = "net.wide";
      const auto optimizer = make({narrow.parameters()[0], wide.parameters()[0]});
      for (int step = 0; step < 3; ++step) optimizer->step();
      return std::pair(narrow.values(), wide.values());
    };
    const auto here = run(Device::cpu), there = run(Device::cuda);
    CHECK(difference(there.first, here.first) <= 1e-6);
    CHECK(difference(there.second, here.second) <= 1e-12);
  }
}

TEST_CASE("More chunks than blocks: each block steps several, of several parameters") {
  install();
  constexpr Index large = 4096 * 1024 - 5;  // 4,096 chunks, and the blocks are as many
  in_every_order([] {
    Parameter first(Tensor::full({large}, 1, {Device::cuda, Dtype::f32}));
    Parameter second(Tensor::full({1500}, 1, {Device::cuda, Dtype::f32}));
    first.path = "first";
    second.path = "second";
    for (Parameter* parameter : {&first, &second}) parameter->write_grad().tensor.fill(2);
    Sgd optimizer({&first, &second}, {.learning_rate = 0.25});
    optimizer.scale_rate("second", 0.5);
    optimizer.step();
    const auto wrong = [](const Parameter& parameter, float expected) {
      const Tensor here = parameter.value.to(Device::cpu);
      return std::ranges::count_if(here.values<float>(), [&](float value) { return value != expected; });
    };
    CHECK(wrong(first, 0.5F) == 0);
    CHECK(wrong(second, 0.75F) == 0);
  });
}
