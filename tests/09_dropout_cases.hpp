#pragma once

// Layers and shapes that every device must compute alike.

#include <memory>
#include <vector>

#include "01_tensors/random.hpp"
#include "09_dropout/dropout.hpp"
#include "tests/random_tensors.hpp"

namespace strata {

/// A layer and a batch for it.
struct DropoutCase {
  bool whole_channels;  ///< Dropout2d
  Shape batch;          ///< [N,...], for Dropout2d [N,H,W,C]
  double p;             ///< of a drop
};

/// Sizes around four numbers to a block and 64 channels at once; one number, one channel, one sample.
inline std::vector<DropoutCase> dropout_cases() {
  return {{false, {1, 1}, 0.5},       {false, {3, 5}, 0.3},       {false, {2, 3, 7}, 0.9},
          {false, {2, 1, 3, 5}, 0.1}, {false, {4, 2, 2, 2}, 0.7}, {false, {7}, 0.5},
          {true, {1, 1, 1, 1}, 0.5},  {true, {2, 3, 5, 1}, 0.3},  {true, {5, 1, 2, 3}, 0.6},
          {true, {2, 2, 3, 65}, 0.2}, {true, {3, 4, 1, 64}, 0.5}, {true, {1, 5, 3, 130}, 0.8}};
}

/// The layer of a case, built, with masks that depend on the seed.
inline std::unique_ptr<Module> dropout_layer(const DropoutCase& given, std::uint64_t seed, Dtype dtype = Dtype::f32) {
  std::unique_ptr<Module> layer;
  if (given.whole_channels) {
    layer = std::make_unique<Dropout2d>(given.p);
  } else {
    layer = std::make_unique<Dropout>(given.p);
  }
  layer->to(dtype);
  Rng rng(seed, Stream::test);
  layer->build(given.batch.without_front(), rng);
  return layer;
}

}  // namespace strata
