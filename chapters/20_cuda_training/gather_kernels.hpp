#pragma once

#include "01_tensors/tensor.hpp"
#include "07_training/normalisation.hpp"

namespace strata {

/// What normalisation makes of every byte, on the GPU: float32 [256,C] (20.7). The CPU computes it with the loop that
/// normalises its own batches, so a look-up gives the same bits, whichever way a compiler rounds a product and a sum.
Tensor pixel_table(const Normalisation& normalisation, Index channels);

/// Bytes of images and their labels somewhere in the GPU's memory, one image after the other.
struct ImageBytes {
  const std::uint8_t* images;  ///< [.,H,W,C]
  const std::int32_t* labels;  ///< one for each image
};

/// @{
/// Starts the kernel that makes a batch: x is float32 [N,H,W,C] and written whole, labels is int32 [N]. The first takes
/// images order[position], order[position + 1], ..., where order is int64 and position int64 [1], both on the GPU; the
/// second takes the images as they lie.
void gather_batch(const ImageBytes& from, const Tensor& order, const Tensor& position, const Tensor& table, Tensor& x,
                  Tensor& labels);
void take_batch(const ImageBytes& from, const Tensor& table, Tensor& x, Tensor& labels);
/// @}

/// position <- position + step, for an int64 tensor [1] on the GPU.
void move_on(Tensor& position, Index step);

}  // namespace strata
