// What CUDA leaves undefined, the emulator reports: which kernel, block and threads, what they did, and in which line.

#include "tests/15_cuda_kernels_emulator_faults.hpp"

#include <catch2/catch.hpp>

#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/emulator/settings.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "tests/15_cuda_kernels_numbers.hpp"
#include "tests/15_cuda_kernels_warps.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

namespace {

// A kernel with barriers, shuffles and shared memory runs as if nothing had happened.
void check_works() {
  const Tensor x = Tensor::full({96}, 2, {Device::cuda, Dtype::f32});
  CHECK(differing(warp_sums(x), Tensor::full({3}, 64)) == 0);
  CHECK(differing(passed_around(x), x) == 0);
}

}  // namespace

TEST_CASE("every planted fault is named with its kernel, block, threads and line, in every order", "[layering]") {
  cuda_kernels::install();
  for (const PlantedFault& fault : planted_faults()) {
    CAPTURE(fault.kernel);
    in_every_order([&] {
      const std::string message = error_message([&] {
        fault.start();
        synchronize();
      });
      check_contains(message, {"unspecified launch failure (cudaErrorLaunchFailure): kernel " + fault.kernel +
                               ", block (0,0,0): "});
      check_contains(message, fault.said);
      check_works();
    });
  }
}

TEST_CASE("a fault names the one block of many that it happened in", "[layering]") {
  cuda_kernels::install();
  for (const int runners : {1, 2}) {
    emulator::Settings settings = emulator::settings();
    settings.block_runners = runners;
    const emulator::SettingsScope scope(settings);
    in_every_order([] {
      check_contains(error_message([] {
                       start_fault_in_one_block();
                       synchronize();
                     }),
                     {"kernel fault_in_one_block, block (31,5,0)", "63 of 64 threads", "thread 63: ended"});
      check_works();
    });
  }
}

TEST_CASE("what stands behind a fault in its stream never runs, and other streams go on", "[layering]") {
  cuda_kernels::install();
  Tensor behind = Tensor::full({3}, 1, {Device::cuda, Dtype::f32}), beside = behind.clone();
  synchronize();
  const CudaStream other;
  {
    const CudaStreamScope scope(other.handle());
    beside.fill(5);
  }
  start_fault_in_one_block();
  behind.fill(5);
  CHECK_THROWS(synchronize());
  CHECK_NOTHROW(synchronize());
  CHECK_NOTHROW(other.synchronize());
  CHECK(differing(behind, Tensor::full({3}, 1)) == 0);
  CHECK(differing(beside, Tensor::full({3}, 5)) == 0);
}

TEST_CASE("a fault is told once, and not to the next kernel", "[layering]") {
  cuda_kernels::install();
  start_fault_in_one_block();
  CHECK_THROWS(synchronize());
  CHECK_NOTHROW(Tensor::full({3}, 1, {Device::cuda, Dtype::f32}));
  check_works();
}

TEST_CASE("the emulator works on after a hundred faults", "[layering]") {
  cuda_kernels::install();
  for (int round = 0; round < 100; ++round) {
    start_fault_in_one_block();
    CHECK_THROWS(synchronize());
  }
  check_works();
}
