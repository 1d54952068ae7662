#include "06_optimizers/clipping.hpp"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "06_optimizers/gradient_kernels.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

void expect_limit(std::string_view where, double limit) {
  if (limit > 0) return;
  throw Error({std::string(where), fmt::format("the limit {}", limit), "a number above 0", ""});
}

// A parameter whose gradient was written; the error for a stale one names it.
Tensor& written(Parameter& parameter) {
  parameter.grad();
  return parameter.write_grad().tensor;
}

}  // namespace

Tensor clip_by_norm_unseen(const std::vector<Parameter*>& parameters, double limit) {
  expect_limit("clip_by_norm", limit);
  if (parameters.empty()) throw Error({"clip_by_norm", "no parameters", "one or more", ""});
  const auto count = static_cast<Index>(parameters.size());
  Tensor sums({count, 2}, {parameters.front()->grad().device(), Dtype::f64});
  for (Index i = 0; i < count; ++i) {
    const Tensor& gradient = parameters[static_cast<std::size_t>(i)]->grad();
    Tensor own = sums.slice(i, i + 1);
    kernels<GradientKernels>(gradient).measure(gradient, own);
  }
  for (Parameter* parameter : parameters) {
    Tensor& gradient = written(*parameter);
    kernels<GradientKernels>(gradient).clip_norm(sums, limit, gradient);
  }
  return sums;
}

double length_before(const Tensor& sums, const std::vector<Parameter*>& parameters) {
  const Tensor on_cpu = sums.to(Device::cpu);
  double squares = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const double own = on_cpu.values<double>()[2 * i + 1];
    squares += own;
    if (std::isfinite(own)) continue;
    throw Error({fmt::format("clip_by_norm, {}", parameters[i]->path),
                 fmt::format("a gradient whose squares add up to {}", own), "finite numbers",
                 "scaled by this, every gradient would become NaN or 0; look at the loss, then at the learning rate"});
  }
  return std::sqrt(squares);
}

double clip_by_norm(const std::vector<Parameter*>& parameters, double limit) {
  expect_limit("clip_by_norm", limit);
  return parameters.empty() ? 0 : length_before(clip_by_norm_unseen(parameters, limit), parameters);
}

void clip_by_value(const std::vector<Parameter*>& parameters, double limit) {
  expect_limit("clip_by_value", limit);
  for (const Parameter* parameter : parameters) parameter->grad();  // all, before one is changed
  for (Parameter* parameter : parameters) {
    Tensor& gradient = written(*parameter);
    kernels<GradientKernels>(gradient).clip_value(limit, gradient);
  }
}

}  // namespace strata
