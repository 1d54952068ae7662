#pragma once

namespace strata::experiments {

/// The memory that this process has in the machine, in megabytes of 10⁶ bytes, as Linux says it.
struct ProcessMemory {
  double now;   ///< at this moment
  double most;  ///< the most it ever had, or had since forget_most_memory()
};

/// @throws Error where the system does not say
ProcessMemory process_memory();

/// Lets `most` begin anew at what the process has now. Where the system refuses, it goes on as it was.
void forget_most_memory();

}  // namespace strata::experiments
