// Chapter 9's layers on the GPU: masks that are the CPU's to the last bit, and a random state that moves on by itself.

#include <catch2/catch.hpp>

#include "02_modules/gradient_check.hpp"
#include "02_modules/state.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "18_cuda_normalization/cuda_normalization.hpp"
#include "18_cuda_normalization/ladder_rungs.hpp"
#include "tests/09_dropout_cases.hpp"
#include "tests/18_cuda_normalization_passes.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

void install() {
  cuda_kernels::install();
  cuda_normalization::install();
}

// The cases of chapter 9, and sizes around a block of threads and a tile.
std::vector<DropoutCase> cases_for_threads() {
  std::vector<DropoutCase> cases = dropout_cases();
  for (const Index count : {31, 33, 257, 1023, 4099}) cases.push_back({false, {1, count}, 0.5});
  for (const Index channels : {31, 33, 257}) cases.push_back({true, {3, 2, 5, channels}, 0.5});
  cases.push_back({true, {2, 31, 33, 3}, 0.5});
  return cases;
}

}  // namespace

TEST_CASE("Dropout's masks are the CPU's on the GPU, bit for bit, in every order", "[layering]") {
  install();
  Rng rng(fresh_seed(), Stream::test);
  for (const DropoutCase& given : cases_for_threads()) {
    const auto layer = dropout_layer(given, rng.position());
    const StepInputs inputs = step_inputs(given.batch, 3, rng);
    for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
      const auto expected = outcomes_of(*layer, {Device::cpu, dtype}, inputs);
      in_every_order([&] {
        INFO(layer->summary() << ", " << given.batch.to_string() << ", " << name(dtype));
        check_equal_bits(outcomes_of(*layer, {Device::cuda, dtype}, inputs), expected);
      });
    }
  }
}

TEST_CASE("A hundred thousand entries of a mask have the bits of the CPU's, by every rung of the ladder") {
  install();
  Rng rng(fresh_seed(), Stream::test);
  constexpr Index count = 100'003;
  const Tensor state = Tensor::from<std::int64_t>({2}, {rng.below(Index{1} << 60), rng.below(Index{1} << 40)});
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    const Tensor x = normal_tensor({count}, rng, dtype);
    Tensor expected({count}, x.options());
    kernels<DropoutKernels>(x).forward(Bernoulli(0.3), state, x, expected);
    for (int rung = 1; rung <= static_cast<int>(mask_rungs.size()); ++rung) {
      Tensor y({count}, {Device::cuda, dtype});
      run_mask(rung, Bernoulli(0.3), state.to(Device::cuda), x.to(Device::cuda), y);
      INFO(mask_rungs[static_cast<std::size_t>(rung - 1)] << ", " << name(dtype));
      CHECK(equal_bits(y.to(Device::cpu), expected));
    }
  }
}

TEST_CASE("A batch that begins anywhere in memory gets the same mask", "[layering]") {
  install();
  Rng rng(fresh_seed(), Stream::test);
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    const Tensor whole = normal_tensor({40}, rng, dtype), there = whole.to(Device::cuda);
    for (Index begin = 0; begin < 5; ++begin) {
      const DropoutCase given{false, {35}, 0.4};
      const auto on_cpu = dropout_layer({false, {35, 1}, 0.4}, 3, dtype), on_gpu = on_cpu->clone();
      on_gpu->to(Device::cuda);
      const auto part = [&](const Tensor& x) { return x.slice(begin, begin + 35).reshape({35, 1}); };
      const Tensor y = on_gpu->forward(part(there)).to(Device::cpu);
      CHECK(equal_bits(y, on_cpu->forward(part(whole))));
    }
  }
}

TEST_CASE("Dropout passes the gradient check on the GPU, with the mask replayed, in every order", "[layering]") {
  install();
  Rng rng(fresh_seed(), Stream::test);
  for (const DropoutCase& given : dropout_cases()) {
    const auto layer = dropout_layer(given, rng.position());
    layer->to(Device::cuda);
    const Tensor x = normal_tensor(given.batch, rng, Dtype::f32).to(Device::cuda);
    in_every_order([&] {
      const GradientReport report = check_gradients(*layer, x, {.entries = 20, .seed = rng.position()});
      INFO(layer->summary() << ", " << given.batch.to_string() << "\n" << report.text());
      CHECK(report.passed());
    });
  }
}

TEST_CASE("Evaluation draws nothing on the GPU, and p of 0 and 1 are exact", "[layering]") {
  install();
  Rng rng(1);
  for (const bool whole_channels : {false, true}) {
    const Shape batch{2, 3, 1, 5};
    const Tensor x = normal_tensor(batch, rng, Dtype::f32).to(Device::cuda);
    const auto layer = dropout_layer({whole_channels, batch, 0.5}, 1);
    layer->to(Device::cuda);
    layer->eval();
    CHECK(layer->forward(x).shares_storage_with(x));
    CHECK(elements<std::int64_t>(buffers(*layer).front()->to(Device::cpu))[1] == 0);
    const auto none = dropout_layer({whole_channels, batch, 0.0}, 1),
               all = dropout_layer({whole_channels, batch, 1.0}, 1);
    none->to(Device::cuda);
    all->to(Device::cuda);
    CHECK(none->forward(x).shares_storage_with(x));
    CHECK(largest(all->forward(x)) == 0);
  }
}
