// Shared memory that is used rightly gives the same numbers in every order.

#include "tests/15_cuda_kernels_shared.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "15_cuda_kernels/cuda_kernels.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/cuda_orders.hpp"

using namespace strata;

TEST_CASE("tiles are reversed through shared memory in every order", "[layering]") {
  cuda_kernels::install();
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    std::vector<double> numbers(5 * 256), backwards(numbers.size());
    std::iota(numbers.begin(), numbers.end(), 0.0);
    for (std::size_t i = 0; i < numbers.size(); ++i) backwards[i / 256 * 256 + 255 - i % 256] = numbers[i];
    const Tensor x = Tensor::from({1280}, numbers).to(dtype).to(Device::cuda);
    in_every_order(
        [&] { CHECK(differing(reversed_tiles(x, Barriers::both), Tensor::from({1280}, backwards).to(dtype)) == 0); });
  }
}

TEST_CASE("arrays of one type, of another and of the launch do not meet", "[layering]") {
  cuda_kernels::install();
  in_every_order([] { CHECK(differing(four_arrays(), Tensor::full({64}, 4321, {Device::cpu, Dtype::f64})) == 0); });
}
