#include "experiments/process_memory.hpp"

#include <fstream>
#include <string>

#include "common/error.hpp"

namespace strata::experiments {
namespace {

// A line of the file: "VmRSS" is what the process has now, "VmHWM" the most it had.
double megabytes_of(const std::string& name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(name + ":")) return 1.024e-3 * std::stod(line.substr(name.size() + 1));
  }
  throw Error({"/proc/self/status", "no " + name, "one, as Linux has it", ""});
}

}  // namespace

ProcessMemory process_memory() { return {.now = megabytes_of("VmRSS"), .most = megabytes_of("VmHWM")}; }

// See proc(5): 5 is the request to reset VmHWM.
void forget_most_memory(const std::filesystem::path& requests) {
  std::ofstream file(requests);
  file << "5\n" << std::flush;
  if (file) return;
  throw Error({requests.string(), "no request", "a file that takes one, as Linux has it",
               "without it the memory of a training cannot be told from what was before"});
}

}  // namespace strata::experiments
