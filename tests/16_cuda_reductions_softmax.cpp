// SoftMax and LogSoftMax on the GPU: chapter 4's cases, PyTorch's numbers, and rows of every length.

#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>

#include "02_modules/gradient_check.hpp"
#include "tests/04_activations_softmax_cases.hpp"
#include "tests/16_cuda_reductions_device.hpp"
#include "tests/parity_fixture.hpp"

using namespace strata;

namespace {

std::vector<std::unique_ptr<Module>> both_softmaxes() {
  std::vector<std::unique_ptr<Module>> both;
  both.push_back(std::make_unique<SoftMax>());
  both.push_back(std::make_unique<LogSoftMax>());
  return both;
}

// y and dx of a layer on a device, from tensors on the CPU.
std::pair<Tensor, Tensor> pass(Module& layer, const Tensor& x, const Tensor& dy, Device device) {
  Rng rng(1);
  layer.to(device);
  layer.to(x.dtype());
  layer.build(x.shape().without_front(), rng);
  const Tensor y = layer.forward(x.to(device)), dx = layer.backward(dy.to(device));
  return {y.to(Device::cpu), dx.to(Device::cpu)};
}

}  // namespace

TEST_CASE("Chapter 4's cases of SoftMax and LogSoftMax hold on the GPU, in every order", "[layering]") {
  use_cuda();
  in_every_order([] {
    softmax_cases::rows_sum_to_one(Device::cuda);
    softmax_cases::shifts_change_nothing(Device::cuda);
    softmax_cases::large_scores(Device::cuda);
    softmax_cases::not_finite(Device::cuda);
    softmax_cases::one_score(Device::cuda);
    softmax_cases::by_hand(Device::cuda);
  });
}

TEST_CASE("The gradients of SoftMax and LogSoftMax are right on the GPU, by a thread and by a warp for each row",
          "[layering]") {
  use_cuda();
  in_every_order([] {
    for (const auto& layer : both_softmaxes()) {
      for (const Index columns : {2, 7, 31, 33, 70}) {
        Rng rng(fresh_seed(), Stream::test);
        const Tensor x = normal_tensor({3, columns}, rng, Dtype::f32).to(Device::cuda);
        layer->to(Device::cuda);
        layer->build({columns}, rng);
        const GradientReport report = check_gradients(*layer, x, {.seed = rng.position()});
        INFO(layer->kind() << "\n" << report.text());
        CHECK(report.passed());
      }
    }
  });
}

TEST_CASE("SoftMax and LogSoftMax agree with the CPU's, with the same bits in every order", "[layering]") {
  use_cuda();
  Rng rng(1, Stream::test);
  for (const auto& layer : both_softmaxes()) {
    for (const Shape& shape :
         {Shape{1, 1}, Shape{31, 33}, Shape{33, 31}, Shape{257, 2}, Shape{2, 257}, Shape{3, 5, 40}}) {
      for (const Dtype dtype : {Dtype::f64, Dtype::f32}) {
        const Tensor x = normal_tensor(shape, rng, dtype), dy = normal_tensor(shape, rng, dtype);
        const auto expected = pass(*layer, x, dy, Device::cpu);
        const auto columns = static_cast<double>(shape[shape.rank() - 1]);
        // Two sums of one row in two orders are off by as many roundings as the longer has additions; ten more for
        // exponentials, quotients and the products around them.
        const double allowed = dtype == Dtype::f64 ? 1e-12 : 4 * (columns + 10) * 0x1p-24;
        INFO(layer->kind() << " of " << x.describe());
        const Tensor y = same_in_every_order([&] { return pass(*layer, x, dy, Device::cuda).first; });
        const Tensor dx = same_in_every_order([&] { return pass(*layer, x, dy, Device::cuda).second; });
        CHECK(relative_difference(y, expected.first) <= allowed);
        // A row of one score has the gradient 0, up to the rounding of dy.
        if (columns > 1) CHECK(relative_difference(dx, expected.second) <= allowed);
      }
    }
  }
}

TEST_CASE("SoftMax and LogSoftMax compute what PyTorch's do, on the GPU", "[layering]") {
  use_cuda();
  const ParityFixture fixture(std::filesystem::path(STRATA_PARITY_FIXTURE).parent_path() /
                              "04_activations.safetensors");
  for (const auto& layer : both_softmaxes()) {
    const auto cases = fixture.cases(layer->kind());
    CHECK(cases.size() == 6);
    for (const std::string& name : cases) {
      for (const Dtype dtype : {Dtype::f64, Dtype::f32}) {
        const auto [y, dx] =
            pass(*layer, fixture[name + "/x"].to(dtype), fixture[name + "/dy"].to(dtype), Device::cuda);
        fixture.check(name, "y", layer->kind(), y, dtype);
        fixture.check(name, "dx", layer->kind(), dx, dtype);
      }
    }
  }
}
