// The two custom convolutions: beside Conv2d, beside chapter 8's layer, and folded into one convolution.

#include <catch2/catch.hpp>

#include "01_tensors/views.hpp"
#include "08_normalization/channelwise_scaling.hpp"
#include "13_custom_layers/custom_conv.hpp"
#include "13_custom_layers/folded_conv.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/random_tensors.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

const Shape conv_batch({3, 6, 5, 2}, "NHWC");
const Conv2dOptions padded{.padding = 1};

// A kernel that computes nothing: whoever calls it is found out.
int calls_of_scaling = 0;
void counted_forward(const Tensor& x, const Tensor&, const Tensor&, Tensor& y) {
  ++calls_of_scaling;
  y.copy_from(x);
}

void set_normal(Sequential& network, Rng& rng) {
  for (Parameter* parameter : network.parameters()) {
    parameter->value.copy_from(normal_tensor(parameter->value.shape(), rng));
  }
}

}  // namespace

TEST_CASE("With scale 1 and shift 0, scaled_conv2d is Conv2d, forwards and in every gradient", "[layering]") {
  const std::uint64_t seed = fresh_seed();
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    Rng one(seed), other(seed), rng(seed, Stream::test);
    Sequential custom = scaled_conv2d(4, 3, padded);
    Conv2d standard(4, 3, padded);
    custom.to(dtype);
    standard.to(dtype);
    custom.build(conv_batch.without_front(), one);
    standard.build(conv_batch.without_front(), other);
    const Tensor x = normal_tensor(conv_batch, rng, dtype), y = custom.forward(x), expected = standard.forward(x);
    const Tensor dy = normal_tensor(y.shape(), rng, dtype), dx = custom.backward(dy),
                 expected_dx = standard.backward(dy);
    const auto equal = [](const Tensor& a, const Tensor& b) {
      return elements<double>(a.to(Dtype::f64)) == elements<double>(b.to(Dtype::f64));
    };
    CHECK(equal(y, expected));
    CHECK(equal(dx, expected_dx));
    CHECK(equal(custom.parameters()[0]->grad(), standard.weight().grad()));
    CHECK(equal(custom.parameters()[1]->grad(), standard.bias().grad()));
  }
}

TEST_CASE("scaled_conv2d calls chapter 8's kernel of ChannelwiseScaling", "[layering]") {
  Rng rng(1);
  Sequential custom = scaled_conv2d(4, 3, padded);
  custom.build(conv_batch.without_front(), rng);
  ChannelwiseScalingKernels counted = ChannelwiseScalingKernels::table.find(Device::cpu, Dtype::f32);
  counted.forward = &counted_forward;
  const KernelScope<ChannelwiseScalingKernels> scope({Device::cpu, Dtype::f32, "counted", &counted});
  calls_of_scaling = 0;
  custom.forward(normal_tensor(conv_batch, rng, Dtype::f32));
  CHECK(calls_of_scaling == 1);
}

TEST_CASE("Either custom convolution folds into one convolution that computes the same", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const std::vector<Conv2dOptions> all_options{padded, {.stride = 2, .bias = false}};
  for (const Conv2dOptions& options : all_options) {
    Sequential mean = mean_conv2d(5, {2, 3}, options), scaled = scaled_conv2d(5, {2, 3}, options);
    for (Sequential* custom : {&mean, &scaled}) {
      custom->to(Dtype::f64);
      custom->build(conv_batch.without_front(), rng);
      set_normal(*custom, rng);
      const Tensor x = normal_tensor(conv_batch, rng), y = custom->forward(x);
      const Tensor folded = folded_conv2d(*custom)->forward(x);
      INFO(custom->describe());
      CHECK(row<double>(folded).isApprox(row<double>(y), 1e-13));
    }
  }
}

TEST_CASE("The mean of mean_conv2d is over channels, and differs from pixel to pixel", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Sequential custom = mean_conv2d(4, 3, padded);
  custom.to(Dtype::f64);
  custom.build(conv_batch.without_front(), rng);
  const Tensor x = normal_tensor(conv_batch, rng), u = custom[0].forward(x), y = custom[1].forward(u);
  const Index pixels = u.count() / 4;
  const Tensor rows = u.reshape({pixels, 4}), expected = y.reshape({pixels, 4});
  const auto in = matrix<double>(rows), out = matrix<double>(expected);
  for (Index i = 0; i < pixels; ++i) {
    for (Index o = 0; o < 4; ++o) CHECK(out(i, o) == Approx(in(i, o) + in.row(i).mean()));
  }
}
