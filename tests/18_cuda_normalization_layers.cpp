// Chapter 8's layers on the GPU: the same numbers as on the CPU, the same bits in every order of threads, and right
// gradients.

#include <catch2/catch.hpp>

#include "01_tensors/allocator.hpp"
#include "02_modules/gradient_check.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "18_cuda_normalization/cuda_normalization.hpp"
#include "tests/08_normalization_cases.hpp"
#include "tests/18_cuda_normalization_passes.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/fresh_seed.hpp"

using namespace strata;

namespace {

void install() {
  cuda_kernels::install();
  cuda_normalization::install();
}

// Built, with parameters that differ from 1 and 0.
std::unique_ptr<Module> built(const NormalisationCase& one, Rng& rng) {
  std::unique_ptr<Module> layer = one.make();
  layer->build(one.batch.without_front(), rng);
  for (Parameter* parameter : layer->parameters()) {
    parameter->value.copy_from(normal_tensor(parameter->value.shape(), rng, Dtype::f32));
  }
  return layer;
}

void compare_devices(const NormalisationCase& one, Rng& rng) {
  const std::unique_ptr<Module> layer = built(one, rng);
  const StepInputs inputs = step_inputs(one.batch, 3, rng);
  const auto exact = outcomes_of(*layer, {Device::cpu, Dtype::f64}, inputs);
  const auto narrow = outcomes_of(*layer, {Device::cpu, Dtype::f32}, inputs);
  std::vector<Outcome> first_wide, first_narrow;
  in_every_order([&] {
    INFO(one.name);
    const auto got_wide = outcomes_of(*layer, {Device::cuda, Dtype::f64}, inputs);
    const auto got_narrow = outcomes_of(*layer, {Device::cuda, Dtype::f32}, inputs);
    check_float64(got_wide, exact);
    check_float32(got_narrow, narrow, exact);
    if (first_wide.empty()) {
      first_wide = got_wide;
      first_narrow = got_narrow;
    }
    check_equal_bits(got_wide, first_wide);
    check_equal_bits(got_narrow, first_narrow);
  });
}

// Rows and channels around 32, around 256, and so many that several blocks share a channel.
std::vector<NormalisationCase> cases_of_tiles() {
  std::vector<NormalisationCase> cases;
  const auto add = [&](const std::string& name, const Shape& shape, auto make) {
    cases.push_back({name + " " + shape.to_string(), shape, make});
  };
  for (const Index channels : {1, 3, 31, 33, 64, 257}) {
    for (const Index rows : {33, 257}) add("BatchNorm", {rows, channels}, [] { return std::make_unique<BatchNorm>(); });
  }
  for (const Shape& shape : {Shape{4099, 1}, Shape{3001, 3}, Shape{1031, 33}}) {
    add("BatchNorm", shape, [] { return std::make_unique<BatchNorm>(BatchNormOptions{.momentum = std::nullopt}); });
    add("ChannelwiseScaling", shape, [] { return std::make_unique<ChannelwiseScaling>(); });
  }
  for (const Index length : {31, 32, 33, 257, 1024, 1025, 3001}) {
    for (const Index rows : {1, 9}) add("LayerNorm", {rows, length}, [] { return std::make_unique<LayerNorm>(); });
  }
  add("LayerNorm", {1500, 5}, [] { return std::make_unique<LayerNorm>(); });
  return cases;
}

}  // namespace

TEST_CASE("Every normalisation case gives the CPU's numbers on the GPU, and the same bits in every order",
          "[layering]") {
  install();
  Rng rng(fresh_seed(), Stream::test);
  for (const NormalisationCase& one : normalisation_cases()) compare_devices(one, rng);
}

TEST_CASE("Tiles of any shape, and sums in two passes, give the CPU's numbers on the GPU") {
  install();
  Rng rng(fresh_seed(), Stream::test);
  for (const NormalisationCase& one : cases_of_tiles()) compare_devices(one, rng);
}

TEST_CASE("Gradients of the normalisation layers are right on the GPU", "[layering]") {
  install();
  Rng rng(fresh_seed(), Stream::test);
  for (const NormalisationCase& one : normalisation_cases()) {
    const std::unique_ptr<Module> layer = built(one, rng);
    layer->to(Device::cuda);
    const Tensor x = normal_tensor(one.batch, rng, Dtype::f32).to(Device::cuda);
    const GradientReport report = check_gradients(*layer, x, {.entries = 8, .directions = 1, .seed = rng.position()});
    INFO(one.name << "\n" << report.text());
    CHECK(report.passed());
  }
}

TEST_CASE("Gradients of the normalisation layers are right on the GPU in every order") {
  install();
  Rng rng(fresh_seed(), Stream::test);
  for (const NormalisationCase& one : normalisation_cases()) {
    const std::unique_ptr<Module> layer = built(one, rng);
    layer->to(Device::cuda);
    const Tensor x = normal_tensor(one.batch, rng, Dtype::f32).to(Device::cuda);
    in_every_order([&] {
      const GradientReport report = check_gradients(*layer, x, {.entries = 60, .seed = rng.position()});
      INFO(one.name << "\n" << report.text());
      CHECK(report.passed());
      CHECK(report["input"].kinks == 0);
    });
  }
}

TEST_CASE("A normalisation layer keeps the same bytes on the GPU as on the CPU, and nothing in evaluation",
          "[layering]") {
  install();
  Rng rng(1);
  for (const NormalisationCase& one : normalisation_cases()) {
    const auto kept_by = [&](Device device) {
      CachingAllocator memory(allocator(device).source());
      const AllocatorScope scope(device, memory);
      const std::unique_ptr<Module> layer = one.make();
      layer->to(device);
      layer->build(one.batch.without_front(), rng);
      for (Parameter* parameter : layer->parameters()) parameter->reserve_grad();
      const auto bytes = [&] { return memory.statistics().bytes_in_use; };
      const std::size_t before = bytes();
      layer->forward(Tensor::full(one.batch, 0.5, {device, Dtype::f32}));
      const std::size_t kept = bytes() - before;
      layer->backward(Tensor::full(one.batch, 1, {device, Dtype::f32}), InputGradient::skip);
      CHECK(bytes() == before);
      layer->eval();
      layer->forward(Tensor::full(one.batch, 0.5, {device, Dtype::f32}));
      CHECK(bytes() == before);
      if (device == Device::cuda) synchronize();
      return kept;
    };
    INFO(one.name);
    CHECK(kept_by(Device::cuda) == kept_by(Device::cpu));
  }
}

TEST_CASE("After the first step, a normalisation layer on the GPU asks CUDA for no memory", "[layering]") {
  install();
  Rng rng(1);
  for (const NormalisationCase& one : normalisation_cases()) {
    CachingAllocator memory(allocator(Device::cuda).source());
    const AllocatorScope scope(Device::cuda, memory);
    const std::unique_ptr<Module> layer = one.make();
    layer->to(Device::cuda);
    layer->build(one.batch.without_front(), rng);
    const Tensor x = Tensor::full(one.batch, 0.5, {Device::cuda, Dtype::f32}),
                 dy = Tensor::full(one.batch, 1, x.options());
    const auto step = [&] {
      layer->zero_grad();
      layer->forward(x);
      layer->backward(dy);
      return memory.statistics().system_requests;
    };
    const std::uint64_t after_first = step();
    INFO(one.name);
    for (int i = 0; i < 3; ++i) CHECK(step() == after_first);
    synchronize();
  }
}
