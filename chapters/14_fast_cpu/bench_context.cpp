#include "bench_context.hpp"

#include <fmt/format.h>

#include <chrono>
#include <fstream>

#include "14_fast_cpu/simd.hpp"
#include "common/parallel.hpp"
#include "common/picture_process.hpp"

using namespace strata;

namespace {

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

// With a + behind it where the checkout has changes.
std::string commit() {
  const ProcessResult result = run_process({"git", "describe", "--always", "--dirty=+", "--exclude=*"}, "",
                                           STRATA_SOURCE_FOLDER, std::chrono::seconds(5));
  if (!result.found || result.exit_status != 0) return "unknown";
  return result.output.substr(0, result.output.find('\n'));
}

std::string compiler() {
#if defined(__clang__)
  return "clang++ " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

}  // namespace

std::vector<std::pair<std::string, std::string>> bench_context(const fast_cpu::KernelOption& kernels) {
  return {{"threads", fmt::format("{}", thread_count())},
          {"kernels", kernels.name()},
          {"fusion", kernels.fusion() ? "on" : "off"},
          {"processor", processor()},
          {"compiler", compiler()},
          {"vector_bytes", fmt::format("{}", fast_cpu::vector_bytes)},
          {"commit", commit()}};
}
