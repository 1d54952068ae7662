#include <catch2/catch.hpp>

#include "01_tensors/tensor.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "04_activations/activation.hpp"
#include "02_modules/gradient_check.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

TEST_CASE("first") {
  cuda_kernels::install();
  Rng rng(1);
  const Tensor x = normal_tensor({31, 33}, rng, Dtype::f32);
  Tensor y = x.to(Device::cuda);
  CHECK(elements<float>(y.to(Device::cpu)) == elements<float>(x));
  y.add(y, 2.0);
  ReLU layer;
  layer.to(Device::cuda);
  layer.build({33}, rng);
  const Tensor z = layer.forward(y);
  CHECK(z.device() == Device::cuda);
  const auto a = elements<float>(z.to(Device::cpu)), b = elements<float>(x);
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == Approx(b[i] > 0 ? 3 * b[i] : 0));
}
