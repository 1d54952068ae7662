#pragma once

#include "01_tensors/dataset.hpp"

namespace strata {

/// Keeps the last `count` images of a training set apart: as `test`, to watch while training and to choose by. The
/// images of the published test set stay unseen. @throws Error unless some are left on both sides
DataSplit hold_out(const Dataset& train, Index count);

}  // namespace strata
