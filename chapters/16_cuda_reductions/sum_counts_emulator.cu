// What the ladder's kernels do, counted by the emulator: the same kernels, launched with numbers that note every visit
// to memory.

#include "15_cuda_kernels/emulator/counted.hpp"
#include "15_cuda_kernels/emulator/launch_counts.hpp"
#include "16_cuda_reductions/row_sums.hpp"
#include "16_cuda_reductions/sum_ladder.hpp"
#include "16_cuda_reductions/sum_rungs.hpp"

namespace strata {
namespace {

using CountedFloat = emulator::Counted<float>;

template <int lanes>
void sum_counted_rows(const Tensor& x, Tensor& y) {
  launch<sum_rows<lanes, CountedFloat>>(rows_of_lanes<lanes>(x.dim(0)), numbers<CountedFloat>(x),
                                        numbers_to_write<CountedFloat>(y), x.dim(0), x.dim(1));
}

}  // namespace

std::optional<SumCounts> count_sum(int rung, Index count) {
  const Tensor x = Tensor::full({count}, 1, {Device::cuda, Dtype::f32});
  synchronize();
  emulator::forget_counts();
  const emulator::AccessCounts memory = emulator::count_accesses([&] { sums::run_rung<CountedFloat>(rung, x); });
  SumCounts counts{.loads = memory.loads.requests,
                   .sectors = memory.loads.parts,
                   .shared_requests = memory.shared_loads.requests + memory.shared_stores.requests};
  for (const auto& [kernel, launched] : emulator::launch_counts()) {
    counts.launches += launched.launches;
    counts.threads += launched.threads;
    counts.barriers += launched.barriers;
    counts.meetings += launched.meetings;
    counts.atomics += launched.atomics;
  }
  return counts;
}

std::optional<double> sectors_of_rows(Index columns, bool warp_for_each_row) {
  const Tensor x = Tensor::full({64, columns}, 1, {Device::cuda, Dtype::f32});
  Tensor y({64}, x.options());
  const emulator::AccessCounts counts = emulator::count_accesses(
      [&] { warp_for_each_row ? sum_counted_rows<warp_lanes>(x, y) : sum_counted_rows<1>(x, y); });
  return static_cast<double>(counts.loads.parts) / static_cast<double>(x.count());
}

}  // namespace strata
