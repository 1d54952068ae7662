#include "14_fast_cpu/recomputed_images.hpp"

#include <algorithm>

#include "14_fast_cpu/convolution_loops.hpp"
#include "14_fast_cpu/weight_gradient_loops.hpp"

namespace strata::fast_cpu {

template <class T>
bool RecomputedImages<T>::fits(Conv2d& layer, const ImageSource<T>& x, const FusionOptions& options) {
  constexpr Index products = 32;
  const Window& window = layer.window();
  const Index channels = x.size().channels, outputs = layer.output_sample()[2];
  return window.taps() * channels <= products && dynamic_cast<const StoredImages<T>*>(&x) != nullptr &&
         !worth_storing<T>(x.samples(), images_of(window, channels, outputs).output, options);
}

template <class T>
void RecomputedImages<T>::set(Conv2d& layer, const ImageSource<T>& x) {
  x_ = &x;
  const Tensor& weight = layer.weight().value;
  convolution_ = DirectConvolution<T>(layer.window(), weight.dim(3), weight.dim(0), ConvolutionPass::forward);
  packed_ = packed_weight<T>(convolution_, weight);
  bias_ = layer.conv_options().bias ? padded_bias<T>(layer.bias().value) : Tensor();
}

template <class T>
void RecomputedImages<T>::forget() {
  x_ = nullptr;
  packed_ = bias_ = Tensor();
}

template <class T>
Index RecomputedImages<T>::scratch_count() const {
  const ImageSize size = convolution_.result_size();
  return convolution_.source_part(0, 1).pixels() * x_->size().channels + size.width * size.channels;
}

template <class T>
void RecomputedImages<T>::row(Index n, Index h, Index column, Index count, T* to, T* scratch) const {
  const ImageSize size = convolution_.result_size();
  const Extent part = convolution_.source_part(h, h + 1);
  load_padded<T>(*x_, n, part, scratch, nullptr);
  const T* const bias = bias_.defined() ? bias_.data<T>() : nullptr;
  const bool whole = column == 0 && count == size.width;
  T* const row_to = whole ? to : scratch + part.pixels() * x_->size().channels;
  convolution_.run(scratch, 1, h, h + 1, packed_.data<T>(), bias, row_to - h * size.width * size.channels, nullptr);
  if (!whole) std::copy_n(row_to + column * size.channels, count * size.channels, to);
}

template class RecomputedImages<float>;
template class RecomputedImages<double>;

}  // namespace strata::fast_cpu
