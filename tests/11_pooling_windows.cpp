// The windows: two ways to count them, what is said of wrong ones, and the borders of adaptive ones.

#include <catch2/catch.hpp>

#include "02_modules/sequential.hpp"
#include "07_training/flatten.hpp"
#include "tests/11_pooling_cases.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

std::string message_of(Module&& layer, const Shape& sample) {
  Rng rng(1);
  return error_message([&] { layer.build(sample, rng); });
}

// The windows with an input in them, found by asking every window, are those that the axis names.
void check_inverse(const PoolAxis& axis) {
  for (Index i = 0; i < axis.input; ++i) {
    Index first = axis.output, last = -1, count = 0;
    for (Index o = 0; o < axis.output; ++o) {
      if (i < axis.begin(o) || i >= axis.end(o)) continue;
      first = std::min(first, o);
      last = o;
      ++count;
    }
    CAPTURE(axis.input, axis.output, axis.kernel, axis.stride, axis.padding, i);
    const Index named = std::max<Index>(0, axis.end_window(i) - axis.first_window(i));
    REQUIRE(named == count);
    if (count > 0) {
      REQUIRE(axis.first_window(i) == first);
      REQUIRE(axis.end_window(i) == last + 1);
    }
  }
}

}  // namespace

TEST_CASE("The windows with a pixel in them are found from the pixel", "[layering]") {
  Index axes = 0;
  for (Index input = 1; input <= 12; ++input) {
    for (Index output = 1; output <= 14; ++output) check_inverse({input, output, 0, 0, 0, true});
    for (Index kernel = 1; kernel <= 5; ++kernel) {
      for (Index stride = 1; stride <= 6; ++stride) {
        for (Index padding = 0; padding <= kernel / 2; ++padding) {
          for (const bool ceil_mode : {false, true}) {
            if (input + 2 * padding < kernel) continue;
            const PoolOptions options{.stride = PerAxis(stride), .padding = padding, .ceil_mode = ceil_mode};
            const PoolAxis rows = WindowRule::sliding("test", kernel, options).on({input, 99, 1}, "test").rows;
            for (Index o = 0; o < rows.output; ++o) REQUIRE(rows.begin(o) < rows.end(o));  // none is empty
            REQUIRE(rows.begin(rows.output - 1) < input);
            check_inverse(rows);
            ++axes;
          }
        }
      }
    }
  }
  CHECK(axes > 1000);
}

TEST_CASE("Adaptive windows cover every pixel and differ by at most one in length", "[layering]") {
  for (Index input = 1; input <= 40; ++input) {
    for (Index output = 1; output <= input; ++output) {
      const PoolAxis axis{input, output, 0, 0, 0, true};
      Index shortest = input, longest = 0;
      for (Index o = 0; o < output; ++o) {
        shortest = std::min(shortest, axis.end(o) - axis.begin(o));
        longest = std::max(longest, axis.end(o) - axis.begin(o));
        if (o > 0) REQUIRE(axis.begin(o) <= axis.end(o - 1));
      }
      REQUIRE(axis.begin(0) == 0);
      REQUIRE(axis.end(output - 1) == input);
      REQUIRE(longest - shortest <= (input % output == 0 ? 0 : 1));
    }
  }
}

TEST_CASE("Wrong windows are explained", "[layering]") {
  check_contains(error_message([] { MaxPool2d(0); }), {"MaxPool2d", "a window of 0 x 0 pixels", "1 or more"});
  check_contains(error_message([] { AveragePool2d(2, {.stride = PerAxis(0)}); }),
                 {"AveragePool2d", "stride 0", "side by side"});
  check_contains(error_message([] { MaxPool2d(3, {.padding = 2}); }),
                 {"MaxPool2d", "padding 2 around windows of 3", "half a window"});
  check_contains(error_message([] { MinPool2d(3, {.padding = -1}); }), {"MinPool2d", "padding -1"});
  check_contains(error_message([] { AdaptiveAveragePool2d(0); }), {"AdaptiveAveragePool2d", "0 x 0 pixels"});
}

TEST_CASE("Inputs on which no window fits are explained", "[layering]") {
  check_contains(message_of(MaxPool2d(5), {{3, 28, 8}, "HWC"}),
                 {"MaxPool2d, input", "[H=3,W=28,C=8]", "at least the window, 5 x 5 pixels"});
  check_contains(message_of(L2Pool2d({9, 1}, {.padding = {2, 0}}), {{3, 28, 8}, "HWC"}),
                 {"L2Pool2d, input", "with its padding 7 x 28 pixels", "9 x 1 pixels"});
  check_contains(message_of(GlobalAveragePool2d(), {{3136}, "F"}), {"[F=3136]", "before images are flattened"});
  check_contains(message_of(MaxPool2d(2), {{70000, 70000, 1}, "HWC"}), {"[H=70000,W=70000,C=1]", "2,147,483,647"});
  Sequential network("network");
  network.add(MaxPool2d(2), "pool1").add(Flatten(), "flatten").add(MaxPool2d(2), "pool2");
  Rng rng(1);
  check_contains(error_message([&] { network.build({{28, 28, 1}, "HWC"}, rng); }), {"network.pool2, input", "[F=196]"});
}

TEST_CASE("describe() names windows, and global poolings give vectors", "[layering]") {
  Rng rng(1);
  Sequential network("network");
  network.add(MaxPool2d(2))
      .add(LpPool2d({2, 3}, {.p = 1.5}))
      .add(AveragePool2d(3, {.stride = PerAxis(1), .padding = 1}));
  network.add(AveragePool2d(2, {.padding = 1, .ceil_mode = true, .count_padding = false}));
  network.add(AdaptiveAveragePool2d({3, 2})).add(GlobalMaxPool2d());
  network.build({{28, 28, 4}, "HWC"}, rng);
  check_contains(network.describe(),
                 {"MaxPool2d(2) ", "LpPool2d(2x3, p 1.5)", "AveragePool2d(3, stride 1, padding 1) ",
                  "AveragePool2d(2, padding 1 not counted, ceil mode)", "AdaptiveAveragePool2d(3x2)",
                  "GlobalMaxPool2d ", "[N=any,H=14,W=14,C=4]", "[N=any,H=7,W=4,C=4]", "[N=any,C=4]"});
  CHECK(network.parameter_count() == 0);
}

TEST_CASE("A pooling without kernels says which chapter has them", "[layering]") {
  check_contains(error_message([] { ChoicePoolKernels<Largest>::table.find(Device::cuda, Dtype::f32); }),
                 {"MaxPool2d", "chapter 19"});
  check_contains(error_message([] { MeanPoolKernels<PowerMean>::table.find(Device::cuda, Dtype::f32); }),
                 {"LpPool2d", "chapter 19"});
}
