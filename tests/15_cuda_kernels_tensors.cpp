// Tensors on the GPU keep what chapter 1 promises: compared with the CPU's, which chapter 1 tests.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "01_tensors/allocator.hpp"
#include "01_tensors/tensor.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"

using namespace strata;

TEST_CASE("fill writes every element of a GPU's tensor and no other", "[layering]") {
  cuda_kernels::install();
  in_every_order([] {
    for (const Dtype dtype : all_dtypes) {
      for (const Index count : odd_sizes) {
        CAPTURE(name(dtype), count);
        Tensor whole = Tensor::full({count + 2}, 7, {Device::cuda, dtype});
        whole.slice(1, count + 1).fill(-3.7);
        Tensor expected = Tensor::full({count + 2}, 7, {Device::cpu, dtype});
        expected.slice(1, count + 1).fill(-3.7);
        CHECK(differing(whole, expected) == 0);
      }
    }
  });
}

TEST_CASE("more elements than threads are filled and added, too", "[layering]") {
  cuda_kernels::install();
  constexpr Index count = 4096 * 256 + 5;  // a few threads have a second element
  const Tensor x = Tensor::full({count}, 2, {Device::cuda, Dtype::f32});
  Tensor y = Tensor::full({count}, 1, x.options());
  y.add(x, 3);
  CHECK(differing(y, Tensor::full({count}, 7)) == 0);
}

TEST_CASE("a GPU's tensor is converted as the CPU's, for every pair of dtypes", "[layering]") {
  cuda_kernels::install();
  const Index count = GENERATE(1, 31, 33, 257, 100000);
  for (const Dtype from : all_dtypes) {
    const Tensor x = awkward_numbers(from, count);
    const Tensor on_gpu = x.to(Device::cuda);
    for (const Dtype to : all_dtypes) {
      CAPTURE(count, name(from), name(to));
      const Tensor expected = x.to(to);
      CHECK(differing(on_gpu.to(to), expected) == 0);
      Tensor there({count}, {Device::cuda, to}), back({count}, {Device::cpu, to});
      there.copy_from(x);
      CHECK(differing(there, expected) == 0);
      back.copy_from(on_gpu);
      CHECK(differing(back, expected) == 0);
    }
  }
}

TEST_CASE("a conversion on the GPU is the same in every order", "[layering]") {
  cuda_kernels::install();
  in_every_order([] {
    for (const Dtype from : all_dtypes) {
      const Tensor x = awkward_numbers(from, 257);
      for (const Dtype to : all_dtypes) CHECK(differing(x.to(Device::cuda).to(to), x.to(to)) == 0);
    }
  });
}

TEST_CASE("an integer on the GPU stops at its ends, loses its fraction and takes NaN for 0", "[layering]") {
  cuda_kernels::install();
  const double infinity = std::numeric_limits<double>::infinity();
  const Tensor x =
      Tensor::from<double>({7}, {-1.9, 1.9, 3e9, -3e9, infinity, -infinity, std::nan("")}).to(Device::cuda);
  constexpr std::int32_t lowest = std::numeric_limits<std::int32_t>::lowest();
  constexpr std::int32_t highest = std::numeric_limits<std::int32_t>::max();
  CHECK(differing(x.to(Dtype::i32), Tensor::from<std::int32_t>({7}, {-1, 1, highest, lowest, highest, lowest, 0})) ==
        0);
  CHECK(differing(x.to(Dtype::u8), Tensor::from<std::uint8_t>({7}, {0, 1, 255, 0, 255, 0, 0})) == 0);
}

TEST_CASE("a copy from the CPU holds what was there when it was asked for", "[layering]") {
  cuda_kernels::install();
  Tensor x = Tensor::full({100000}, 1);
  Tensor there({100000}, {Device::cuda, Dtype::f32});
  there.copy_from(x);
  x.fill(2);
  CHECK(differing(there, Tensor::full({100000}, 1)) == 0);
}

TEST_CASE("slices of GPU tensors are copied in every direction, and nothing beside them", "[layering]") {
  cuda_kernels::install();
  Rng rng(5, Stream::test);
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {  // the second is converted on its way
    const Tensor source = normal_tensor({257, 3}, rng, Dtype::f32);
    Tensor expected = Tensor::full({300, 3}, -1, {Device::cpu, dtype});
    Tensor on_gpu = expected.to(Device::cuda), within = on_gpu.clone(), back = expected.clone();
    expected.slice(33, 64).copy_from(source.slice(1, 32));
    on_gpu.slice(33, 64).copy_from(source.slice(1, 32));
    within.slice(33, 64).copy_from(source.to(Device::cuda).slice(1, 32));
    back.slice(33, 64).copy_from(source.to(Device::cuda).slice(1, 32));
    CHECK(differing(on_gpu, expected) == 0);
    CHECK(differing(within, expected) == 0);
    CHECK(differing(back, expected) == 0);
  }
}

TEST_CASE("slices of one GPU tensor may overlap when one is written from the other", "[layering]") {
  cuda_kernels::install();
  constexpr Index count = 1000;
  Rng rng(6, Stream::test);
  const Tensor numbers = normal_tensor({count}, rng, Dtype::f32);
  const auto both = [&](auto&& act) {
    Tensor here = numbers.clone(), there = numbers.to(Device::cuda);
    act(here);
    act(there);
    CHECK(differing(here, there) == 0);
  };
  in_every_order([&] {
    both([](Tensor& x) { x.slice(1, count).copy_from(x.slice(0, count - 1)); });
    both([](Tensor& x) { x.slice(0, count - 1).copy_from(x.slice(1, count)); });
    both([](Tensor& x) { x.slice(7, count).add(x.slice(0, count - 7), -1); });
    both([](Tensor& x) { x.add(x, 2); });
    both([](Tensor& x) { x.copy_from(x); });
  });
}

TEST_CASE("add on the GPU is the CPU's to a rounding", "[layering]") {
  cuda_kernels::install();
  in_every_order([] {
    Rng rng(7, Stream::test);
    for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
      for (const Index count : odd_sizes) {
        const Tensor x = normal_tensor({count}, rng, dtype), y = normal_tensor({count}, rng, dtype);
        Tensor here = y.clone(), there = y.to(Device::cuda);
        here.add(x, 0.3);
        there.add(x.to(Device::cuda), 0.3);
        there = there.to(Device::cpu);
        // One of them may round s x before it adds it, the other not.
        const double epsilon = dtype == Dtype::f32 ? 0x1p-23 : 0x1p-52;
        Index wrong = 0;
        for (Index i = 0; i < count; ++i) {
          const auto at = [i](const Tensor& t) {
            return with_type(t.dtype(), [&]<class T>() { return static_cast<double>(t.data<T>()[i]); });
          };
          const double allowed = epsilon * (std::abs(at(y)) + std::abs(at(x)));
          wrong += std::abs(at(here) - at(there)) <= allowed ? 0 : 1;
        }
        CAPTURE(name(dtype), count);
        CHECK(wrong == 0);
      }
    }
  });
}

TEST_CASE("a fresh GPU tensor that nobody wrote is read as NaN where blocks start as NaN", "[layering]") {
  cuda_kernels::install();
  CachingAllocator fresh(allocator(Device::cuda).source(), FreshBlocks::nan);
  const AllocatorScope scope(Device::cuda, fresh);
  for (int round = 0; round < 2; ++round) {
    Tensor x({33}, {Device::cuda, Dtype::f32});
    CHECK(differing(x, Tensor::full({33}, std::nan(""))) == 0);
    x.fill(1);
  }
}

TEST_CASE("elements of a GPU's tensor cannot be read by the CPU", "[layering]") {
  cuda_kernels::install();
  const Tensor x = Tensor::full({{2, 3}, "NF"}, 1, {Device::cuda, Dtype::f32});
  CHECK(x.describe() == "[N=2,F=3] of float32 on the CUDA");
  check_contains(error_message([&] { (void)x.values<float>(); }), {"on the CUDA", "to(Device::cpu)"});
  CHECK(x.to(Device::cuda).shares_storage_with(x));
  CHECK_FALSE(x.to(Device::cpu).shares_storage_with(x));
}
