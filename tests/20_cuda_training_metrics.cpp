// Loss and accuracy of an epoch, added up on the GPU.

#include <catch2/catch.hpp>
#include <limits>

#include "01_tensors/predictions.hpp"
#include "05_losses/cross_entropy.hpp"
#include "15_cuda_kernels/cuda_kernels.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "16_cuda_reductions/cuda_reductions.hpp"
#include "20_cuda_training/device_metrics.hpp"
#include "tests/20_cuda_training_parameters.hpp"
#include "tests/cuda_orders.hpp"
#include "tests/cuda_recording.hpp"
#include "tests/error_matchers.hpp"
#include "tests/random_tensors.hpp"
#ifndef STRATA_CUDA
#include "15_cuda_kernels/emulator/launch_counts.hpp"
#endif

using namespace strata;

namespace {

// Scores and labels of a batch, and what the CPU says of them.
struct Seen {
  Seen(Index samples, Index classes, Dtype dtype, Rng& rng)
      : scores(normal_tensor({samples, classes}, rng, dtype)), labels({samples}, {Device::cpu, Dtype::i32}) {
    for (std::int32_t& label : labels.values<std::int32_t>()) label = static_cast<std::int32_t>(rng.below(classes));
    CrossEntropy criterion;
    loss_sum = criterion.forward(scores, labels) * static_cast<double>(samples);
    losses = criterion.sample_losses().clone();
    right = std::llround(accuracy(argmax(scores), labels) * static_cast<double>(samples));
  }

  void add_to(DeviceMetrics& metrics) const {
    metrics.add(losses.to(Device::cuda), scores.to(Device::cuda), labels.to(Device::cuda));
  }

  Tensor scores, labels, losses;
  double loss_sum = 0;
  Index right = 0;
};

}  // namespace

TEST_CASE("Metrics of an epoch are the CPU's, with the same bits in every order", "[layering]") {
  cuda_kernels::install();
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  double first = 0;
  in_every_order([&] {
    DeviceMetrics metrics;
    Rng rng(9, Stream::test);
    double loss_sum = 0;
    Index right = 0, samples = 0;
    for (const Index size : {1, 31, 33, 257, 600}) {
      const Seen seen(size, 10, dtype, rng);
      seen.add_to(metrics);
      loss_sum += seen.loss_sum;
      right += seen.right;
      samples += size;
    }
    const RunningMetrics all = metrics.read();
    CHECK(all.loss_sum == Approx(loss_sum).epsilon(1e-12));
    CHECK(all.right == right);
    CHECK(all.samples == samples);
    CHECK(all.batches == 5);
    CHECK(all.first_bad == 0);
    CHECK(all.accuracy() == static_cast<double>(right) / static_cast<double>(samples));
    CHECK(all.loss() == all.loss_sum / static_cast<double>(samples));
    if (first == 0) first = all.loss_sum;
    CHECK(all.loss_sum == first);
    metrics.reset();
    CHECK(metrics.read().samples == 0);
    CHECK(metrics.read().loss_sum == 0);
  });
}

TEST_CASE("The first batch with a loss that is no number is remembered", "[layering]") {
  cuda_kernels::install();
  const double bad = GENERATE(std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity());
  Rng rng(9, Stream::test);
  DeviceMetrics metrics;
  for (int batch = 1; batch <= 4; ++batch) {
    Seen seen(40, 3, Dtype::f32, rng);
    if (batch == 2 || batch == 4) seen.losses.values<double>()[17] = bad;
    seen.add_to(metrics);
  }
  CHECK(metrics.read().first_bad == 2);
  CHECK(metrics.read().batches == 4);
}

TEST_CASE("Metrics that were recorded add up in each replay", "[layering]") {
  cuda_kernels::install();
  Rng rng(9, Stream::test);
  const Seen seen(33, 4, Dtype::f32, rng);
  const Tensor losses = seen.losses.to(Device::cuda), scores = seen.scores.to(Device::cuda),
               labels = seen.labels.to(Device::cuda);
  DeviceMetrics metrics;
  metrics.add(losses, scores, labels);
  Recording add([&] { metrics.add(losses, scores, labels); });
  metrics.reset();
  for (int i = 0; i < 3; ++i) add.replay();
  CHECK(metrics.read().right == 3 * seen.right);
  CHECK(metrics.read().samples == 99);
  CHECK(metrics.read().loss_sum == Approx(3 * seen.loss_sum).epsilon(1e-12));
}

TEST_CASE("Metrics refuse what does not belong together", "[layering]") {
  cuda_kernels::install();
  Rng rng(9, Stream::test);
  const Seen seen(5, 3, Dtype::f32, rng);
  const Tensor losses = seen.losses.to(Device::cuda), scores = seen.scores.to(Device::cuda),
               labels = seen.labels.to(Device::cuda);
  DeviceMetrics metrics;
  check_contains(error_message([&] { metrics.add(losses.slice(0, 4), scores, labels); }), {"one loss per sample"});
  check_contains(error_message([&] { metrics.add(seen.losses, scores, labels); }), {"DeviceMetrics, losses", "CPU"});
  check_contains(error_message([&] { metrics.add(losses, scores, labels.slice(0, 4)); }), {"one label per sample"});
  check_contains(error_message([&] { metrics.add(losses, scores, seen.labels); }), {"DeviceMetrics, labels", "CPU"});
}

#ifndef STRATA_CUDA
TEST_CASE("The metrics of a batch are two launches", "[layering]") {
  cuda_kernels::install();
  Rng rng(9, Stream::test);
  const Seen seen(64, 10, Dtype::f32, rng);
  DeviceMetrics metrics;
  const Tensor losses = seen.losses.to(Device::cuda), scores = seen.scores.to(Device::cuda),
               labels = seen.labels.to(Device::cuda);
  synchronize();
  emulator::forget_counts();
  metrics.add(losses, scores, labels);
  synchronize();
  std::uint64_t launches = 0;
  for (const auto& [kernel, counts] : emulator::launch_counts()) launches += counts.launches;
  CHECK(launches == 2);
}
#endif
