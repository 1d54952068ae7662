// Conv2d: hand examples, gradient checks, sets of kernels against each other, equal bits, state.

#include <algorithm>
#include <catch2/catch.hpp>

#include "01_tensors/tensor_file.hpp"
#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "07_training/module_state.hpp"
#include "tests/10_convolution_cases.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tensor_elements.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

// Everything a step computes, twice over in the gradients of the parameters.
std::vector<Tensor> convolution_step(Conv2d& layer, const Tensor& x, const Tensor& dy) {
  layer.zero_grad();
  std::vector<Tensor> results{layer.forward(x)};
  results.push_back(layer.backward(dy));
  layer.forward(x);
  layer.backward(dy, InputGradient::skip);
  for (Parameter* parameter : layer.parameters()) results.push_back(parameter->grad().clone());
  return results;
}

std::vector<Tensor> step_with(std::string_view set, Conv2d& layer, const Tensor& x, const Tensor& dy) {
  const PreferKernels prefer(set);
  return convolution_step(layer, x, dy);
}

}  // namespace

TEST_CASE("A convolution of one channel agrees with an example computed by hand", "[layering]") {
  const PreferKernels prefer(GENERATE(loops_kernels, im2col_kernels));
  Rng rng(1);
  Conv2d layer(1, 2);
  layer.build({{3, 3, 1}, "HWC"}, rng);
  layer.weight().value.copy_from(Tensor::from<float>({1, 2, 2, 1}, {1, 2, 3, 4}));
  layer.bias().value.copy_from(Tensor::from<float>({1}, {10}));
  const Tensor x = Tensor::from<float>({1, 3, 3, 1}, {1, 0, 2, -1, 3, 1, 0, 1, -2});
  // No tap is turned round: the first output is 1·1 + 2·0 + 3·(-1) + 4·3 + 10.
  CHECK(elements<float>(layer.forward(x)) == std::vector<float>{20, 27, 19, 10 + 3 + 2 + 3 - 8});
  const Tensor dx = layer.backward(Tensor::from<float>({1, 2, 2, 1}, {1, 0, 2, -1}));
  CHECK(elements<float>(dx) == std::vector<float>{1, 2, 0, 3 + 2, 4 + 4 - 1, -2, 6, 8 - 3, -4});
  CHECK(elements<float>(layer.weight().grad()) == std::vector<float>{1 - 2 - 3, 0 + 6 - 1, -1 + 0 - 1, 3 + 2 + 2});
  CHECK(elements<float>(layer.bias().grad()) == std::vector<float>{2});
}

TEST_CASE("Conv2d's gradients are right to 1e-6 in every case", "[layering]") {
  const PreferKernels prefer(GENERATE(loops_kernels, im2col_kernels));
  Rng rng(fresh_seed(), Stream::test);
  for (const ConvolutionCase& one : convolution_cases()) {
    const Conv2d layer = built_layer(one, rng);
    const GradientReport report =
        check_gradients(layer, normal_tensor(one.batch, rng, Dtype::f32), {.entries = 40, .seed = rng.position()});
    INFO(one.name << ", " << layer.summary() << '\n' << report.text());
    CHECK(report.passed());
  }
}

TEST_CASE("Conv2d's gradients are right over random shapes and options", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 25; ++trial) {
    const ConvolutionCase one = random_convolution_case(rng);
    const Conv2d layer = built_layer(one, rng);
    const GradientReport report =
        check_gradients(layer, normal_tensor(one.batch, rng, Dtype::f32), {.entries = 40, .seed = rng.position()});
    INFO(one.batch.to_string() << ", " << layer.summary() << '\n' << report.text());
    CHECK(report.passed());
  }
}

TEST_CASE("The loops and the matrix products compute the same", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  std::vector<ConvolutionCase> cases = convolution_cases();
  for (int trial = 0; trial < 60; ++trial) cases.push_back(random_convolution_case(rng));
  // Several chunks, whose borders are inside of images; then several tiles in each chunk of each kernel as well.
  cases.push_back({"many positions", {{7, 23, 17, 3}, "NHWC"}, 5, 3, {.padding = 1}});
  cases.push_back({"large patches, many positions", {{5, 27, 29, 28}, "NHWC"}, 3, 5, {.padding = 2}});
  for (const ConvolutionCase& one : cases) {
    Conv2d layer = built_layer(one, rng);
    layer.to(Dtype::f64);
    const Tensor x = normal_tensor(one.batch, rng), dy = normal_tensor(layer.output_sample().with_front(x.dim(0)), rng);
    const std::vector<Tensor> loops = step_with(loops_kernels, layer, x, dy),
                              products = step_with(im2col_kernels, layer, x, dy);
    INFO(one.name << ", " << one.batch.to_string() << ", " << layer.summary());
    REQUIRE(loops.size() == products.size());
    for (std::size_t i = 0; i < loops.size(); ++i) {
      CAPTURE(i);
      REQUIRE(loops[i].shape() == products[i].shape());
      // Sums of at most 3,915 products near 1, in another order.
      CHECK((row<double>(loops[i]) - row<double>(products[i])).cwiseAbs().maxCoeff() < 1e-10);
    }
  }
}

TEST_CASE("Convolution gives the same bits on any number of threads") {
  const std::string_view set = GENERATE(loops_kernels, im2col_kernels);
  Rng rng(fresh_seed(), Stream::test);
  const std::vector<ConvolutionCase> cases{
      {"", {{9, 28, 28, 1}, "NHWC"}, 8, 3, {.padding = 1}},
      {"", {{17, 14, 14, 8}, "NHWC"}, 16, 3, {.stride = 2, .padding = 1}},
      {"", {{1, 13, 11, 40}, "NHWC"}, 9, 5, {.padding = Padding::same()}},
      {"", {{33, 5, 5, 3}, "NHWC"}, 7, 1},
  };
  for (const ConvolutionCase& one : cases) {
    Conv2d layer = built_layer(one, rng);
    const Tensor x = normal_tensor(one.batch, rng, Dtype::f32);
    const Tensor dy = normal_tensor(layer.output_sample().with_front(x.dim(0)), rng, Dtype::f32);
    std::vector<Tensor> alone;
    {
      const ThreadCount threads(1);
      alone = step_with(set, layer, x, dy);
    }
    for (const Index several : {2, 3, 7}) {
      const ThreadCount threads(several);
      const std::vector<Tensor> together = step_with(set, layer, x, dy);
      for (std::size_t i = 0; i < alone.size(); ++i) CHECK(elements<float>(alone[i]) == elements<float>(together[i]));
    }
  }
}

TEST_CASE("What a convolution says of an image does not depend on its place in the batch", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Conv2d layer(4, 3, {.stride = 2, .padding = 1});
  layer.build({{9, 8, 3}, "HWC"}, rng);
  layer.to(Dtype::f64);
  layer.eval();
  const Tensor x = normal_tensor({5, 9, 8, 3}, rng), all = layer.forward(x);
  for (Index n = 0; n < 5; ++n) {
    const Tensor alone = layer.forward(x.slice(n, n + 1)), part = all.slice(n, n + 1);
    CHECK((row<double>(alone) - row<double>(part)).cwiseAbs().maxCoeff() < 1e-13);
  }
}

TEST_CASE("A convolution is cloned, saved and loaded with all it has") {
  Rng rng(fresh_seed(), Stream::test);
  const TemporaryFolder folder;
  for (const ConvolutionCase& one : convolution_cases()) {
    Conv2d layer = built_layer(one, rng);
    const Tensor x = normal_tensor(one.batch, rng, Dtype::f32);
    const std::vector<float> expected = elements<float>(layer.forward(x));
    CHECK(elements<float>(layer.clone()->forward(x)) == expected);
    CHECK(layer.clone()->summary() == layer.summary());
    save_tensors(folder / "layer.safetensors", module_state(layer));
    Conv2d other = built_layer(one, rng);
    CHECK(elements<float>(other.forward(x)) != expected);
    load_module_state(other, load_tensors(folder / "layer.safetensors"));
    CHECK(elements<float>(other.forward(x)) == expected);
  }
}
