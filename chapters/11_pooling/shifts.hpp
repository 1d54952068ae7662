#pragma once

#include <string>
#include <vector>

#include "01_tensors/dataset.hpp"
#include "02_modules/sequential.hpp"
#include "07_training/normalisation.hpp"

namespace strata {

/// Images, moved to the right. What comes in repeats the border.
/// @param images  bytes [N,H,W,C]
/// @param pixels  how far; to the left, if negative
/// @param frame   so many rows and columns are put around the images before, repeating the border
Tensor moved_right(const Tensor& images, Index pixels, Index frame = 0);

/// Ways to halve an image.
enum class Halving {
  max_pool,          ///< MaxPool2d(2)
  average_pool,      ///< AveragePool2d(2)
  strided,           ///< no pool: the convolution before it has stride 2
  max_pool_and_mean  ///< the largest of 3 × 3 at every pixel, then AveragePool2d(2)
};

/// "max pool", "convolution of stride 2".
std::string name(Halving halving);

/// What stands between the features of a network and its last layer.
enum class Head {
  flatten,     ///< each feature at each place goes into the last layer by itself
  global_mean  ///< the mean of each feature over all places
};

/// Two convolutions of 3 × 3 with 8 and 16 channels and ReLU, each halved in the given way, and one linear layer.
Sequential halving_network(Halving halving, Head head, Index classes);

/// How the features of a halving_network move with the image.
///
/// The features are those before the head; of each, the mean over the image counts, less that of a black image (11.32).
/// The images get a frame, so that nothing reaches the border.
class FeatureShifts {
 public:
  /// A multiple of 4, beyond the reach of a window after a shift by 4.
  static constexpr Index wide_frame = 12;

  /// @param trained  a network of the same halving, built
  /// @param halving  how it makes them half as large
  /// @param images   bytes [N,H,W,C]
  /// @param frame    how wide the frame is; 0 to see what the border does
  FeatureShifts(Sequential& trained, Halving halving, Tensor images, Index frame = wide_frame);

  /// The mean over images of the distance between the features of the image and of the moved image, relative to the
  /// former's length.
  double distance(Index pixels);

  /// On the same scale: how far the features of the next image are.
  double distance_to_next_image();

 private:
  Tensor features(const Tensor& images);

  Sequential network_;
  Tensor images_, at_rest_;
  Index frame_;
};

/// What a network says of moved images.
struct PredictionShift {
  double changed;   ///< the share of images that are called something else than before
  double accuracy;  ///< the share of images that are called what they are
};

/// Moves the images of a data set and asks a trained network what it sees.
PredictionShift prediction_shift(Module& network, const Dataset& data, const Normalisation& normalisation,
                                 Index pixels);

}  // namespace strata
