#pragma once

#include <algorithm>
#include <type_traits>
#include <variant>

#include "10_convolution/conv2d.hpp"
#include "14_fast_cpu/convolution_loops.hpp"
#include "14_fast_cpu/convolution_plan.hpp"
#include "14_fast_cpu/images.hpp"
#include "14_fast_cpu/weight_gradient_loops.hpp"

namespace strata::fast_cpu {

/// What a backward pass through a convolution is made from and goes to.
template <class T>
struct ConvolutionGradients {
  Conv2d& layer;
  const ImageSource<T>& x;
  InputGradient wanted;
  const Tensor& add;    ///< gradients that dx is added to, where they stand; or undefined
  Tensor reuse;         ///< memory that may become dx: no image of it is read after its dy was made; or undefined
  Index scratch_count;  ///< numbers that the rows of dy need to be made
};

/// The backward pass of a convolution with the algorithms that were chosen for it: see backward_convolution().
template <class T, class Gradient, class Convolution, class WriteRow>
class BackwardLoops {
 public:
  /// For one pass; see backward_convolution().
  BackwardLoops(const ConvolutionGradients<T>& given, const Gradient& gradient, const Convolution& convolution,
                const WriteRow& write_row)
      : given_(given),
        gradient_(gradient),
        convolution_(convolution),
        write_row_(write_row),
        samples_(given.x.samples()),
        size_(convolution.source_size()),
        part_(convolution.source_part(0, convolution.result_size().height)),
        chunk_(chunk_of<T>(gradient, samples_)),
        dx_(tensor_for_dx()) {
    if (dx_.defined()) weight_ = packed_weight<T>(convolution, given.layer.weight().value);
    const Index at_once = std::min(chunk_, gradient.images_at_once()), row = size_.width * size_.channels;
    row_count_ = aligned<T>(std::max(row, given.x.scratch_count()));
    scratch_count_ = aligned<T>(given.scratch_count);
    padded_count_ = dx_.defined() ? aligned<T>(at_once * part_.pixels() * size_.channels) : 0;
    own_dx_count_ = adds() ? aligned<T>(at_once * given.x.size().count()) : 0;
    const Index rest = dx_.defined() ? aligned<T>(convolution.workspace_count()) : 0;
    workspace_ =
        Tensor({thread_count(), row_count_ + scratch_count_ + padded_count_ + own_dx_count_ + rest}, options());
    bias_sums_ = Tensor({chunk_count(samples_, chunk_), gradient.padded_outputs()}, options());
    bias_sums_.fill(0);
  }

  /// dx, or an undefined tensor; the gradients of weight and bias go to the layer.
  // [region run]
  Tensor run() {
    Conv2d& layer = given_.layer;
    const auto load_x = [&](Index n, const Extent& part, T* to, Index worker) {
      load_padded<T>(given_.x, n, part, to, workspace(worker).row);
    };
    const auto [weight_gradient, write] = layer.weight().write_grad();
    sum_weight_gradient<T>(
        gradient_, samples_, load_x, write, weight_gradient,
        [&](Index first, Index images, T* to, Index worker) { return give_dy(first, images, to, workspace(worker)); },
        [&](Index chunk, Index first, Index images, const T* dy, Index worker) {
          add_rows(dy, images * size_.height * size_.width, room(), bias_sums_.data<T>() + chunk * room());
          if (dx_.defined()) give_dx(first, images, dy, workspace(worker));
        });
    if (layer.conv_options().bias) give_bias_gradient<T>(layer.bias(), bias_sums_, room());
    return dx_;
  }
  // [endregion run]

 private:
  // The memory of one thread.
  struct Workspace {
    T *row, *scratch, *padded_dy, *own_dx, *rest;
  };

  static TensorOptions options() { return {Device::cpu, dtype_of<T>}; }
  bool adds() const { return dx_.defined() && given_.add.defined(); }
  Index room() const { return gradient_.padded_outputs(); }

  Tensor tensor_for_dx() const {
    if (given_.wanted == InputGradient::skip) return {};
    if (given_.add.defined()) return given_.add;
    if (given_.reuse.defined()) return given_.reuse;
    const ImageSize& size = given_.x.size();
    return Tensor({{samples_, size.height, size.width, size.channels}, "NHWC"}, options());
  }

  Workspace workspace(Index worker) {
    T* const row = workspace_.data<T>() + worker * workspace_.dim(1);
    T *const scratch = row + row_count_, *const padded_dy = scratch + scratch_count_,
             *const own_dx = padded_dy + padded_count_;
    return {row, scratch, padded_dy, own_dx, own_dx + own_dx_count_};
  }

  // [region images]
  // The dy of some images with as many channels as the gradient of the weight reads.
  const T* give_dy(Index first, Index images, T* to, const Workspace& space) const {
    const bool whole = room() == size_.channels;
    for (Index i = 0; i < images * size_.height; ++i) {
      T* const target = to + i * size_.width * room();
      write_row_(first + i / size_.height, i % size_.height, whole ? target : space.row, space.scratch);
      if (!whole) pad_channels(space.row, size_.width, size_.channels, room(), target);
    }
    return to;
  }

  // (10.13) of some images whose dy is in the cache.
  void give_dx(Index first, Index images, const T* dy, const Workspace& space) {
    const Index pixels_of_image = size_.height * size_.width, count = given_.x.size().count();
    for (Index n = 0; n < images; ++n) {
      write_padded(size_, part_, space.padded_dy + n * part_.pixels() * size_.channels,
                   [&](Index h, Index column, Index pixels, T* to) {
                     const T* const from = dy + (n * pixels_of_image + h * size_.width + column) * room();
                     const Index together = room() == size_.channels ? pixels : 1;
                     for (Index i = 0; i < pixels; i += together) {
                       std::copy_n(from + i * room(), together * size_.channels, to + i * size_.channels);
                     }
                   });
    }
    T* const target = dx_.data<T>() + first * count;
    T* const results = adds() ? space.own_dx : target;
    convolution_.run(space.padded_dy, images, 0, convolution_.result_size().height, weight_.data<T>(), nullptr, results,
                     space.rest);
    for (Index i = 0; adds() && i < images * count; ++i) target[i] += results[i];
  }
  // [endregion images]

  const ConvolutionGradients<T>& given_;
  const Gradient& gradient_;
  const Convolution& convolution_;
  const WriteRow& write_row_;
  Index samples_;
  ImageSize size_;  // of an image of dy
  Extent part_;     // of it that the convolution reads
  Index chunk_;
  Tensor dx_, weight_, workspace_, bias_sums_;
  Index row_count_, scratch_count_, padded_count_, own_dx_count_;
};

/// All gradients of a convolution in one pass over the images: dW, db and dx of a few images are computed while their
/// dy is in the cache. Returns dx, or an undefined tensor.
/// @param given      the layer, its images, and where dx goes
/// @param write_row  write_row(n, h, to, scratch) writes row h of the dy of image n
template <class T, class WriteRow>
Tensor backward_convolution(const ConvolutionGradients<T>& given, const WriteRow& write_row) {
  const Window& window = given.layer.window();
  const Index samples = given.x.samples(), inputs = given.x.size().channels,
              outputs = given.layer.weight().value.dim(0);
  return std::visit(
      [&](const auto& gradient, const auto& convolution) {
        return BackwardLoops<T, std::decay_t<decltype(gradient)>, std::decay_t<decltype(convolution)>, WriteRow>(
                   given, gradient, convolution, write_row)
            .run();
      },
      plan_weight_gradient<T>(window, inputs, outputs, samples),
      plan_convolution<T>(window, inputs, outputs, ConvolutionPass::backward_input, samples));
}

}  // namespace strata::fast_cpu
