#include "bench_work.hpp"

#include <cstdint>

#include "01_tensors/normal_numbers.hpp"
#include "05_losses/cross_entropy.hpp"
#include "06_optimizers/adam.hpp"
#include "13_custom_layers/make_network.hpp"

using namespace strata;

namespace {

Sequential built_network(const BenchRow& row) {
  Sequential network = make_network(row.network);
  Rng rng(1);
  network.build(row.image, rng);
  return network;
}

Tensor random_images(const BenchRow& row) {
  Rng rng(2);
  return normal_numbers({{row.images, row.image[0], row.image[1], row.image[2]}, "NHWC"}, rng);
}

Tensor random_labels(Index images) {
  Rng rng(3);
  Tensor labels({images}, {Device::cpu, Dtype::i32});
  for (std::int32_t& label : labels.values<std::int32_t>()) label = static_cast<std::int32_t>(rng.below(10));
  return labels;
}

}  // namespace

struct BenchWork::Training {
  Training(Module& network, Index images) : optimizer(network.parameters()), labels(random_labels(images)) {}

  Adam optimizer;
  CrossEntropy criterion;
  Tensor labels;
};

BenchWork::BenchWork(const BenchRow& row, const fast_cpu::KernelOption& kernels)
    : trains_(row.kind != BenchRow::Kind::inference),
      network_(built_network(row)),
      execution_(kernels.execution_of(network_)),
      module_(execution_ ? *execution_ : network_),
      images_(random_images(row)) {
  module_.train(trains_);
}

BenchWork::~BenchWork() = default;

void BenchWork::run() {
  if (trains_ && !training_) training_ = std::make_unique<Training>(network_, images_.dim(0));
  if (trains_) training_->optimizer.zero_grad();
  const Tensor y = module_.forward(images_);
  if (!trains_) return;
  training_->criterion.forward(y, training_->labels);
  module_.backward(training_->criterion.backward(), InputGradient::skip);
  training_->optimizer.step();
}
