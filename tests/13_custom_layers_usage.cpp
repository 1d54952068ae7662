// Wrong use of chapter 13's layers is explained, with both shapes.

#include <catch2/catch.hpp>
#include <limits>

#include "03_linear/linear.hpp"
#include "11_pooling/average_pool.hpp"
#include "13_custom_layers/folded_conv.hpp"
#include "tests/13_custom_layers_cases.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

TEST_CASE("Wrong options of chapter 13's layers are named", "[layering]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double beta : {nan, 1e39, std::numeric_limits<double>::infinity()}) {
    check_contains(error_message([&] { LearnableSwish layer(beta); }), {"LearnableSwish", "beta", "finite"});
  }
  for (const double p : {0.5, 0.0, -2.0, nan}) {
    check_contains(error_message([&] { OwnLpPool layer(2, p); }), {"OwnLpPool", "p = ", "1 or more"});
  }
  check_contains(error_message([] { OwnLpPool layer(0); }), {"OwnLpPool", "size 0"});
  check_contains(error_message([] { channel_attention(4, 0); }), {"channel_attention", "reduction 0", "1 or more"});
  check_contains(error_message([] { channel_attention(8); }),
                 {"channel_attention", "8 channels with reduction 16", "16 channels or more", "at most 8"});
  check_contains(error_message([] { spatial_attention(0); }), {"Conv2d", "kernel"});
  check_contains(error_message([] { Gated layer(nullptr); }), {"Gated", "no gate"});
  check_contains(error_message([] { mean_conv2d(0, 3); }), {"Conv2d", "0 output channels"});
}

TEST_CASE("Shapes that do not fit chapter 13's layers are named with those that would", "[layering]") {
  Rng rng(1);
  const auto build = [&rng](Module&& layer, const Shape& sample) {
    return error_message([&] { layer.build(sample, rng); });
  };
  check_contains(build(channel_attention(16), {{4, 4, 8}, "HWC"}),
                 {"Gated", "a gate whose output is [O=16]", "[C=8] or [H=4,W=4,C=1]", "[H=4,W=4,C=8]"});
  check_contains(build(spatial_attention(), {{64}, "F"}),
                 {"Gated, input", "[F=64]", "[H=any,W=any,C=any]", "before Flatten"});
  check_contains(build(OwnLpPool(3), {{2, 5, 1}, "HWC"}), {"OwnLpPool, input", "[H=2,W=5,C=1]", "3 rows and columns"});
  check_contains(build(AddChannelMean(), {}), {"AddChannelMean, input", "single number"});
  Sequential network("network");
  network.add(channel_attention(8, 2), "attention");
  network.build({{4, 4, 8}, "HWC"}, rng);
  check_contains(error_message([&] {
                   network.forward(Tensor::full({{1, 4, 4, 6}, "NHWC"}, 1));
                 }),
                 {"[N=1,H=4,W=4,C=6]", "C=8"});
}

TEST_CASE("A gate of the wrong shape is refused with the two that fit", "[layering]") {
  Rng rng(1);
  Gated layer(std::make_unique<Sequential>(sequential("gate", GlobalAveragePool2d(), Linear(1))));
  check_contains(error_message([&] {
                   layer.build({{4, 5, 6}, "HWC"}, rng);
                 }),
                 {"Gated", "[O=1]", "[C=6] or [H=4,W=5,C=1]", "[H=4,W=5,C=6]"});
}

TEST_CASE("What is no custom convolution cannot be folded", "[layering]") {
  Rng rng(1);
  Sequential linear = sequential("linear", Linear(3), Linear(3)), open = mean_conv2d(2, 3);
  linear.build({{4}, "F"}, rng);
  check_contains(error_message([&] { folded_conv2d(linear); }), {"linear", "cannot be folded", "mean_conv2d()"});
  check_contains(error_message([&] { folded_conv2d(open); }), {"mean_conv2d", "build it"});
  Sequential other = sequential("other", Conv2d(2, 3), LearnableSwish());
  other.build({{4, 4, 1}, "HWC"}, rng);
  check_contains(error_message([&] { folded_conv2d(other); }), {"other", "LearnableSwish behind"});
}
