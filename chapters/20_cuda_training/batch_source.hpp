#pragma once

#include <cstddef>
#include <memory>

#include "07_training/data_loader.hpp"

namespace strata {

/// The batches of a DataLoader, made on the GPU: the same numbers to the last bit, one batch after the other.
///
///     source->begin(epoch, 0);
///     for (Index number = 0; number < loader.batches(); ++number) {
///       source->next(batch);
///       network.forward(batch.x); ...
///     }
class BatchSource {
 public:
  BatchSource(const BatchSource&) = delete;
  BatchSource& operator=(const BatchSource&) = delete;
  virtual ~BatchSource() = default;

  /// The next batch is this one of this epoch, and those behind it follow. @throws Error as DataLoader::batch() does
  void begin(Index epoch, Index number = 0);

  /// Puts the work that makes the next batch into the current stream; nobody waits for it. Tensors of the right shape
  /// are written again, others are replaced. @throws Error behind the last batch of the epoch
  void next(Batch& batch);

  /// How many images the next batch has. @throws Error behind the last batch
  Index next_size() const;

  /// What the batches are of.
  const DataLoader& loader() const { return loader_; }

 protected:
  /// The loader must outlive this.
  explicit BatchSource(const DataLoader& loader) : loader_(loader) {}

  /// Skips batches that next() knows nothing of.
  void skip(Index batches) { number_ += batches; }

 private:
  virtual void do_begin(Index epoch, Index number) = 0;
  /// Writes batch `number` of the epoch. It is the one behind the last, or the one that do_begin() named.
  virtual void do_next(Index epoch, Index number, Batch& batch) = 0;

  const DataLoader& loader_;
  Index epoch_ = 0, number_ = 0;
};

/// A DeviceDataset if the data set takes no more than `most_bytes` of the GPU's memory and is not augmented, and
/// PrefetchedBatches otherwise.
std::unique_ptr<BatchSource> make_batch_source(const DataLoader& loader, std::size_t most_bytes);

/// The same with half of what is free at present.
std::unique_ptr<BatchSource> make_batch_source(const DataLoader& loader);

}  // namespace strata
