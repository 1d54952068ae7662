#include "15_cuda_kernels/emulator/launch_counts.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "20_cuda_training/demo_counts.hpp"

namespace strata {

std::optional<LaunchTotal> count_launches(FunctionRef<void()> function) {
  synchronize();
  emulator::forget_counts();
  function();
  synchronize();
  LaunchTotal total;
  for (const auto& [kernel, counts] : emulator::launch_counts()) {
    total.launches += counts.launches;
    total.blocks += counts.blocks;
  }
  return total;
}

}  // namespace strata
