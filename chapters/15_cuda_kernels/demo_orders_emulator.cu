// Orders of threads, which only the emulator lets a program choose, and a mistake that only the emulator reports.

#include "15_cuda_kernels/demo_orders.hpp"
#include "15_cuda_kernels/elementwise.hpp"
#include "15_cuda_kernels/emulator/settings.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

Index wrong_numbers(const Tensor& x, Barrier barrier) {
  const Tensor y = differences(x.to(Device::cuda), barrier).to(Device::cpu);
  const auto from = x.values<float>(), to = y.values<float>();
  Index wrong = 0;
  for (std::size_t i = 0; i < to.size(); ++i) {
    if (to[i] != (i == 0 ? from[0] : from[i] - from[i - 1])) ++wrong;
  }
  return wrong;
}

// [region divergent]
__global__ void half_waits() {
  if (threadIdx.x < 32) __syncthreads();
}
// [endregion divergent]

}  // namespace

std::vector<OrderRow> wrong_in_every_order(const Tensor& x, Barrier barrier) {
  std::vector<OrderRow> rows;
  const auto row = [&](const char* name, emulator::Order order, std::uint64_t seed) {
    emulator::Settings settings = emulator::settings();
    settings.order = order;
    settings.seed = seed;
    const emulator::SettingsScope scope(settings);
    rows.push_back({name, wrong_numbers(x, barrier)});
  };
  row("forward", emulator::Order::forward, 1);
  row("reversed", emulator::Order::reversed, 1);
  row("shuffled", emulator::Order::shuffled, 1);
  row("shuffled otherwise", emulator::Order::shuffled, 2);
  return rows;
}

std::string divergent_barrier_report() {
  try {
    launch<half_waits>({.grid = 1, .block = 64});
    synchronize();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace strata
