// Clipping and regularisers on the GPU: PyTorch's and the CPU's numbers, sums with the same bits in every order.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>

#include "06_optimizers/clipping.hpp"
#include "06_optimizers/gradient_kernels.hpp"
#include "06_optimizers/regulariser.hpp"
#include "06_optimizers/sgd.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "20_cuda_training/cuda_training.hpp"
#include "tests/06_optimizers_trace.hpp"
#include "tests/20_cuda_training_parameters.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

constexpr SgdOptions with_momentum{.learning_rate = 0.05, .momentum = 0.9};

void install() {
  cuda_kernels::install();
  cuda_training::install();
}

std::vector<double> measured(const Tensor& x) {
  Tensor sums({2}, {x.device(), Dtype::f64});
  kernels<GradientKernels>(x).measure(x, sums);
  return numbers(sums);
}

Parameter with_gradient(const std::vector<double>& gradient, const std::string& path) {
  const Tensor there = Tensor::from<double>({static_cast<Index>(gradient.size())}, gradient).to(Device::cuda);
  Parameter parameter(Tensor::full(there.shape(), 0, there.options()));
  parameter.path = path;
  parameter.write_grad().tensor.copy_from(there);
  return parameter;
}

}  // namespace

TEST_CASE("Clipping on the GPU does what PyTorch's does", "[layering]") {
  install();
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  Trace by_norm(dtype, Device::cuda), unseen(dtype, Device::cuda), by_value(dtype, Device::cuda);
  Sgd first(by_norm.parameters(), with_momentum), second(by_value.parameters(), with_momentum),
      third(unseen.parameters(), with_momentum);
  int longer = 0;
  by_norm.run(first, [&](Index, Optimizer&, Trace& trace) { longer += clip_by_norm(trace.parameters(), 18) > 18; });
  CHECK(longer > 5);  // both cases happen
  CHECK(longer < 95);
  by_norm.check("clip norm/sgd", "clip");
  unseen.run(third, [](Index, Optimizer&, Trace& trace) { clip_by_norm_unseen(trace.parameters(), 18); });
  CHECK(unseen.values() == by_norm.values());
  by_value.run(second, [](Index, Optimizer&, Trace& trace) { clip_by_value(trace.parameters(), 0.7); });
  by_value.check("clip value/sgd", "clip");
}

TEST_CASE("Regularisers on the GPU add what PyTorch's autograd finds", "[layering]") {
  install();
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const std::map<std::string, Regulariser> regularisers{{"regulariser/l1", Regulariser::l1(0.1)},
                                                        {"regulariser/l2", Regulariser::l2(0.2)},
                                                        {"regulariser/elastic", Regulariser::elastic(0.1, 0.2)}};
  for (const auto& [name, regulariser] : regularisers) {
    Trace trace(dtype, Device::cuda);
    Sgd optimizer(trace.parameters(), with_momentum);
    const Regulariser weights = regulariser.weights_only();
    trace.run(optimizer, [&](Index, Optimizer&, Trace& own) { weights.add_gradients(own.parameters()); });
    trace.check(name, "regulariser");
  }
}

TEST_CASE("Sums of sizes and squares have the same bits in every order, and are the CPU's", "[layering]") {
  install();
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  Rng rng(3);
  for (const Index size : {1, 31, 33, 257, 4096, 4097, 20'001}) {
    INFO(size << " numbers");
    const Tensor here = normal_tensor({size}, rng, dtype), there = here.to(Device::cuda);
    const std::vector<double> expected = measured(here);
    std::vector<double> first;
    in_every_order([&] {
      const std::vector<double> got = measured(there);
      CHECK(difference(got, expected) <= 1e-12);  // both add up in float64
      if (first.empty()) first = got;
      CHECK(got == first);
    });
  }
}

TEST_CASE("What clipping and regularisers do to numbers, in every order and for odd lengths", "[layering]") {
  install();
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const auto changed = [&](Device device) {
    ManyParameters net({1, 31, 33, 257, 5000}, {device, dtype});
    Regulariser::elastic(0.2, 0.3).add_gradients(net.parameters());
    clip_by_norm(net.parameters(), 20);
    clip_by_value(net.parameters(), 0.5);
    std::vector<double> all{Regulariser::elastic(0.2, 0.3).penalty(net.parameters())};
    for (const Parameter* parameter : net.parameters()) {
      const std::vector<double> own = numbers(parameter->grad());
      all.insert(all.end(), own.begin(), own.end());
    }
    return all;
  };
  const std::vector<double> expected = changed(Device::cpu);
  in_every_order([&] { CHECK(difference(changed(Device::cuda), expected) <= (dtype == Dtype::f64 ? 1e-12 : 1e-6)); });
}

TEST_CASE("On the GPU, too, a gradient that is no number is named, and no other is changed", "[layering]") {
  install();
  const double bad = GENERATE(std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(), 1e200);
  Parameter a = with_gradient({3, 4}, "network.fc1.weight"), b = with_gradient({1, bad}, "network.fc2.weight");
  check_contains(error_message([&] { clip_by_norm({&a, &b}, 1); }), {"clip_by_norm, network.fc2.weight", "finite"});
  CHECK(numbers(a.grad()) == std::vector<double>{3, 4});
  Parameter c = with_gradient({3, -0.5, -7, bad, -bad}, "c");
  clip_by_value({&c}, 1);
  const std::vector<double> cut = numbers(c.grad());
  CHECK(std::vector<double>(cut.begin(), cut.begin() + 3) == std::vector<double>{1, -0.5, -1});
  CHECK((std::isnan(bad) ? std::isnan(cut[3]) && std::isnan(cut[4]) : cut[3] == 1 && cut[4] == -1));
}
