#pragma once

#include <string>
#include <vector>

#include "common/index.hpp"
#include "common/table.hpp"

namespace strata::fast_cpu {

/// How fast numbers come and go when each thread works on so many bytes of its own, over and over.
struct MemoryCeiling {
  Index bytes;    ///< of each thread
  double read;    ///< bytes per second of all threads together, when they are only read
  double update;  ///< the same when every number is read and written: both count
};

/// What the machine reaches with so many threads, and no program can exceed.
struct ThreadCeilings {
  Index threads;                      ///< all working at the same time
  double flops_f32;                   ///< float32 operations per second; a multiplication and an addition are two
  double flops_f64;                   ///< float64 operations per second
  std::vector<MemoryCeiling> memory;  ///< from the smallest footprint, in the first cache, to the main memory
};

/// What to measure.
struct PeakOptions {
  std::vector<Index> threads{1, 2};        ///< each at least 1
  Index smallest_bytes = Index{16} << 10;  ///< the first footprint of each thread; the next has four times as many
  Index largest_bytes = Index{256} << 20;  ///< the last footprint is not larger
  int sweeps = 4;                          ///< how often all ceilings are measured, one after the other
  double seconds_per_ceiling = 0.03;       ///< how long each ceiling is looked for in a sweep
};

/// Measures the machine that it runs on. A shared machine changes its speed while it is measured: work is cut into
/// many short rounds, in which all threads begin together, and the best round of all sweeps counts.
/// @throws Error if there is no number of threads, one is below 1, or the footprints do not fit
std::vector<ThreadCeilings> measure_machine(const PeakOptions& options = {});

/// Float32 operations per second at this moment: the best of a few rounds of the multiply-add loop, a millisecond in
/// all. For a measurement that is to be compared with what the machine could do in the same second.
/// @param threads  at least 1, all working at the same time
double operations_per_second_now(Index threads);

/// The ceilings of one number of threads. @throws Error if it was not measured
const ThreadCeilings& ceilings_with(const std::vector<ThreadCeilings>& machine, Index threads);

/// Two tables as text: operations per second, and bytes per second for each footprint.
std::string describe_machine(const std::vector<ThreadCeilings>& machine);

/// "16 KiB", "256 MiB".
std::string bytes_text(Index bytes);

}  // namespace strata::fast_cpu
