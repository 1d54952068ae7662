#include "05_losses/value_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "02_modules/tensor_check.hpp"

namespace strata {
namespace {

template <class T>
Index first_outside_of(const Tensor& tensor, const ValueRange& range, NotFinite not_finite) {
  const auto values = tensor.values<T>();
  const auto outside = [&](T value) {
    if (not_finite == NotFinite::fails && !std::isfinite(value)) return true;
    return value < range.low || value > range.high;  // false for NaN
  };
  const auto found = std::ranges::find_if(values, outside);
  return found == values.end() ? -1 : found - values.begin();
}

}  // namespace

Index first_outside(const Tensor& tensor, const ValueRange& range, NotFinite not_finite) {
  const Tensor here = tensor.to(Device::cpu);
  return here.dtype() == Dtype::f64 ? first_outside_of<double>(here, range, not_finite)
                                    : first_outside_of<float>(here, range, not_finite);
}

Error outside_error(const Tensor& tensor, Index position, const ValueRange& range, const std::string& where) {
  const Tensor wide = tensor.to(Device::cpu).to(Dtype::f64);
  const double value = wide.values<double>()[static_cast<std::size_t>(position)];
  const std::string number = std::isnan(value) ? "nan" : fmt::format("{:.9g}", value);  // no "-nan"
  return Error({where, fmt::format("{} at {}", number, entry_name(tensor.shape(), position)),
                fmt::format("{} in every entry", range.meaning), std::string(range.hint)});
}

}  // namespace strata
