#include "01_tensors/kernels.hpp"

namespace strata {
namespace {

std::string& preference() {
  // Changed by the thread that sets up a run, never while layers compute.
  static std::string set;
  return set;
}

}  // namespace

void prefer_kernels(std::string_view set) { preference() = set; }

std::string preferred_kernels() { return preference(); }

std::string_view preferred_kernels_view() { return preference(); }

}  // namespace strata
