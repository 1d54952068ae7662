#include "11_pooling/pool.hpp"

#include <fmt/format.h>

#include <string>

namespace strata {

std::string Pool2d::summary() const {
  const std::string rule = rule_.summary(), more = more_options();
  if (rule.empty() && more.empty()) return kind();
  return fmt::format("{}({}{}{})", kind(), rule, rule.empty() || more.empty() ? "" : ", ", more);
}

Shape Pool2d::do_build(const Shape& sample, Rng&) {
  windows_ = rule_.on(sample, path() + ", input");
  channels_ = sample[2];
  if (rule_.is_global()) return {{channels_}, "C"};
  return output_images(1).without_front();
}

Shape Pool2d::output_images(Index samples) const {
  return {{samples, windows_.rows.output, windows_.columns.output, channels_}, "NHWC"};
}

}  // namespace strata
