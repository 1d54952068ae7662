// Launches: which thread is which, what a kernel is called, and what CUDA refuses.

#include "tests/15_cuda_kernels_launches.hpp"

#include <catch2/catch.hpp>

#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

void check_every_thread_ran_once(const Sizes& sizes) {
  const Tensor numbers = touched_by_every_thread(sizes);
  CHECK(differing(numbers, Tensor::full(numbers.shape(), 1, {Device::cpu, Dtype::i32})) == 0);
}

}  // namespace

TEST_CASE("every thread of every block runs once and knows where it stands", "[layering]") {
  cuda_kernels::install();
  in_every_order([] {
    check_every_thread_ran_once({});
    check_every_thread_ran_once({.grid_x = 3, .grid_y = 5, .grid_z = 2, .block_x = 7, .block_y = 4, .block_z = 3});
    check_every_thread_ran_once({.grid_x = 2, .block_x = 1024});
    check_every_thread_ran_once({.block_x = 1, .block_y = 1024});
    check_every_thread_ran_once({.block_x = 16, .block_z = 64});
    check_every_thread_ran_once({.grid_x = 1000, .block_x = 33});
    check_every_thread_ran_once({.grid_y = 65535});
    check_every_thread_ran_once({.grid_z = 65535});
    check_every_thread_ran_once({.block_x = 32, .shared_bytes = 49152});
  });
}

TEST_CASE("a launch that CUDA refuses is told with all numbers and the limits", "[layering]") {
  cuda_kernels::install();
  const std::string limits =
      "expected 1 to 1024 threads in a block (at most 64 along z), 1 block or more (at most 65535 along y and z) and "
      "at "
      "most 49152 bytes of shared memory. Hint: cut the work into more blocks";
  const auto refused = [&](const Sizes& sizes, const std::string& told) {
    check_contains(error_message([&] { touched_by_every_thread(sizes); }),
                   {"kernel touch: got invalid configuration argument (cudaErrorInvalidConfiguration), for a grid of " +
                        told + " bytes of shared memory",
                    limits});
    CHECK_NOTHROW(check_every_thread_ran_once({.grid_x = 2, .block_x = 5}));  // and the next one starts
  };
  refused({.block_x = 2048}, "(1,1,1) blocks of (2048,1,1) = 2048 threads with 0");
  refused({.block_x = 32, .block_y = 33}, "(1,1,1) blocks of (32,33,1) = 1056 threads with 0");
  refused({.block_z = 65}, "(1,1,1) blocks of (1,1,65) = 65 threads with 0");
  refused({.grid_x = 0, .block_x = 32}, "(0,1,1) blocks of (32,1,1) = 32 threads with 0");
  refused({.grid_y = 0}, "(1,0,1) blocks of (1,1,1) = 1 threads with 0");
  refused({.grid_z = 65536}, "(1,1,65536) blocks of (1,1,1) = 1 threads with 0");
  refused({.grid_x = 2, .grid_y = 65536}, "(2,65536,1) blocks of (1,1,1) = 1 threads with 0");
  refused({.block_x = 0}, "(1,1,1) blocks of (0,1,1) = 0 threads with 0");
  refused({.block_x = 8, .shared_bytes = 49153}, "(1,1,1) blocks of (8,1,1) = 8 threads with 49153");
}

TEST_CASE("a kernel is called what its source calls it, with its types", "[layering]") {
  for (const KernelNames& names : kernel_names()) CHECK(names.name == names.written);
}

TEST_CASE("dynamic shared memory is as large as the launch says", "[layering]") {
  cuda_kernels::install();
  std::vector<float> numbers(257), backwards(257);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = static_cast<float>(i);
    backwards[numbers.size() - 1 - i] = numbers[i];
  }
  const Tensor x = Tensor::from({257}, numbers).to(Device::cuda), expected = Tensor::from({257}, backwards);
  in_every_order([&] {
    CHECK(differing(reversed_in_dynamic_memory(x, 257 * sizeof(float)), expected) == 0);
    CHECK(differing(reversed_in_dynamic_memory(x, 49152), expected) == 0);
  });
}

TEST_CASE("arguments convert as in a call, and each thread has its own", "[layering]") {
  cuda_kernels::install();
  in_every_order([] { CHECK(differing(converted_arguments(), Tensor::full({40}, 14)) == 0); });
}
