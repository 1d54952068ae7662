#pragma once

#include <string>
#include <utility>

#include "08_normalization/batch_norm.hpp"
#include "09_dropout/dropout.hpp"
#include "10_convolution/conv2d.hpp"
#include "14_fast_cpu/channel_change.hpp"
#include "14_fast_cpu/folded_convolution.hpp"
#include "14_fast_cpu/image_step.hpp"
#include "14_fast_cpu/recomputed_images.hpp"
#include "14_fast_cpu/source_loops.hpp"

namespace strata::fast_cpu {

/// A convolution and what follows it channel by channel. What is not there is null or false.
struct ConvolutionLayers {
  Conv2d* convolution = nullptr;
  BatchNorm* norm = nullptr;
  bool rectified = false;
  Dropout2d* dropout = nullptr;
  std::string names;  ///< for summary()
};

/// Images that are added to the results of a convolution where it has just written them.
template <class T>
struct ImageAddition {
  const ImageSource<T>* images = nullptr;  ///< null: none
  bool rectified = false;                  ///< whether a ReLU follows
};

// [region step]
/// Convolution, BatchNorm, ReLU and Dropout2d as one step. In training with BatchNorm, what is stored is the output z
/// of the convolution alone, or not even that if it is cheap to compute again; whoever reads the step's images
/// normalises them on the way. In evaluation BatchNorm is folded into the weight (14.18).
template <class T>
class ConvolutionStep : public ImageStep<T> {
 public:
  /// For these layers, which must outlive it.
  ConvolutionStep(ConvolutionLayers layers, const FusionOptions& options);

  const ImageSource<T>& forward(const ImageSource<T>& x, bool training) override;
  Tensor backward(Tensor dy, InputGradient wanted) override { return backward(std::move(dy), wanted, {}); }

  /// The same, where dx is added to gradients where they stand, if `add` is defined.
  Tensor backward(Tensor dy, InputGradient wanted, const Tensor& add);

  /// Whether the next forward() takes the statistics of its batch: whether there is a BatchNorm, in training.
  bool measures() const { return layers_.norm != nullptr && layers_.norm->training(); }

  /// Where the next forward() in training stores the output of the convolution; else it takes memory of its own.
  void store_into(const Tensor& images) { memory_ = images; }

  /// The output of the convolution for so many images, if it would be stored in training with BatchNorm, in training,
  /// too; else an empty shape.
  Shape stored_shape(const ImageSource<T>& x) const;

  /// forward() in evaluation without measures(), plus other images: the end of a residual block.
  const ImageSource<T>& evaluate(const ImageSource<T>& x, const ImageAddition<T>& addition);

  void forget() override;
  bool learns() const override { return true; }
  std::string summary() const override { return layers_.names; }
  // [endregion step]

 private:
  AnyConvolution<T> plan(Index samples) const;
  void store(const ImageSource<T>& x, const AnyConvolution<T>& convolution, const PackedLayer& packed,
             const ChannelChange& change, const ImageAddition<T>& addition);
  void store_and_normalise(const ImageSource<T>& x, Tensor memory);
  void draw_mask(Index samples);
  const ImageSource<T>& z() const { return recompute_ ? static_cast<const ImageSource<T>&>(recomputed_) : stored_; }
  NormalisedGradient sum_gradients(const Tensor& dy);

  ConvolutionLayers layers_;
  FusionOptions options_;
  Tensor* random_state_;  // of the Dropout2d, or null
  const ImageSource<T>* x_ = nullptr;
  bool recompute_ = false, measured_ = false;
  Tensor memory_;  // of store_into()
  StoredImages<T> stored_;
  RecomputedImages<T> recomputed_;
  FoldedConvolution<T> folded_;
  ChannelChange change_;
  ChangedImages<T> changed_stored_{stored_, change_}, changed_recomputed_{recomputed_, change_};
};

}  // namespace strata::fast_cpu
