#include "20_cuda_training/batch_source.hpp"

#include <cuda_runtime.h>
#include <fmt/format.h>

#include <algorithm>

#include "15_cuda_kernels/cuda_error.hpp"
#include "20_cuda_training/device_dataset.hpp"
#include "20_cuda_training/prefetched_batches.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

void make_fit(Tensor& tensor, const Shape& shape, Dtype dtype) {
  const TensorOptions options{Device::cuda, dtype};
  if (!tensor.defined() || tensor.shape() != shape || tensor.options() != options) tensor = Tensor(shape, options);
}

}  // namespace

void BatchSource::begin(Index epoch, Index number) {
  if (epoch < 1 || number < 0 || number >= loader_.batches()) {
    throw Error({"BatchSource", fmt::format("batch {} of epoch {}", number, epoch),
                 fmt::format("batch 0 to {} of an epoch from 1", loader_.batches() - 1), ""});
  }
  epoch_ = epoch;
  number_ = number;
  do_begin(epoch, number);
}

Index BatchSource::next_size() const {
  if (epoch_ == 0 || number_ >= loader_.batches()) {
    throw Error({"BatchSource", epoch_ == 0 ? "a batch before begin()" : fmt::format("batch {}", number_),
                 fmt::format("0 to {}", loader_.batches() - 1),
                 "call begin(epoch) before the first batch of each epoch"});
  }
  const Index size = loader_.options().batch_size;
  return std::min(size, loader_.data().size() - number_ * size);
}

void BatchSource::next(Batch& batch) {
  const Index size = next_size();
  make_fit(batch.x, loader_.data().images.shape().with_first(size), Dtype::f32);
  make_fit(batch.labels, {{size}, "N"}, Dtype::i32);
  do_next(epoch_, number_, batch);
  ++number_;
}

std::unique_ptr<BatchSource> make_batch_source(const DataLoader& loader, std::size_t most_bytes) {
  if (loader.options().augmentation || DeviceDataset::bytes(loader) > most_bytes) {
    return std::make_unique<PrefetchedBatches>(loader);
  }
  return std::make_unique<DeviceDataset>(loader);
}

std::unique_ptr<BatchSource> make_batch_source(const DataLoader& loader) {
  std::size_t free_bytes = 0, total_bytes = 0;
  expect_success(cudaMemGetInfo(&free_bytes, &total_bytes), "cudaMemGetInfo");
  return make_batch_source(loader, free_bytes / 2);
}

}  // namespace strata
