#include "09_dropout/linear_penalty.hpp"

#include <fmt/format.h>

#include "01_tensors/views.hpp"
#include "09_dropout/dropout.hpp"
#include "common/error.hpp"

namespace strata {

// [region penalty]
LinearPenalty linear_penalty(const Tensor& x, const Tensor& w, const Tensor& t, double p, Index passes,
                             std::uint64_t seed) {
  expect_shape(x, {any, w.count()}, "linear_penalty, x", "one column for each weight");
  expect_shape(t, {x.dim(0)}, "linear_penalty, t", "one number for each row");
  if (!(p >= 0 && p < 1)) {
    throw Error(
        {"linear_penalty, p", fmt::format("{}", p), "0 or more and below 1", "with p = 1 nothing is left of x"});
  }
  if (passes < 1) throw Error({"linear_penalty", fmt::format("{} passes", passes), "1 or more", ""});
  const Eigen::VectorXd weight = row<double>(w).transpose(), target = row<double>(t).transpose();
  const auto loss = [&](const Tensor& inputs) {
    return (matrix<double>(inputs) * weight - target).squaredNorm() / static_cast<double>(target.size());  // (3.7)
  };
  const Eigen::VectorXd mean_square = matrix<double>(x).array().square().colwise().mean().matrix().transpose();
  const double penalty = p / (1 - p) * weight.cwiseAbs2().dot(mean_square);  // (9.14)

  Dropout dropout(p);
  dropout.to(Dtype::f64);
  Rng rng(seed);
  dropout.build(x.shape().without_front(), rng);
  double sum = 0;
  for (Index pass = 0; pass < passes; ++pass) sum += loss(dropout.forward(x));
  return {loss(x), penalty, sum / static_cast<double>(passes)};
}
// [endregion penalty]

}  // namespace strata
