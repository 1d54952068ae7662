#include "20_cuda_training/device_dataset.hpp"

#include <cuda_runtime.h>

#include <cstring>
#include <utility>
#include <vector>

#include "15_cuda_kernels/cuda_error.hpp"
#include "20_cuda_training/gather_kernels.hpp"
#include "common/error.hpp"

namespace strata {

DeviceDataset::DeviceDataset(const DataLoader& loader)
    : BatchSource(loader),
      table_(pixel_table(loader.options().normalisation, loader.data().images.dim(3))),
      order_({loader.data().size()}, {Device::cuda, Dtype::i64}),
      position_({1}, {Device::cuda, Dtype::i64}),
      staged_order_(static_cast<std::size_t>(loader.data().size()) * sizeof(Index)) {
  if (loader.options().augmentation) {
    throw Error({"DeviceDataset", "a loader that augments", "images as they are stored",
                 "PrefetchedBatches takes what the CPU has augmented"});
  }
  images_ = loader.data().images.to(Device::cuda);
  labels_ = loader.data().labels.to(Device::cuda);
}

DeviceDataset::~DeviceDataset() { cudaEventSynchronize(order_copied_.handle()); }

std::size_t DeviceDataset::bytes(const DataLoader& loader) {
  const auto images = static_cast<std::size_t>(loader.data().size());
  return static_cast<std::size_t>(loader.data().images.count()) + images * (sizeof(std::int32_t) + sizeof(Index));
}

// [region send_order]
// From page-locked memory, so that the copy takes its turn in the stream while the processor goes on.
void DeviceDataset::send_order(Index epoch) {
  const std::vector<Index> order = loader().order(epoch);
  order_copied_.synchronize();  // the last epoch's order has long been read
  std::memcpy(staged_order_.data(), order.data(), staged_order_.bytes());
  expect_success(cudaMemcpyAsync(order_.data<Index>(), staged_order_.data(), staged_order_.bytes(),
                                 cudaMemcpyHostToDevice, current_stream()),
                 "cudaMemcpyAsync");
  order_copied_.record(current_stream());
}
// [endregion send_order]

void DeviceDataset::do_begin(Index epoch, Index number) {
  if (ordered_epoch_ != epoch) send_order(epoch);
  ordered_epoch_ = epoch;
  position_.fill(static_cast<double>(number * loader().options().batch_size));
}

// [region next]
void DeviceDataset::do_next(Index, Index, Batch& batch) {
  const ImageBytes here{std::as_const(images_).data<std::uint8_t>(), std::as_const(labels_).data<std::int32_t>()};
  gather_batch(here, order_, position_, table_, batch.x, batch.labels);
  move_on(position_, batch.labels.count());
}
// [endregion next]

}  // namespace strata
