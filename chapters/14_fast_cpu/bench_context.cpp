#include "bench_context.hpp"

#include <fmt/format.h>

#include "14_fast_cpu/simd.hpp"
#include "common/parallel.hpp"
#include "common/provenance.hpp"

using namespace strata;

std::vector<std::pair<std::string, std::string>> bench_context(const fast_cpu::KernelOption& kernels) {
  return {{"threads", fmt::format("{}", thread_count())},
          {"kernels", kernels.name()},
          {"fusion", kernels.fusion() ? "on" : "off"},
          {"processor", processor_name()},
          {"compiler", compiler_name()},
          {"vector_bytes", fmt::format("{}", fast_cpu::vector_bytes)},
          {"commit", checkout_commit()}};
}
