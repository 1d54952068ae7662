#include "01_tensors/kernels.hpp"

namespace strata {
namespace {

std::string& preference() {
  static std::string set;
  return set;
}

}  // namespace

void prefer_kernels(std::string_view set) { preference() = set; }

std::string_view preferred_kernels() { return preference(); }

}  // namespace strata
