#pragma once

#include <optional>
#include <string>
#include <vector>

#include "02_modules/module.hpp"

namespace strata {

/// One tensor of a network, here and in PyTorch.
struct PytorchTensor {
  std::string name;             ///< "conv1_norm.scale", without the network's own name
  std::string pytorch_name;     ///< "bn1.weight"
  Shape shape;                  ///< of the tensor here
  Shape pytorch_shape;          ///< of the same numbers there
  Dtype dtype = Dtype::f32;     ///< on both sides
  std::optional<Shape> images;  ///< [O,H,W,C], where numbers lie channels last here and as [O,C,H,W] there
};

/// Every parameter and buffer of a built network that PyTorch has, too. Three things differ beside names:
///
/// - The weight of a convolution is [O,H,W,I] here, [O,I,H,W] there.
/// - A linear layer that sees a flattened image has its columns in the order H, W, C here, C, H, W there. So have a
///   normalisation between the two its numbers, one for each of the image's.
/// - BatchNorm's counter of batches is [1] here and a single number there.
///
/// The random state of a dropout layer is left out: PyTorch's layers have none.
/// @throws Error if the network is not built
std::vector<PytorchTensor> pytorch_layout(Module& network);

/// The same numbers as PyTorch has them, in memory of their own.
Tensor to_pytorch(const Tensor& tensor, const PytorchTensor& layout);

/// The same numbers as they are here, in memory of their own.
Tensor from_pytorch(const Tensor& tensor, const PytorchTensor& layout);

}  // namespace strata
