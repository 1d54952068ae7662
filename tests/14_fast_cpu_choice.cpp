// The algorithm of a convolution depends on the number of images: 128 channels are transformed for many and summed
// directly for one.

#include <catch2/catch.hpp>

#include "04_activations/activation.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/max_pool.hpp"
#include "14_fast_cpu/convolution_plan.hpp"
#include "tests/14_fast_cpu_trunk_pair.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

namespace {

Sequential layers_of_128_channels(bool pooled) {
  Sequential network("trunk");
  network.add(Conv2d(128, 3, {.padding = 1}), "conv").add(ReLU(), "relu");
  if (pooled) network.add(MaxPool2d(2), "pool");
  return network;
}

}  // namespace

TEST_CASE("A layer whose algorithm changes with the batch reads its weight as the new one does", "[layering]") {
  for (const bool pooled : {false, true}) {
    CAPTURE(pooled);
    const TrunkCase one{"", [=] { return layers_of_128_channels(pooled); }, {{16, 4, 4, 128}, "NHWC"}};
    PlainLayers plain(one, Dtype::f32, 5);
    TrunkLayers trunk(one, Dtype::f32, 5);
    plain.network().eval();
    trunk.network().eval();
    Rng rng(5);
    const Tensor many = normal_tensor(one.batch, rng, Dtype::f32), single = many.slice(0, 1);
    const Window window = dynamic_cast<const Conv2d&>(plain.network()[0]).window();
    REQUIRE(fast_cpu::plan_convolution<float>(window, 128, 128, fast_cpu::ConvolutionPass::forward, 16).index() !=
            fast_cpu::plan_convolution<float>(window, 128, 128, fast_cpu::ConvolutionPass::forward, 1).index());
    for (const Tensor& now : {many, single, many, single}) {
      const Tensor expected = plain.forward(now);
      CHECK(furthest(trunk.forward(now), expected) <= 1e-4 * largest_size(expected));
    }
  }
}
