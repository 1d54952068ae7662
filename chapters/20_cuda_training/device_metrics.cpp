#include "20_cuda_training/device_metrics.hpp"

#include <array>

#include "16_cuda_reductions/predictions.hpp"
#include "20_cuda_training/metrics_kernels.hpp"

namespace strata {

DeviceMetrics::DeviceMetrics() : sums_({metrics_count}, {Device::cuda, Dtype::f64}) { reset(); }

void DeviceMetrics::reset() { sums_.fill(0); }

void DeviceMetrics::add(const Tensor& losses, const Tensor& scores, const Tensor& labels) {
  expect_shape(losses, {scores.dim(0)}, "DeviceMetrics, losses", "one loss per sample: Criterion::sample_losses()");
  expect_options(losses, {Device::cuda, Dtype::f64}, "DeviceMetrics, losses");
  expect_shape(labels, losses.shape(), "DeviceMetrics, labels", "one label per sample");
  expect_options(labels, {Device::cuda, Dtype::i32}, "DeviceMetrics, labels");
  add_batch(losses, cuda_reductions::argmax(scores), labels, sums_);
}

RunningMetrics DeviceMetrics::read() const {
  const Tensor here = sums_.to(Device::cpu);
  const auto sums = here.values<double>();
  const auto whole = [&](std::size_t i) { return static_cast<Index>(sums[i]); };
  return {sums[0], whole(1), whole(2), whole(3), whole(4)};
}

}  // namespace strata
