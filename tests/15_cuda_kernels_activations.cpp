// Chapter 4's layers on the GPU: their numbers against the CPU's, and their gradients, in every order.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <vector>

#include "02_modules/gradient_check.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "tests/04_activations_layers.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/15_cuda_kernels_own_function.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

// The layers whose kernels chapter 15 teaches; those of the softmax follow in chapter 16.
std::vector<std::unique_ptr<Module>> elementwise_activations() {
  std::vector<std::unique_ptr<Module>> layers = all_activations();
  std::erase_if(layers, [](const auto& layer) { return layer->kind().ends_with("SoftMax"); });
  install_own_function();
  layers.push_back(std::make_unique<Activation<OwnFunction>>(OwnFunction{0.4}));
  return layers;
}

// How many numbers differ by more than a few roundings. The functions of either library are good to two units in the
// last place, each form has at most four further roundings, and what is added up is of the size of 1 or of the result.
template <class T>
Index far_apart(const Tensor& computed, const Tensor& expected) {
  const Tensor a = computed.to(Device::cpu), b = expected.to(Device::cpu);
  Index count = 0;
  for (std::size_t i = 0; i < a.values<T>().size(); ++i) {
    const T one = a.values<T>()[i], other = b.values<T>()[i];
    if (one == other || (std::isnan(one) && std::isnan(other))) continue;
    const bool close = std::abs(one - other) <= 16 * std::numeric_limits<T>::epsilon() * (1 + std::abs(other));
    count += close ? 0 : 1;
  }
  return count;
}

struct Pass {
  Tensor y, dx;
};

Pass pass(const Module& layer, const Tensor& x, const Tensor& dy) {
  const std::unique_ptr<Module> own = layer.fresh();
  Rng unused(0);
  own->to(x.dtype());
  own->to(x.device());
  own->build(x.shape().without_front(), unused);
  Pass result{.y = own->forward(x), .dx = {}};
  result.dx = own->backward(dy);
  return result;
}

template <class T>
void check_against_cpu(const Module& layer, Index count) {
  CAPTURE(layer.kind(), name(dtype_of<T>), count);
  Rng rng(1, Stream::test);
  const Tensor x = awkward_numbers(dtype_of<T>, count).reshape({1, count});
  const Tensor dy = normal_tensor(x.shape(), rng, dtype_of<T>);
  const Pass here = pass(layer, x, dy), there = pass(layer, x.to(Device::cuda), dy.to(Device::cuda));
  CHECK(there.y.device() == Device::cuda);
  CHECK(far_apart<T>(there.y, here.y) == 0);
  CHECK(far_apart<T>(there.dx, here.dx) == 0);
}

}  // namespace

TEST_CASE("Every activation on the GPU is the CPU's to a few roundings", "[layering]") {
  cuda_kernels::install();
  const Index count = GENERATE(1, 31, 33, 257, 100000);
  for (const auto& layer : elementwise_activations()) {
    check_against_cpu<float>(*layer, count);
    check_against_cpu<double>(*layer, count);
  }
}

TEST_CASE("Every activation on the GPU gives the same bits in every order", "[layering]") {
  cuda_kernels::install();
  Rng rng(2, Stream::test);
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    const Tensor x = normal_tensor({3, 257}, rng, dtype), dy = normal_tensor({3, 257}, rng, dtype);
    for (const auto& layer : elementwise_activations()) {
      CAPTURE(layer->kind(), name(dtype));
      const Pass first = pass(*layer, x.to(Device::cuda), dy.to(Device::cuda));
      in_every_order([&] {
        const Pass again = pass(*layer, x.to(Device::cuda), dy.to(Device::cuda));
        CHECK(differing(again.y, first.y) == 0);
        CHECK(differing(again.dx, first.dx) == 0);
      });
    }
  }
}

TEST_CASE("Every activation's gradient is right on the GPU, in every order", "[layering]") {
  cuda_kernels::install();
  in_every_order([] {
    Rng rng(1);
    for (const auto& layer : elementwise_activations()) {
      const Tensor x = normal_tensor({5, 7}, rng, Dtype::f32).to(Device::cuda);
      layer->to(Device::cuda);
      layer->build({7}, rng);
      const GradientReport report = check_gradients(*layer, x);
      INFO(report.text());
      CHECK(report.passed());
    }
  });
}
