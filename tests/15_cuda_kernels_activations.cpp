// Chapter 4's layers on the GPU: their gradients, in every order.

#include <catch2/catch.hpp>

#include "02_modules/gradient_check.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "tests/04_activations_layers.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

TEST_CASE("Every activation's gradient is right on the GPU, in every order", "[layering]") {
  cuda_kernels::install();
  in_every_order([] {
    Rng rng(1);
    for (const auto& layer : all_activations()) {
      if (layer->kind().ends_with("SoftMax")) continue;  // chapter 16
      const Tensor x = normal_tensor({5, 7}, rng, Dtype::f32).to(Device::cuda);
      layer->to(Device::cuda);
      layer->build({7}, rng);
      const GradientReport report = check_gradients(*layer, x);
      INFO(report.text());
      CHECK(report.passed());
    }
  });
}
