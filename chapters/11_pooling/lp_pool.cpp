#include "11_pooling/lp_pool.hpp"

#include <fmt/format.h>

#include <string>

#include "common/error.hpp"

namespace strata {

LpPool2d::LpPool2d(const WindowRule& rule, double p) : MeanPool2d(rule, PowerMean{p}) {
  if (p >= 1 && std::isfinite(p)) return;
  throw Error({"LpPool2d", fmt::format("p = {}", p), "a finite number, 1 or more",
               "below 1 the slope at 0 is infinite; for infinity take MaxPool2d"});
}

std::string LpPool2d::more_options() const { return fmt::format("p {}", mean().p); }

}  // namespace strata
