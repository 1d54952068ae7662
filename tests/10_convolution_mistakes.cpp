// Mistakes planted in the kernels of a convolution are caught in the right tensor, and named where there is a name.

#include <catch2/catch.hpp>

#include "02_modules/gradient_check.hpp"
#include "tests/10_convolution_planted.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

TEST_CASE("A mistake planted in a convolution is caught in its own tensor", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (const planted::ConvolutionMistake& mistake : planted::convolution_mistakes()) {
    const KernelScope<Conv2dKernels> scope({Device::cpu, Dtype::f64, "planted", &mistake.kernels});
    for (int trial = 0; trial < 2; ++trial) {
      // As many channels out as in, so that they can be taken for each other.
      Conv2d layer(3, {3, 2}, {.stride = 2, .padding = 1, .dilation = 2});
      layer.build({{9, 8, 3}, "HWC"}, rng);
      const GradientReport report = check_gradients(layer, normal_tensor({{4, 9, 8, 3}, "NHWC"}, rng, Dtype::f32),
                                                    {.entries = 80, .seed = rng.position()});
      INFO(mistake.what << '\n' << report.text());
      CHECK_FALSE(report.passed());
      for (const TensorReport& tensor : report.tensors()) {
        CHECK(name(tensor.mistake) == name(tensor.name == mistake.tensor ? mistake.named : Mistake::none));
      }
    }
  }
}
