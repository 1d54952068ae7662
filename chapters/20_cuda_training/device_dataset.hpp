#pragma once

#include <cstddef>

#include "15_cuda_kernels/device_memory.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "20_cuda_training/batch_source.hpp"

namespace strata {

/// A data set that lies in the GPU's memory as bytes, a quarter of what its pixels are as numbers. An epoch begins with
/// a copy of the order of its images; after that nothing travels. The place in that order is a number on the GPU, and
/// the kernels of a batch read and change it there, so a CUDA graph that recorded next() gives another batch in each
/// replay.
class DeviceDataset : public BatchSource {
 public:
  /// Copies images and labels. @throws Error if the loader augments, which the CPU does
  explicit DeviceDataset(const DataLoader& loader);
  /// Waits until the order of the epoch has left the CPU's memory.
  ~DeviceDataset() override;

  /// What it takes of the GPU's memory.
  static std::size_t bytes(const DataLoader& loader);

  /// So many whole batches were made by a graph that was replayed. For the recording itself, in which none is made, -1.
  void count_replayed(Index batches) { skip(batches); }

 private:
  void do_begin(Index epoch, Index number) override;
  void do_next(Index epoch, Index number, Batch& batch) override;
  void send_order(Index epoch);

  Tensor images_, labels_, table_;
  Tensor order_;     // int64 [N], of the present epoch
  Tensor position_;  // int64 [1]: the place in the order where the next batch begins
  PinnedMemory staged_order_;
  CudaEvent order_copied_;
  Index ordered_epoch_ = 0;
};

}  // namespace strata
