// The set "fast" of Conv2d beside the sums of the equations.

#include <catch2/catch.hpp>
#include <cmath>
#include <variant>
#include <vector>

#include "01_tensors/allocator.hpp"
#include "01_tensors/kernels.hpp"
#include "02_modules/gradient_check.hpp"
#include "14_fast_cpu/convolution_plan.hpp"
#include "tests/14_fast_cpu_amplification.hpp"
#include "tests/14_fast_cpu_convolution_cases.hpp"
#include "tests/14_fast_cpu_scope.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

const Conv2dKernels& fast_set(Dtype dtype) { return dtype == Dtype::f32 ? fast_cpu::conv2d_f32 : fast_cpu::conv2d_f64; }

// A tensor in the middle of a larger one, whose other numbers must stay as they are.
class GuardedTensor {
 public:
  GuardedTensor(const Shape& shape, Dtype dtype, double value)
      : all_(Tensor::full(shape.with_first(shape[0] + 2), untouched, {Device::cpu, dtype})),
        inside(all_.slice(1, shape[0] + 1)) {
    inside.fill(value);
  }

  bool others_untouched() const {
    const Index last = all_.dim(0) - 1;
    const auto same = [](const Tensor& guard) {
      const std::vector<double> values = elements<double>(guard.to(Dtype::f64));
      return std::ranges::count(values, untouched) == guard.count();
    };
    return same(all_.slice(0, 1)) && same(all_.slice(last, last + 1));
  }

 private:
  static constexpr double untouched = 7.25;
  Tensor all_;

 public:
  Tensor inside;
};

// y, y without a bias, dx, dW assigned, dW added to 0.5, db assigned, db added to 0.5. All that is assigned is NaN at
// first, and so is all memory that the kernels get.
std::vector<Tensor> all_passes(const Conv2dKernels& kernels, const ConvolutionTensors& given) {
  static CachingAllocator memory(cpu_memory(), FreshBlocks::nan);
  const AllocatorScope scope(Device::cpu, memory);
  const Dtype dtype = given.x.dtype();
  const auto results = [&](const Tensor& like, double value) { return GuardedTensor(like.shape(), dtype, value); };
  const double nan = std::nan("");
  std::vector<GuardedTensor> all{results(given.dy, nan),     results(given.dy, nan),    results(given.x, nan),
                                 results(given.weight, nan), results(given.weight, .5), results(given.bias, nan),
                                 results(given.bias, .5)};
  kernels.forward(given.window, given.x, given.weight, &given.bias, all[0].inside);
  kernels.forward(given.window, given.x, given.weight, nullptr, all[1].inside);
  kernels.backward_input(given.window, given.dy, given.weight, all[2].inside);
  kernels.backward_weight(given.window, given.x, given.dy, Write::assign, all[3].inside);
  kernels.backward_weight(given.window, given.x, given.dy, Write::add, all[4].inside);
  kernels.backward_bias(given.dy, Write::assign, all[5].inside);
  kernels.backward_bias(given.dy, Write::add, all[6].inside);
  std::vector<Tensor> inside;
  for (const GuardedTensor& result : all) {
    CHECK(result.others_untouched());
    inside.push_back(result.inside);
  }
  return inside;
}

// How far each result may be off, in the same order.
std::vector<double> pass_tolerances(const ConvolutionTensors& given, Dtype dtype) {
  const Index taps = given.window.taps(), inputs = given.x.dim(3), outputs = given.dy.dim(3);
  const Index positions = given.dy.dim(0) * given.window.positions();
  // That of F(4×4) whatever runs: which of the algorithms does depends on the width of vectors.
  const bool winograd = given.window.taps() == 9;
  const double image = winograd ? forward_amplification<4>() : 1, weights = winograd ? weight_amplification<4>() : 1;
  const double y = sum_tolerance(taps * inputs, given.x, given.weight, dtype, image),
               dx = sum_tolerance(taps * outputs, given.dy, given.weight, dtype, image),
               dw = sum_tolerance(positions, given.x, given.dy, dtype, weights),
               db = sum_tolerance(positions, given.dy, Tensor::full({1}, 1), dtype, 1);
  return {y, y, dx, dw, dw, db, db};
}

// Which tiles a case is computed with: how many there are of F(4×4), F(2×2) and neither.
struct TileCounts {
  int four = 0, two = 0, none = 0;

  template <class T>
  void add(const ConvolutionCase& one) {
    Rng rng(1);
    const Window window = built_layer(one, rng).window();
    const fast_cpu::ImageSize output{window.rows.output, window.columns.output, one.outputs};
    const Index tile = fast_cpu::winograd_tile<T>(window, one.batch[3], one.outputs, output, one.batch[0]);
    ++(tile == 4 ? four : tile == 2 ? two : none);
  }
};

void check_fast_kernels(const ConvolutionTensors& given) {
  const ThreadCount threads(2);
  const std::vector<Tensor> expected =
      all_passes(Conv2dKernels::table.find(Device::cpu, Dtype::f64, loops_kernels), given);
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    const std::vector<Tensor> got = all_passes(fast_set(dtype), given.to(dtype));
    const std::vector<double> tolerances = pass_tolerances(given, dtype);
    for (std::size_t i = 0; i < got.size(); ++i) {
      INFO(given.text << ", result " << i << " in " << name(dtype));
      CHECK(furthest(got[i], expected[i]) <= tolerances[i]);
    }
  }
}

}  // namespace

TEST_CASE("The fast kernels of Conv2d compute the sums of the equations", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  TileCounts f32, f64;
  for (const ConvolutionCase& one : fast_convolution_cases(rng, 0)) {
    check_fast_kernels({one, rng});
    f32.add<float>(one);
    f64.add<double>(one);
  }
  for (const TileCounts& counts : {f32, f64}) {
    CHECK(counts.four >= 3);
    CHECK(counts.two >= 1);
    CHECK(counts.none >= 30);
  }
}

TEST_CASE("The fast kernels of Conv2d are right over random shapes and options") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 60; ++trial) {
    check_fast_kernels({random_convolution_case(rng), rng});
    check_fast_kernels({random_winograd_case(rng), rng});
  }
}

TEST_CASE("The gradient check accepts Conv2d on the fast kernels", "[layering]") {
  const FastKernels fast;
  Rng rng(fresh_seed(), Stream::test);
  for (const ConvolutionCase& one : fast_convolution_cases(rng, 0)) {
    const Conv2d layer = built_layer(one, rng);
    const GradientReport report = check_gradients(layer, normal_tensor(one.batch, rng, Dtype::f32),
                                                  {.entries = 4, .directions = 1, .seed = rng.position()});
    INFO(one.name << ", " << one.batch.to_string() << ", " << layer.summary() << '\n' << report.text());
    CHECK(report.passed());
  }
}

TEST_CASE("The fast kernels of Conv2d give the same bits on any number of threads") {
  Rng rng(fresh_seed(), Stream::test);
  std::vector<ConvolutionCase> cases = winograd_cases();
  cases.push_back({"", {{9, 14, 14, 1}, "NHWC"}, 8, 3, {.padding = 1}});
  cases.push_back({"", {{17, 9, 8, 8}, "NHWC"}, 20, 3, {.stride = 2, .padding = 1}});
  cases.push_back({"", {{1, 13, 11, 20}, "NHWC"}, 9, 5, {.padding = Padding::same()}});
  for (int i = 0; i < 4; ++i) cases.push_back(random_winograd_case(rng));
  // So many images that the sums of a weight's gradient are cut into many chunks.
  cases.push_back({"", {{150, 12, 12, 8}, "NHWC"}, 16, 3, {.padding = 1}});
  cases.push_back({"", {{400, 8, 8, 16}, "NHWC"}, 16, 3, {.padding = 1}});
  cases.push_back({"", {{150, 9, 9, 3}, "NHWC"}, 5, 3, {.padding = 1}});
  for (const ConvolutionCase& one : cases) {
    const ConvolutionTensors given(one, rng);
    for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
      std::vector<Tensor> alone;
      for (const Index count : {1, 2, 3}) {
        const ThreadCount threads(count);
        const std::vector<Tensor> got = all_passes(fast_set(dtype), given.to(dtype));
        if (alone.empty()) alone = got;
        for (std::size_t i = 0; i < got.size(); ++i) {
          INFO(given.text << ", result " << i);
          CHECK(same_bits(got[i], alone[i]));
        }
      }
    }
  }
}

TEST_CASE("A layer finds the fast kernels under their name, beside the others", "[layering]") {
  Rng rng(1);
  Conv2d layer(16, 3, {.padding = 1});
  layer.build({{6, 5, 16}, "HWC"}, rng);
  const FastKernels fast;
  CHECK(layer.kernel_set() == "fast");
  const Tensor x = normal_tensor({2, 6, 5, 16}, rng, Dtype::f32), y = layer.forward(x);
  const PreferKernels prefer(loops_kernels);
  CHECK(layer.kernel_set() == "loops");
  CHECK(furthest(layer.forward(x), y) <= sum_tolerance(144, x, layer.weight().value, Dtype::f32, 31));
}
