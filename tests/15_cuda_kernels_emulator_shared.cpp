// Missing barriers and shared memory that nobody wrote: wrong numbers that the emulator brings to light.

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/differences.hpp"
#include "15_cuda_kernels/emulator/settings.hpp"
#include "common/function_ref.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/15_cuda_kernels_shared.hpp"
#include "tests/cuda_orders.hpp"

using namespace strata;

namespace {

Tensor counted(Index count) {
  std::vector<float> numbers(static_cast<std::size_t>(count));
  std::iota(numbers.begin(), numbers.end(), 1.0F);
  return Tensor::from({count}, numbers).to(Device::cuda);
}

// In how many of the four orders a result is not the right one.
int wrong_orders(const Tensor& right, FunctionRef<Tensor()> compute) {
  int wrong = 0;
  in_every_order([&] { wrong += differing(compute(), right) == 0 ? 0 : 1; });
  return wrong;
}

}  // namespace

TEST_CASE("a missing barrier gives wrong numbers in some order, the first as well as the second", "[layering]") {
  cuda_kernels::install();
  const Tensor x = counted(1024), right = reversed_tiles(x, Barriers::both);
  CHECK(wrong_orders(right, [&] { return reversed_tiles(x, Barriers::both); }) == 0);
  CHECK(wrong_orders(right, [&] { return reversed_tiles(x, Barriers::second_only); }) >= 1);
  CHECK(wrong_orders(right, [&] { return reversed_tiles(x, Barriers::first_only); }) >= 1);
}

TEST_CASE("a missing barrier that forward order hides shows itself in the others", "[layering]") {
  cuda_kernels::install();
  const Tensor x = counted(1024), right = differences(x, Barrier::present);
  CHECK(differing(differences(x, Barrier::missing), right) == 0);
  CHECK(wrong_orders(right, [&] { return differences(x, Barrier::missing); }) == 3);
}

TEST_CASE("shared memory is NaN until a block has written it, static and dynamic, in every block", "[layering]") {
  cuda_kernels::install();
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    const Tensor nan = Tensor::full({2, 5 * 64}, std::nan(""), {Device::cpu, dtype});
    in_every_order([&] { CHECK(differing(unwritten_shared_memory(5, dtype), nan) == 0); });
    in_every_order([&] { CHECK(differing(unwritten_shared_memory(5, dtype), nan) == 0); });  // after another launch
  }
}

TEST_CASE("a seed says which shuffled orders there are", "[layering]") {
  cuda_kernels::install();
  const Tensor x = counted(1024);
  const auto with_seed = [&](std::uint64_t seed) {
    emulator::Settings settings = emulator::settings();
    settings.order = emulator::Order::shuffled;
    settings.seed = seed;
    const emulator::SettingsScope scope(settings);
    reversed_tiles(x, Barriers::both);
    return reversed_tiles(x, Barriers::second_only).to(Device::cpu);
  };
  const Tensor first = with_seed(1);
  CHECK(differing(with_seed(1), first) == 0);
  CHECK(differing(with_seed(2), first) > 0);
}
