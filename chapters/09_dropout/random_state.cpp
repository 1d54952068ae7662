#include "09_dropout/random_state.hpp"

#include <cstdint>
#include <limits>

namespace strata {

Tensor new_random_state(Rng& rng, Device device) {
  const std::int64_t seed = rng.below(std::numeric_limits<std::int64_t>::max());
  return Tensor::from<std::int64_t>({2}, {seed, 0}).to(device);
}

Tensor take_numbers(Index numbers, Tensor& state) {
  Tensor taken(state.shape(), state.options());
  kernels<RandomStateKernels>(state).take(numbers, state, taken);
  return taken;
}

}  // namespace strata
