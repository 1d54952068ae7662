#pragma once

#include <array>

#include "15_cuda_kernels/device_memory.hpp"
#include "15_cuda_kernels/stream.hpp"
#include "20_cuda_training/batch_source.hpp"

namespace strata {

/// Batches of a data set that stays in the CPU's memory. While the GPU computes with one batch, the CPU puts the bytes
/// of the next into page-locked memory, and a second stream copies them to the GPU. There are two of everything, for
/// the batch that is used and for the one that is on its way.
class PrefetchedBatches : public BatchSource {
 public:
  /// The loader may augment, which is done on the CPU, one batch ahead.
  explicit PrefetchedBatches(const DataLoader& loader);
  /// Waits for the copies.
  ~PrefetchedBatches() override;

 private:
  // One of the two: labels first, then images, on both sides.
  struct Stage {
    explicit Stage(Index bytes) : host(static_cast<std::size_t>(bytes)), device({bytes}, {Device::cuda, Dtype::u8}) {}

    PinnedMemory host;
    Tensor device;
    CudaEvent copied;  // the bytes are on the GPU, and the host's may be changed
    CudaEvent used;    // the batch is made of them, and the GPU's may be changed
  };

  void do_begin(Index epoch, Index number) override;
  void do_next(Index epoch, Index number, Batch& batch) override;
  void fetch(Index epoch, Index number);
  Stage& stage_of(Index number) { return stages_[static_cast<std::size_t>(number % 2)]; }

  Index label_bytes_;  // where the images begin
  Tensor table_;
  CudaStream copies_;
  std::array<Stage, 2> stages_;
};

}  // namespace strata
