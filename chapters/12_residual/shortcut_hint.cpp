#include "12_residual/shortcut_hint.hpp"

#include <fmt/format.h>

namespace strata {
namespace {

// The smallest stride with which a window of one pixel makes so many outputs (10.5), or 0 if there is none.
Index stride_between(Index input, Index output) {
  for (Index stride = 1; stride <= input; ++stride) {
    if ((input - 1) / stride + 1 == output) return stride;
  }
  return 0;
}

std::string hint_for_images(const Shape& input, const Shape& output) {
  const Index down = stride_between(input[0], output[0]), along = stride_between(input[1], output[1]);
  if (down == 0 || along == 0) {
    return fmt::format("no 1x1 convolution makes {}x{} pixels of {}x{}: give the branch another padding or stride",
                       output[0], output[1], input[0], input[1]);
  }
  const std::string stride = down == along ? fmt::format("{}", down) : fmt::format("{}x{}", down, along);
  return fmt::format("a shortcut that fits is a 1x1 convolution {}to {} channels",
                     down == 1 && along == 1 ? "" : fmt::format("with stride {} ", stride), output[2]);
}

}  // namespace

std::string hint_for_shortcut(const Shape& input, const Shape& output) {
  if (input == output) return "leave the shortcut out: the branch keeps the shape of its input";
  if (input.rank() == 3 && output.rank() == 3) return hint_for_images(input, output);
  if (input.rank() == 1 && output.rank() == 1) {
    return fmt::format("a shortcut that fits is a linear layer to {} features", output[0]);
  }
  return "let the branch return as many axes as it gets";
}

}  // namespace strata
