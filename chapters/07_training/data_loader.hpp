#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "01_tensors/random.hpp"
#include "07_training/normalisation.hpp"
#include "common/checksum.hpp"

namespace strata {

/// A mini-batch as a network takes it.
struct Batch {
  Tensor x;       ///< float32 [N,H,W,C], normalised
  Tensor labels;  ///< int32 [N]
};

/// A mini-batch before its pixels become numbers.
struct BatchOfBytes {
  Tensor images;  ///< uint8 [N,H,W,C], augmented
  Tensor labels;  ///< int32 [N]
};

/// Changes the images of a batch, bytes [N,H,W,C], in place before they are normalised: shifts, flips, noise. All its
/// chance must come from `rng`, so that the same batch of the same epoch is always changed in the same way.
using Augmentation = std::function<void(Tensor& images, Rng& rng)>;

/// How a data set is cut into batches.
struct LoaderOptions {
  Index batch_size = 64;          ///< images per batch; the last one of an epoch may have fewer
  bool shuffle = true;            ///< a new order in each epoch; false: always as stored
  std::uint64_t seed = 1;         ///< of the orders and of augmentation
  Normalisation normalisation{};  ///< without means, pixels from 0 to 1
  Augmentation augmentation{};    ///< empty: none
};

/// Mini-batches of a data set. Any batch of any epoch can be asked for at any time, since its images depend on seed,
/// epoch and number alone: that is how an interrupted training goes on where it stopped.
class DataLoader {
 public:
  /// @throws Error if there is no image, the batch size is below 1, a number of labels or channels does not fit, or a
  /// label is not a class: the message names the image
  explicit DataLoader(Dataset data, LoaderOptions options = {});

  /// How many batches an epoch has.
  Index batches() const;

  /// The batch of this number, from 0, in this epoch, from 1. @throws Error outside
  Batch batch(Index epoch, Index number) const;

  /// The same before it is normalised: a quarter of the bytes, for whoever sends them to a device and normalises there.
  BatchOfBytes bytes(Index epoch, Index number) const;

  /// The order of the images in an epoch: a permutation of [0, data().size()) (7.3).
  std::vector<Index> order(Index epoch) const;

  /// SHA-256 of the images, the labels and the normalisation: loaders with equal digests see equal numbers.
  const Sha256Digest& digest() const;

  /// What is cut.
  const Dataset& data() const { return data_; }

  /// How it is cut.
  const LoaderOptions& options() const { return options_; }

 private:
  Dataset data_;
  LoaderOptions options_;
  mutable Index ordered_epoch_ = 0;  // whose order is kept, since batches are mostly asked for one after the other
  mutable std::vector<Index> order_;
  mutable std::optional<Sha256Digest> digest_;
};

/// Moves each image by up to `most` pixels in each direction, chosen at random; what moves in is black.
Augmentation random_shift(Index most);

/// Turns each image into its mirror image, left for right, with a chance of one half.
Augmentation random_mirror();

}  // namespace strata
