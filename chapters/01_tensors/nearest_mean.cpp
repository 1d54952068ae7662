#include "01_tensors/nearest_mean.hpp"

#include <fmt/format.h>

#include <vector>

#include "01_tensors/views.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

constexpr Index samples_per_chunk = 256;
constexpr Index features_per_chunk = 64;

std::vector<Index> class_sizes(const Tensor& labels, Index classes) {
  if (classes < 1) throw Error({"class_means", fmt::format("{} classes", classes), "1 or more", ""});
  std::vector<Index> sizes(static_cast<std::size_t>(classes), 0);
  for (Index n = 0; n < labels.count(); ++n) {
    const std::int32_t label = labels.values<std::int32_t>()[static_cast<std::size_t>(n)];
    if (label < 0 || label >= classes) {
      throw Error(
          {"class_means", fmt::format("label {} for sample {}", label, n), fmt::format("0 to {}", classes - 1), ""});
    }
    ++sizes[static_cast<std::size_t>(label)];
  }
  for (std::size_t k = 0; k < sizes.size(); ++k) {
    if (sizes[k] == 0) {
      throw Error({"class_means", fmt::format("no sample of class {}", k), "at least one sample of every class", ""});
    }
  }
  return sizes;
}

}  // namespace

// [region class_means]
Tensor class_means(const Tensor& samples, const Tensor& labels, Index classes) {
  expect_shape(labels, {samples.dim(0)}, "class_means, labels", "one label per sample");
  const std::vector<Index> sizes = class_sizes(labels, classes);
  const Tensor numbers = samples.to(Dtype::f32);
  const auto x = matrix<float>(numbers);
  const auto label = row<std::int32_t>(labels);
  Tensor means({{classes, x.cols()}, "KF"});
  auto m = matrix<float>(means);
  parallel_for(x.cols(), features_per_chunk, [&](Index begin, Index end) {
    Eigen::MatrixXd sums = Eigen::MatrixXd::Zero(classes, end - begin);
    for (Index n = 0; n < x.rows(); ++n) {
      sums.row(label[n]) += x.row(n).segment(begin, end - begin).cast<double>();
    }
    for (Index k = 0; k < classes; ++k) {  // (1.1)
      m.row(k).segment(begin, end - begin) =
          (sums.row(k) / static_cast<double>(sizes[static_cast<std::size_t>(k)])).cast<float>();
    }
  });
  return means;
}
// [endregion class_means]

// [region nearest_mean]
Tensor nearest_mean(const Tensor& samples, const Tensor& means) {
  expect_shape(means, {any, samples.count() / samples.dim(0)}, "nearest_mean, means", "one row of features per class");
  const Tensor numbers = samples.to(Dtype::f32);
  const auto x = matrix<float>(numbers);
  const auto m = matrix<float>(means);
  Tensor predicted({{x.rows()}, "N"}, {Device::cpu, Dtype::i32});
  auto label = row<std::int32_t>(predicted);
  parallel_for(x.rows(), samples_per_chunk, [&](Index begin, Index end) {
    for (Index n = begin; n < end; ++n) {
      Index nearest = 0;
      (m.rowwise() - x.row(n)).rowwise().squaredNorm().minCoeff(&nearest);  // (1.2)
      label[n] = static_cast<std::int32_t>(nearest);
    }
  });
  return predicted;
}
// [endregion nearest_mean]

}  // namespace strata
