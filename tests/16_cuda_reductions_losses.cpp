// The losses of chapter 5 on the GPU: its cases, its gradient checks, PyTorch's numbers, and rows of every length.

#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/05_losses_gradient_cases.hpp"
#include "tests/05_losses_limit_cases.hpp"
#include "tests/05_losses_parity_cases.hpp"
#include "tests/05_losses_value_cases.hpp"
#include "tests/16_cuda_reductions_device.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

TEST_CASE("Chapter 5's cases of every loss hold on the GPU, in every order", "[layering]") {
  use_cuda();
  in_every_order([] {
    losses::small_examples(Device::cuda);
    losses::losses_add_up(Device::cuda);
    losses::not_a_number(Device::cuda);
    losses::weights_of_entries(Device::cuda);
    losses::log_probabilities_of_any_size(Device::cuda);
    losses::impossible_answers(Device::cuda);
    for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
      losses::labels_as_rows(Device::cuda, dtype);
      losses::large_scores_of_classes(Device::cuda, dtype);
      losses::large_scores_of_answers(Device::cuda, dtype);
    }
  });
}

TEST_CASE("The gradient check finds every loss right on the GPU, in every order", "[layering]") {
  use_cuda();
  in_every_order([] {
    for (const std::string& kind : losses::kinds) losses::check_random_shapes(kind, Device::cuda, 1);
    losses::check_shares_and_weights(Device::cuda, 2);
    losses::check_kink(Device::cuda);
  });
}

TEST_CASE("The gradient check finds every loss right on the GPU: images, and scores of any size") {
  use_cuda();
  in_every_order([] {
    losses::check_images(Device::cuda);
    for (const double spread : {1e-3, 3.0, 10.0, 30.0, 100.0, 1e4}) {
      losses::check_scores_of_size(spread, Device::cuda, 2);
    }
    for (const double lead : {5.0, 15.0, 20.0, 25.0, 30.0, 35.0, 60.0}) {
      losses::check_small_losses(lead, Device::cuda, 2);
    }
  });
}

TEST_CASE("Losses and gradients agree with the CPU's, with the same bits in every order", "[layering]") {
  use_cuda();
  Rng rng(1, Stream::test);
  for (const std::string& kind : losses::kinds) {
    const auto criterion = losses::make(kind);
    for (const Shape& shape : {Shape{1, 2}, Shape{31, 33}, Shape{33, 31}, Shape{257, 3}, Shape{2, 257}}) {
      for (const Dtype dtype : {Dtype::f64, Dtype::f32}) {
        const Tensor y = losses::random_outputs(kind, shape, rng).to(dtype), target = losses::target_like(y, kind, rng);
        const Tensor dy = losses::run(*criterion, y, target, Device::cpu).dy, each = criterion->sample_losses();
        INFO(kind << " of " << y.describe());
        const Tensor gradient =
            same_in_every_order([&] { return losses::run(*criterion, y, target, Device::cuda).dy; });
        const Tensor costs = same_in_every_order([&] {
          criterion->forward(y.to(Device::cuda), target.to(Device::cuda));
          return criterion->sample_losses();
        });
        CHECK(relative_difference(costs, each) <= 1e-12);  // both devices compute a loss in float64
        // In float32, dy is rounded once; two float64 that differ by nothing else may lie on two sides of a tie.
        CHECK(relative_difference(gradient, dy) <= (dtype == Dtype::f64 ? 1e-12 : 0x1p-23));
      }
    }
  }
}

TEST_CASE("Every criterion computes PyTorch's loss and gradient on the GPU", "[layering]") {
  use_cuda();
  const ParityFixture fixture(std::filesystem::path(STRATA_PARITY_FIXTURE).parent_path() / "05_losses.safetensors");
  for (const std::string& name : losses::parity_kinds) {
    losses::check_parity(fixture, name, Dtype::f64, Device::cuda);
    losses::check_parity(fixture, name, Dtype::f32, Device::cuda);
  }
}

TEST_CASE("A batch on the GPU and labels on the CPU are refused, and both are named", "[layering]") {
  use_cuda();
  const Tensor y = Tensor::full({2, 3}, 0.5, {Device::cuda, Dtype::f32});
  check_contains(error_message([&] {
                   CrossEntropy().forward(y, Tensor::from<std::int32_t>({2}, {0, 2}));
                 }),
                 {"CrossEntropy, target: got int32 on the CPU, expected int32 on the CUDA"});
  check_contains(error_message([&] {
                   MeanSquaredError().forward(y, Tensor::full({2, 3}, 1));
                 }),
                 {"MeanSquaredError, target: got float32 on the CPU, expected float32 on the CUDA"});
}
