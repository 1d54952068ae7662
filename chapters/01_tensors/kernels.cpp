#include "01_tensors/kernels.hpp"

#include <fmt/format.h>

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

Error table_is_full(std::string_view layer, std::size_t most) {
  return Error({std::string(layer), "one more set of kernels", fmt::format("at most {}", most), ""});
}

Error missing_kernel(std::string_view layer, Device device, Dtype dtype, std::string_view cuda_chapter) {
  const bool taught_on_cpu = dtype == Dtype::f32 || dtype == Dtype::f64;
  return Error({std::string(layer),
                fmt::format("a {} {} tensor, for which it has no kernel", name(device), name(dtype)),
                "a device and dtype that a chapter has taught it",
                device == Device::cuda ? std::string(cuda_chapter)
                : taught_on_cpu        ? "link the chapter that defines this table"
                                       : "convert with to(Dtype::f32) first"});
}

Error missing_set(std::string_view layer, Device device, Dtype dtype, std::string_view set) {
  return Error({std::string(layer),
                fmt::format("no kernel set \"{}\" for {} on the {}", set, name(dtype), name(device)),
                "a set that was installed", ""});
}

}  // namespace strata
