#include "common/provenance.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>
#include <fstream>

#include "common/picture_process.hpp"

namespace strata {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

std::string compiler_name() {
#if defined(__clang__)
  return "clang++ " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

std::string checkout_commit() {
  const ProcessResult result = run_process({"git", "describe", "--always", "--dirty=+", "--exclude=*"}, "",
                                           STRATA_SOURCE_FOLDER, std::chrono::seconds(5));
  if (!result.found || result.exit_status != 0) return "unknown";
  return result.output.substr(0, result.output.find('\n'));
}

std::string today() { return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr))); }

}  // namespace strata
