#pragma once

// The shapes and options that every set of convolution kernels is tried with, on every device.

#include <string>
#include <vector>

#include "10_convolution/conv2d.hpp"
#include "tests/random_tensors.hpp"

namespace strata {

/// A convolution and the batch that it is tried with.
struct ConvolutionCase {
  std::string name;  ///< what is special about it
  Shape batch;       ///< [N,H,W,I]
  Index outputs;     ///< O
  PerAxis kernel;
  Conv2dOptions options{};
};

/// One case for each thing that can go wrong on its own, most sizes odd and all different.
inline std::vector<ConvolutionCase> convolution_cases() {
  const auto images = [](Index n, Index h, Index w, Index c) { return Shape({n, h, w, c}, "NHWC"); };
  return {
      {"3x3, valid", images(2, 7, 5, 3), 4, 3},
      {"3x3, same", images(3, 5, 6, 2), 5, 3, {.padding = Padding::same()}},
      {"3x3, same, stride 2, odd", images(2, 7, 9, 2), 3, 3, {.stride = 2, .padding = Padding::same()}},
      {"3x3, same, stride 2, even", images(2, 6, 8, 2), 3, 3, {.stride = 2, .padding = Padding::same()}},
      {"3x3, padding 1, stride 2", images(2, 8, 7, 3), 2, 3, {.stride = 2, .padding = 1}},
      {"3x3, full", images(2, 4, 3, 2), 3, 3, {.padding = Padding::full()}},
      {"1x1", images(3, 4, 5, 3), 2, 1},
      {"1x1, stride 2", images(2, 5, 7, 3), 4, 1, {.stride = 2}},
      {"1x1, stride 2, and as many outputs as inputs",
       images(2, 3, 4, 2),
       3,
       1,
       {.stride = 2, .padding = Padding({0, 3}, {0, 4})}},
      {"1x1, padding 1", images(2, 3, 4, 2), 3, 1, {.padding = 1}},
      {"2x2, same", images(2, 5, 4, 3), 2, 2, {.padding = Padding::same()}},
      {"4x4, same, no bias", images(2, 5, 6, 2), 3, 4, {.padding = Padding::same(), .bias = false}},
      {"5x5, same", images(2, 6, 7, 2), 3, 5, {.padding = Padding::same()}},
      {"6x6, same", images(2, 7, 6, 1), 2, 6, {.padding = Padding::same()}},
      {"7x7, same", images(1, 8, 5, 2), 3, 7, {.padding = Padding::same()}},
      {"7x7, padding 3, stride 3", images(1, 9, 11, 2), 2, 7, {.stride = 3, .padding = 3}},
      {"3x5, stride 2x1", images(2, 9, 8, 3), 2, {3, 5}, {.stride = {2, 1}, .padding = PerAxis(1, 2)}},
      {"1x7, same", images(2, 3, 9, 2), 3, {1, 7}, {.padding = Padding::same()}},
      {"3x3, dilation 2", images(2, 8, 7, 2), 3, 3, {.dilation = 2}},
      {"3x3, dilation 2x3, same", images(2, 6, 9, 2), 3, 3, {.padding = Padding::same(), .dilation = {2, 3}}},
      {"2x2, dilation 3, stride 2, same",
       images(2, 7, 6, 2),
       3,
       2,
       {.stride = 2, .padding = Padding::same(), .dilation = 3}},
      {"3x3, dilation 2, full", images(1, 3, 4, 2), 2, 3, {.padding = Padding::full(), .dilation = 2}},
      {"2x3, asymmetric padding", images(2, 5, 6, 3), 2, {2, 3}, {.padding = Padding({0, 2}, {3, 1})}},
      {"a stride that leaves pixels over", images(2, 8, 10, 2), 3, 2, {.stride = 3}},
      {"a stride above the kernel", images(2, 7, 8, 2), 3, 1, {.stride = 3}},
      {"a kernel as large as the image", images(3, 5, 4, 2), 3, {5, 4}},
      {"one sample", images(1, 6, 5, 2), 3, 3, {.padding = 1}},
      {"one channel in", images(2, 6, 5, 1), 3, 3, {.padding = 1}},
      {"one channel out", images(2, 6, 5, 3), 1, 3, {.padding = 1}},
      {"one of everything", images(1, 1, 1, 1), 1, 1},
      {"more padding than kernel", images(1, 3, 2, 2), 2, 2, {.padding = 3}},
  };
}

/// A case with random sizes and options that fit together.
inline ConvolutionCase random_convolution_case(Rng& rng) {
  const auto size = [&](Index low, Index high) { return random_size(rng, low, high); };
  const PerAxis kernel(size(1, 7), size(1, 7)), stride(size(1, 3), size(1, 3)), dilation(size(1, 3), size(1, 3));
  const auto height = (kernel.height - 1) * dilation.height + size(1, 6),
             width = (kernel.width - 1) * dilation.width + size(1, 6);
  const std::vector<Padding> paddings{Padding::valid(), Padding::same(), Padding::full(), Padding(size(0, 3)),
                                      Padding({size(0, 3), size(0, 3)}, {size(0, 3), size(0, 3)})};
  const Padding padding = paddings[static_cast<std::size_t>(rng.below(5))];
  return {"random",
          {{size(1, 4), height, width, size(1, 5)}, "NHWC"},
          size(1, 6),
          kernel,
          {.stride = stride, .padding = padding, .dilation = dilation, .bias = rng.below(2) == 0}};
}

/// The case's layer, built in float32 from `rng`.
inline Conv2d built_layer(const ConvolutionCase& one, Rng& rng) {
  Conv2d layer(one.outputs, one.kernel, one.options);
  layer.build(one.batch.without_front(), rng);
  return layer;
}

}  // namespace strata
