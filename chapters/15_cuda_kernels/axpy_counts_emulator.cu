// What the ladder's kernels ask of memory, counted by the emulator: the same kernels, launched with numbers that note
// every visit to memory.

#include "15_cuda_kernels/axpy_ladder.hpp"
#include "15_cuda_kernels/axpy_rungs.hpp"
#include "15_cuda_kernels/emulator/counted.hpp"

namespace strata {
namespace {

using emulator::Counted;

// A warp that reads every stride-th number.
template <class T>
__global__ void read_strided(const T* x, T* y, Index stride) {
  y[threadIdx.x] = x[static_cast<Index>(threadIdx.x) * stride];
}

template <class T>
double sectors_of(Index stride) {
  Tensor x = Tensor::full({32 * stride}, 1, {Device::cuda, dtype_of<T>}), y({32}, x.options());
  const emulator::AccessCounts counts = emulator::count_accesses([&] {
    launch<read_strided<Counted<T>>>({.grid = 1, .block = 32}, reinterpret_cast<const Counted<T>*>(x.data<T>()),
                                     reinterpret_cast<Counted<T>*>(y.data<T>()), stride);
  });
  return static_cast<double>(counts.loads.parts) / static_cast<double>(counts.loads.requests);
}

}  // namespace

std::optional<AxpyCounts> count_axpy(int rung, Index count) {
  Tensor x = Tensor::full({count}, 1, {Device::cuda, Dtype::f32}), y = Tensor::full({count}, 1, x.options());
  const emulator::AccessCounts counts = emulator::count_accesses([&] {
    axpy::run_rung(rung, reinterpret_cast<const Counted<float>*>(x.data<float>()), Counted<float>(0.5F),
                   reinterpret_cast<Counted<float>*>(y.data<float>()), count);
  });
  // Of the loads, half are of x and half of y.
  const double requests = static_cast<double>(counts.loads.requests) / 2;
  const double sectors = static_cast<double>(counts.loads.parts) / 2;
  const auto numbers = static_cast<double>(count);
  return AxpyCounts{.load_requests = 32 * requests / numbers, .sectors_a_number = sectors / numbers};
}

std::optional<double> sectors_of_stride(Index stride, Dtype dtype) {
  return dtype == Dtype::f64 ? sectors_of<double>(stride) : sectors_of<float>(stride);
}

}  // namespace strata
