// What the ladders' kernels ask for, counted by the emulator: the same kernels, launched with numbers that note every
// visit to memory.

#include "15_cuda_kernels/emulator/counted.hpp"
#include "15_cuda_kernels/emulator/launch_counts.hpp"
#include "18_cuda_normalization/ladder_counts.hpp"
#include "18_cuda_normalization/mask_kernels.hpp"
#include "18_cuda_normalization/moments_ladder.hpp"

namespace strata {
namespace {

using emulator::Counted;

// What was counted while something ran over so many numbers.
LadderCounts count(Index numbers, FunctionRef<void()> run) {
  emulator::forget_counts();
  const emulator::AccessCounts accesses = emulator::count_accesses(run);
  LadderCounts counts;
  for (const auto& [kernel, of_kernel] : emulator::launch_counts()) {
    counts.threads += static_cast<Index>(of_kernel.threads);
    counts.barriers += static_cast<Index>(of_kernel.barriers);
  }
  counts.load_requests = 32 * static_cast<double>(accesses.loads.requests) / static_cast<double>(numbers);
  counts.sectors_a_number = static_cast<double>(accesses.loads.parts) / static_cast<double>(numbers);
  return counts;
}

const Counted<float>* counted(const Tensor& x) { return reinterpret_cast<const Counted<float>*>(x.data<float>()); }
Counted<float>* counted(Tensor& x) { return reinterpret_cast<Counted<float>*>(x.data<float>()); }

}  // namespace

std::optional<LadderCounts> count_moments(int rung, Index rows, Index channels) {
  const Tensor x = Tensor::full({rows, channels}, 1, {Device::cuda, Dtype::f32});
  Tensor mean({channels}, x.options()), variance({channels}, x.options());
  synchronize();
  return count(x.count(),
               [&] { moments::run_rung(rung, counted(x), rows, channels, counted(mean), counted(variance)); });
}

std::optional<LadderCounts> count_masks(int rung, Index numbers) {
  const Tensor x = Tensor::full({numbers}, 1, {Device::cuda, Dtype::f32});
  const Tensor taken = Tensor::from<std::int64_t>({2}, {1, 0}).to(Device::cuda);
  Tensor y({numbers}, x.options());
  synchronize();
  return count(numbers, [&] {
    masks::run_rung(rung, Bernoulli(0.5), taken.data<std::int64_t>(), counted(x), counted(y), numbers);
  });
}

}  // namespace strata
