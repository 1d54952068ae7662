#include "08_normalization/planted_batch_norm.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "01_tensors/views.hpp"

namespace strata {
namespace {

// What stands in (8.23) for one number of x.
struct Terms {
  double gamma, r, dy, normal, dgamma, dbeta, rows;
};

// dx, number by number, from a formula.
template <class Entry>
void input_gradient(const Tensor& x, const ChannelStatistics& batch, const Tensor* scale, const Tensor& dy,
                    const Tensor& dscale, const Tensor& dshift, Tensor& dx, Entry formula) {
  const Index channels = dscale.count();
  const auto mean = row<double>(batch.mean), variance = row<double>(batch.variance);
  const Index row_count = x.count() / channels;
  const auto rows = static_cast<double>(row_count);
  for (Index i = 0; i < x.count(); ++i) {
    const Index c = i % channels;
    const double r = 1 / std::sqrt(variance[c] + batch.epsilon);
    row<double>(dx)[i] =
        formula(Terms{scale != nullptr ? row<double>(*scale)[c] : 1.0, r, row<double>(dy)[i],
                      (row<double>(x)[i] - mean[c]) * r, row<double>(dscale)[c], row<double>(dshift)[c], rows});
  }
}

// [region planted]
double mean_path_forgotten(const Terms& t) { return t.gamma * t.r * (t.dy - t.normal * t.dgamma / t.rows); }

double variance_path_forgotten(const Terms& t) { return t.gamma * t.r * (t.dy - t.dbeta / t.rows); }

double both_forgotten(const Terms& t) { return t.gamma * t.r * t.dy; }

double unbiased_sums(const Terms& t) {
  return t.gamma * t.r * (t.dy - t.dbeta / t.rows - t.normal * t.dgamma / (t.rows - 1));
}

double unbiased_deviation(const Terms& t) {
  const double r = t.r * std::sqrt((t.rows - 1) / t.rows);
  return t.gamma * r * (t.dy - t.dbeta / t.rows - t.normal * t.dgamma / t.rows);
}

double scale_forgotten(const Terms& t) { return t.r * (t.dy - t.dbeta / t.rows - t.normal * t.dgamma / t.rows); }

double sums_for_means(const Terms& t) { return t.gamma * t.r * (t.dy - t.dbeta - t.normal * t.dgamma); }
// [endregion planted]

template <double (*Formula)(const Terms&)>
PlantedBatchNorm planted(const std::string& mistake) {
  BatchNormKernels kernels = BatchNormKernels::table.find(Device::cpu, Dtype::f64, plain_kernels);
  kernels.backward_input = [](const Tensor& x, const ChannelStatistics& batch, const Tensor* scale, const Tensor& dy,
                              const Tensor& dscale, const Tensor& dshift,
                              Tensor& dx) { input_gradient(x, batch, scale, dy, dscale, dshift, dx, Formula); };
  return {mistake, kernels};
}

}  // namespace

const std::vector<PlantedBatchNorm>& planted_batch_norms() {
  static const std::vector<PlantedBatchNorm> all{
      planted<mean_path_forgotten>("path through the mean forgotten"),
      planted<variance_path_forgotten>("path through the variance forgotten"),
      planted<both_forgotten>("both paths forgotten"),
      planted<unbiased_sums>("R - 1 for R in the variance's path"),
      planted<unbiased_deviation>("unbiased deviation for the biased one"),
      planted<scale_forgotten>("scale forgotten"),
      planted<sums_for_means>("sums for means"),
  };
  return all;
}

}  // namespace strata
