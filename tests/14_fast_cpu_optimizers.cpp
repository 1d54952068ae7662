// Steps over all parameters in one pass beside steps of one parameter after the other.

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <memory>
#include <vector>

#include "01_tensors/kernels.hpp"
#include "06_optimizers/adam.hpp"
#include "06_optimizers/sgd.hpp"
#include "14_fast_cpu/kernel_sets.hpp"
#include "tests/14_fast_cpu_scope.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

using MakeStepper = std::function<std::unique_ptr<Optimizer>(std::vector<Parameter*>)>;

// Parameters of many sizes after five steps; one has a rate of its own and one is frozen for a while.
std::vector<std::vector<double>> after_five_steps(const MakeStepper& make, Dtype dtype) {
  Rng rng(8);
  std::vector<std::unique_ptr<Parameter>> owned;
  std::vector<Parameter*> parameters;
  for (const Index size : {1, 40'000, 3, 17, 16'384, 20'001}) {
    owned.push_back(std::make_unique<Parameter>(normal_tensor({size}, rng, dtype)));
    owned.back()->path = "net.p" + std::to_string(size);
    parameters.push_back(owned.back().get());
  }
  const std::unique_ptr<Optimizer> optimizer = make(parameters);
  optimizer->scale_rate("net.p17", 0.1);
  for (int step = 0; step < 5; ++step) {
    if (step == 1) optimizer->freeze("net.p3");
    if (step == 3) optimizer->unfreeze("net.p3");
    for (Parameter* parameter : parameters) {
      parameter->zero_grad();
      parameter->write_grad().tensor.copy_from(normal_tensor(parameter->value.shape(), rng, dtype));
    }
    optimizer->step();
  }
  std::vector<std::vector<double>> values;
  for (const Parameter* parameter : parameters) values.push_back(elements<double>(parameter->value.to(Dtype::f64)));
  return values;
}

}  // namespace

TEST_CASE("One pass over all parameters moves them as one step each does", "[layering]") {
  const Dtype dtype = GENERATE(Dtype::f32, Dtype::f64);
  const bool wide = dtype == Dtype::f64;
  const KernelScope<AdamKernels> adam({Device::cpu, dtype, "fast", wide ? &fast_cpu::adam_f64 : &fast_cpu::adam_f32});
  const KernelScope<SgdKernels> sgd({Device::cpu, dtype, "fast", wide ? &fast_cpu::sgd_f64 : &fast_cpu::sgd_f32});
  const std::vector<MakeStepper> makers{
      [](auto parameters) { return std::make_unique<Adam>(parameters); },
      [](auto parameters) {
        return std::make_unique<Adam>(parameters, AdamOptions{.weight_decay = 0.1, .decoupled = true});
      },
      [](auto parameters) { return std::make_unique<Sgd>(parameters, SgdOptions{.weight_decay = 0.1}); },
      [](auto parameters) { return std::make_unique<Sgd>(parameters, SgdOptions{.momentum = 0.9, .nesterov = true}); }};
  for (const MakeStepper& make : makers) {
    std::vector<std::vector<double>> expected, got;
    {
      const PreferKernels plain(plain_kernels);
      expected = after_five_steps(make, dtype);
    }
    for (const Index threads : {1, 3}) {
      const ThreadCount scope(threads);
      got = after_five_steps(make, dtype);
      double greatest = 0;
      for (std::size_t i = 0; i < got.size(); ++i) {
        for (std::size_t j = 0; j < got[i].size(); ++j) {
          const double difference = std::abs(got[i][j] - expected[i][j]) / (1 + std::abs(expected[i][j]));
          greatest = difference <= greatest ? greatest : difference;
        }
      }
      CAPTURE(threads);
      CHECK(greatest <= (wide ? 1e-15 : 5e-7));  // a few roundings
    }
  }
}

TEST_CASE("Parameters of two dtypes step one after the other", "[layering]") {
  const KernelScope<AdamKernels> adam({Device::cpu, Dtype::f32, "fast", &fast_cpu::adam_f32});
  Parameter narrow(Tensor::full({5}, 1)), wide(Tensor::full({5}, 1, {Device::cpu, Dtype::f64}));
  narrow.path = "narrow";
  wide.path = "wide";
  Adam optimizer({&narrow, &wide}, {.learning_rate = 0.25});
  for (Parameter* parameter : {&narrow, &wide}) parameter->write_grad().tensor.fill(2);
  optimizer.step();
  CHECK(narrow.value.values<float>()[4] == Approx(0.75));
  CHECK(wide.value.values<double>()[4] == Approx(0.75));
}

TEST_CASE("A scope of fast kernels runs those of every table that install() fills", "[layering]") {
  const Dtype dtype = GENERATE(Dtype::f32, Dtype::f64);
  {
    const FastKernels fast;
    CHECK(LinearKernels::table.chosen_set(Device::cpu, dtype) == "fast");
    CHECK(Conv2dKernels::table.chosen_set(Device::cpu, dtype) == "fast");
    CHECK(AdamKernels::table.chosen_set(Device::cpu, dtype) == "fast");
    CHECK(SgdKernels::table.chosen_set(Device::cpu, dtype) == "fast");
  }
  CHECK(AdamKernels::table.chosen_set(Device::cpu, dtype) != "fast");
  CHECK(SgdKernels::table.chosen_set(Device::cpu, dtype) != "fast");
}
