#pragma once

#include <filesystem>

namespace strata::experiments {

/// The memory that this process has in the machine, in megabytes of 10⁶ bytes, as Linux says it.
struct ProcessMemory {
  double now;   ///< at this moment
  double most;  ///< the most it ever had, or had since forget_most_memory()
};

/// @throws Error where the system does not say
ProcessMemory process_memory();

/// Lets `most` begin anew at what the process has now.
/// @param requests  where Linux takes such a request
/// @throws Error where it does not: what is measured afterwards would be the memory of what was before
void forget_most_memory(const std::filesystem::path& requests = "/proc/self/clear_refs");

}  // namespace strata::experiments
