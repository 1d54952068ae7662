#include "14_fast_cpu/machine_peak.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "14_fast_cpu/simd.hpp"
#include "14_fast_cpu/together.hpp"
#include "common/error.hpp"

namespace strata::fast_cpu {
namespace {

// A number that the compiler knows nothing of: with known ones, it would leave out what it can foresee.
template <class T>
T unknown(T value) {
  asm volatile("" : "+m"(value));
  return value;
}

// A result that nobody reads would not be computed.
template <class T>
[[gnu::always_inline]] inline void keep(const T& value) {
  asm volatile("" : : "m"(value) : "memory");
}

// Enough sums that do not depend on each other to hide the latency of a multiplication and addition (four cycles in two
// units need eight), and few enough that they, the factor and the addend have a register each.
constexpr int independent_sums = 12;
constexpr int vectors_at_once = 8;  // of the loops over memory

// [region multiply_add]
template <class T>
[[gnu::noinline]] void multiply_and_add(Index repeats, T factor, T addend) {
  Vector<T> sums[independent_sums];
  for (Vector<T>& sum : sums) sum = broadcast(unknown(T{1}));  // equal sums would be computed once
  const Vector<T> factors = broadcast(factor), addends = broadcast(addend);
  for (Index repeat = 0; repeat < repeats; ++repeat) {
#pragma GCC unroll 12
    for (Vector<T>& sum : sums) sum = sum * factors + addends;
  }
  keep(sums);
}
// [endregion multiply_add]

// Sums that do not depend on each other here, too, so that memory is the limit and not the latency of an addition.
[[gnu::noinline]] void read_all(const float* p, Index count) {
  Vector<float> sums[vectors_at_once] = {};
  for (Index i = 0; i < count; i += vectors_at_once * lanes<float>) {
#pragma GCC unroll 8
    for (int v = 0; v < vectors_at_once; ++v) sums[v] += load(p + i + v * lanes<float>);
  }
  keep(sums);
}

[[gnu::noinline]] void update_all(float* p, Index count, float factor) {
  const Vector<float> factors = broadcast(factor);
  for (Index i = 0; i < count; i += vectors_at_once * lanes<float>) {
#pragma GCC unroll 8
    for (int v = 0; v < vectors_at_once; ++v) {
      float* const at = p + i + v * lanes<float>;
      store(at, load(at) * factors);
    }
  }
}

template <class T>
double operations_per_second(Index threads, double seconds) {
  constexpr Index repeats = 100'000;  // about 300 microseconds
  const Together::Result result = Together(threads, seconds).best([](Index) -> std::function<void()> {
    return [] { multiply_and_add(repeats, unknown(T{0.5}), unknown(T{1})); };
  });
  return static_cast<double>(Index{2} * repeats * independent_sums * lanes<T> * threads) / result.seconds;
}

MemoryCeiling memory_ceiling(Index threads, Index bytes, double seconds) {
  const auto count = bytes / static_cast<Index>(sizeof(float));
  // Small footprints are passed over several times in a round, so that a round lasts longer than its beginning.
  const Index passes = std::max<Index>(1, (Index{32} << 20) / bytes);
  std::vector<std::vector<float>> numbers(static_cast<std::size_t>(threads));
  const auto own_numbers = [&](Index thread) {
    std::vector<float>& own = numbers[static_cast<std::size_t>(thread)];
    // First touched by the thread itself, and aligned: a vector across two cache lines takes twice as long.
    if (own.empty()) own.assign(static_cast<std::size_t>(count + lanes<float>), 1.0F);
    void* begin = own.data();
    std::size_t room = own.size() * sizeof(float);
    return static_cast<float*>(std::align(vector_bytes, static_cast<std::size_t>(bytes), begin, room));
  };
  const double moved = static_cast<double>(bytes * passes * threads);
  const Together::Result reading = Together(threads, seconds).best([&](Index thread) -> std::function<void()> {
    return [p = own_numbers(thread), count, passes] {
      for (Index pass = 0; pass < passes; ++pass) read_all(p, count);
    };
  });
  const Together::Result updating = Together(threads, seconds).best([&](Index thread) -> std::function<void()> {
    return [p = own_numbers(thread), count, passes] {
      for (Index pass = 0; pass < passes; ++pass) update_all(p, count, unknown(1.0F));
    };
  });
  return {bytes, moved / reading.seconds, 2 * moved / updating.seconds};
}

std::vector<MemoryCeiling> empty_ceilings(const PeakOptions& options) {
  std::vector<MemoryCeiling> ceilings;
  for (Index bytes = options.smallest_bytes; bytes <= options.largest_bytes; bytes *= 4) {
    ceilings.push_back({bytes, 0, 0});
  }
  return ceilings;
}

// Measures once more; what is better than before counts.
void raise(ThreadCeilings& best, double seconds) {
  best.flops_f32 = std::max(best.flops_f32, operations_per_second<float>(best.threads, seconds));
  best.flops_f64 = std::max(best.flops_f64, operations_per_second<double>(best.threads, seconds));
  for (MemoryCeiling& memory : best.memory) {
    const MemoryCeiling now = memory_ceiling(best.threads, memory.bytes, seconds);
    memory.read = std::max(memory.read, now.read);
    memory.update = std::max(memory.update, now.update);
  }
}

void check(const PeakOptions& options) {
  if (options.threads.empty() || std::ranges::min(options.threads) < 1) {
    throw Error({"machine peak", "no number of threads, or one below 1", "numbers of threads from 1 on", ""});
  }
  const Index step = vectors_at_once * static_cast<Index>(vector_bytes);
  if (options.smallest_bytes < step || options.smallest_bytes % step != 0 ||
      options.largest_bytes < options.smallest_bytes) {
    throw Error({"machine peak",
                 fmt::format("footprints from {} to {} bytes", options.smallest_bytes, options.largest_bytes),
                 fmt::format("multiples of {} bytes, the smaller one first", step), ""});
  }
}

}  // namespace

std::vector<ThreadCeilings> measure_machine(const PeakOptions& options) {
  check(options);
  std::vector<ThreadCeilings> machine;
  for (const Index threads : options.threads) machine.push_back({threads, 0, 0, empty_ceilings(options)});
  for (int sweep = 0; sweep < options.sweeps; ++sweep) {
    for (ThreadCeilings& best : machine) raise(best, options.seconds_per_ceiling);
  }
  return machine;
}

double operations_per_second_now(Index threads) { return operations_per_second<float>(threads, 0); }

const ThreadCeilings& ceilings_with(const std::vector<ThreadCeilings>& machine, Index threads) {
  const auto found = std::ranges::find(machine, threads, &ThreadCeilings::threads);
  if (found == machine.end()) {
    throw Error({"machine peak", fmt::format("{} threads", threads), "a number of threads that was measured", ""});
  }
  return *found;
}

std::string bytes_text(Index bytes) {
  constexpr Index mebibyte = Index{1} << 20;
  return bytes >= mebibyte ? fmt::format("{} MiB", bytes / mebibyte) : fmt::format("{} KiB", bytes >> 10);
}

std::string describe_machine(const std::vector<ThreadCeilings>& machine) {
  Table operations({{"threads"}, {"float32", "GFLOP/s"}, {"float64", "GFLOP/s"}});
  std::vector<Column> columns{{"bytes of each thread", "", Align::right}};
  for (const ThreadCeilings& ceilings : machine) {
    operations.row({ceilings.threads, Real{1e-9 * ceilings.flops_f32, 1}, Real{1e-9 * ceilings.flops_f64, 1}});
    const std::string threads = fmt::format("{} thread{}", ceilings.threads, ceilings.threads == 1 ? "" : "s");
    columns.push_back({"read, " + threads, "GB/s"});
    columns.push_back({"read and written, " + threads, "GB/s"});
  }
  Table memory(columns);
  for (std::size_t i = 0; i < machine.front().memory.size(); ++i) {
    std::vector<Cell> row{bytes_text(machine.front().memory[i].bytes)};
    for (const ThreadCeilings& ceilings : machine) {
      row.emplace_back(Real{1e-9 * ceilings.memory[i].read, 1});
      row.emplace_back(Real{1e-9 * ceilings.memory[i].update, 1});
    }
    memory.row(std::move(row));
  }
  return operations.text() + '\n' + memory.text();
}

}  // namespace strata::fast_cpu
