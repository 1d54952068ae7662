#pragma once

#include <string>

namespace strata {

/// What PyTorch usually calls a tensor of one of the homework's networks: "block1.branch.conv1_norm.scale" is
/// "block1.bn1.weight" there.
///
/// | here                                   | PyTorch                                |
/// |----------------------------------------|----------------------------------------|
/// | scale, shift                           | weight, bias                           |
/// | running_variance, batches_tracked      | running_var, num_batches_tracked       |
/// | conv1_norm                             | bn1                                    |
/// | block1.branch.conv1                    | block1.conv1                           |
/// | block1.shortcut.conv, .conv_norm       | block1.shortcut.0, .1                  |
/// | stage1_block2                          | layer1.1                               |
///
/// All other names are the same on both sides.
std::string pytorch_name(const std::string& name);

}  // namespace strata
