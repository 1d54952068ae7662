#include "ladder_layer.hpp"

#include <cmath>

#include "01_tensors/normal_numbers.hpp"

namespace strata::fast_cpu {

LadderLayer::LadderLayer(Index images)
    : window(make_window({3, 1, 1, Padding::same()}, {size, size}, "the ladder's layer")) {
  Rng rng(1);
  x = normal_numbers({{images, size, size, channels}, "NHWC"}, rng);
  weight = normal_numbers({channels, 3, 3, channels}, rng, 0, std::sqrt(2.0 / static_cast<double>(taps * channels)));
}

std::vector<LadderKernel> ladder_kernels() {
  return {plain_loops_step(), im2col_batch_step(), im2col_tiles_step(),
          direct_step(),      winograd_two_step(), winograd_four_step()};
}

}  // namespace strata::fast_cpu
