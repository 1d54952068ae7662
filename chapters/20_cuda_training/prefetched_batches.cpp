#include "20_cuda_training/prefetched_batches.hpp"

#include <cuda_runtime.h>

#include <cstring>
#include <utility>

#include "15_cuda_kernels/cuda_error.hpp"
#include "20_cuda_training/gather_kernels.hpp"

namespace strata {
namespace {

Index bytes_of_labels(const DataLoader& loader) {
  return loader.options().batch_size * static_cast<Index>(sizeof(std::int32_t));
}

Index bytes_of_stage(const DataLoader& loader) {
  const Tensor& images = loader.data().images;
  return bytes_of_labels(loader) + loader.options().batch_size * (images.count() / images.dim(0));
}

}  // namespace

PrefetchedBatches::PrefetchedBatches(const DataLoader& loader)
    : BatchSource(loader),
      label_bytes_(bytes_of_labels(loader)),
      table_(pixel_table(loader.options().normalisation, loader.data().images.dim(3))),
      stages_{Stage(bytes_of_stage(loader)), Stage(bytes_of_stage(loader))} {
  // The blocks may have been another tensor's, which kernels that stand in the current stream still use.
  for (Stage& stage : stages_) stage.used.record(current_stream());
}

// The last batch may be on its way and never asked for; its blocks must not be handed out before it is there.
PrefetchedBatches::~PrefetchedBatches() { cudaStreamSynchronize(copies_.handle()); }

// [region fetch]
// The bytes of a batch, from the data set to page-locked memory, and from there to the GPU.
void PrefetchedBatches::fetch(Index epoch, Index number) {
  Stage& stage = stage_of(number);
  const auto [images, labels] = loader().bytes(epoch, number);
  stage.copied.synchronize();  // the batch before the last has left these bytes
  std::memcpy(stage.host.data(), labels.data<std::int32_t>(), static_cast<std::size_t>(labels.count()) * 4);
  std::memcpy(stage.host.data() + label_bytes_, images.data<std::uint8_t>(), static_cast<std::size_t>(images.count()));
  stage.used.hold_back(copies_.handle());  // and the GPU has made a batch of those that it overwrites
  expect_success(cudaMemcpyAsync(stage.device.data<std::uint8_t>(), stage.host.data(),
                                 static_cast<std::size_t>(label_bytes_ + images.count()), cudaMemcpyHostToDevice,
                                 copies_.handle()),
                 "cudaMemcpyAsync");
  stage.copied.record(copies_.handle());
}
// [endregion fetch]

void PrefetchedBatches::do_begin(Index epoch, Index number) { fetch(epoch, number); }

// [region next]
void PrefetchedBatches::do_next(Index epoch, Index number, Batch& batch) {
  Stage& stage = stage_of(number);
  stage.copied.hold_back(current_stream());
  const std::uint8_t* const bytes = std::as_const(stage.device).data<std::uint8_t>();
  take_batch({bytes + label_bytes_, reinterpret_cast<const std::int32_t*>(bytes)}, table_, batch.x, batch.labels);
  stage.used.record(current_stream());
  if (number + 1 < loader().batches()) fetch(epoch, number + 1);
}
// [endregion next]

}  // namespace strata
