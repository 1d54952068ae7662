#pragma once

#include <string>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/module.hpp"

namespace strata {

/// How far one tensor of two networks is apart.
struct WeightDifference {
  std::string name;      ///< "fc1.weight"
  Shape shape;           ///< on both sides
  double largest = 0;    ///< difference of two entries; NaN where one is NaN
  double magnitude = 0;  ///< the largest entry of the first network; NaN where one is NaN
  bool equal = false;    ///< bit for bit: 0 and -0 are not, and a NaN can be
};

/// One entry for each parameter and buffer of two networks that are built alike; random states are left out.
/// @throws Error if the second has not the same tensors
std::vector<WeightDifference> compare_weights(Module& one, Module& other);

/// What a network says about every test image, in evaluation mode: float32 [N,K], in the order of the data.
/// @throws Error if the images do not fit
Tensor test_logits(Module& network, const DataSplit& data);

/// SHA-256 of the bytes of all images [N,H,W,C], in hexadecimal: tests/parity/pytorch_data.py computes the same.
std::string fingerprint_of_images(const Dataset& data);

/// How far the logits of two networks are apart.
struct LogitDifference {
  Index predictions = 0;  ///< images of which another class has the largest logit
  double largest = 0;     ///< difference of two logits; NaN where one is NaN
  double magnitude = 0;   ///< the largest logit of the first network; NaN where one is NaN
};

/// @throws Error if the shapes differ
LogitDifference compare_logits(const Tensor& one, const Tensor& other);

}  // namespace strata
