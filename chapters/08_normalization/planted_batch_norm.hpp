#pragma once

// BatchNorm with mistakes on purpose, for the program and the tests.

#include <string>
#include <vector>

#include "01_tensors/kernels.hpp"
#include "08_normalization/batch_norm.hpp"

namespace strata {

/// A backward pass of BatchNorm with one mistake, for float64 on the CPU.
struct PlantedBatchNorm {
  std::string mistake;       ///< in words
  BatchNormKernels kernels;  ///< the plain ones but for `backward_input`
};

/// Every mistake of the chapter's text. They live to the end of the program.
const std::vector<PlantedBatchNorm>& planted_batch_norms();

/// The table's entry of such kernels, for a KernelScope.
inline KernelTable<BatchNormKernels>::Entry planted_entry(const PlantedBatchNorm& planted) {
  return {Device::cpu, Dtype::f64, "planted", &planted.kernels};
}

}  // namespace strata
