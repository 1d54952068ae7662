#include "05_losses/entry_criterion.hpp"

#include <string>

namespace strata {

void EntryCriterion::expect_fit(const Tensor& y, const Tensor& target) const {
  if (!target.defined() || !(target.shape() == y.shape()) || !(target.options() == y.options())) {
    const std::string where = kind() + ", target";
    expect_shape(target, y.shape(), where, "one number for each of the network's outputs");
    expect_options(target, y.options(), where);
  }
  const ValueRange range = target_range();
  const Index position = first_outside(target, range, NotFinite::fails);
  if (position >= 0) throw outside_error(target, position, range, kind() + ", target");
}

}  // namespace strata
