#include "14_fast_cpu/convolution_step.hpp"

#include <algorithm>
#include <utility>

#include "02_modules/state.hpp"
#include "09_dropout/random_state.hpp"
#include "14_fast_cpu/backward_convolution.hpp"
#include "14_fast_cpu/batch_norm_use.hpp"
#include "14_fast_cpu/source_loops.hpp"

namespace strata::fast_cpu {

template <class T>
ConvolutionStep<T>::ConvolutionStep(ConvolutionLayers layers, const FusionOptions& options)
    : layers_(std::move(layers)),
      options_(options),
      random_state_(layers_.dropout != nullptr ? buffers(*layers_.dropout).front() : nullptr) {}

template <class T>
const ImageSource<T>& ConvolutionStep<T>::forward(const ImageSource<T>& x, bool training) {
  Tensor memory = std::exchange(memory_, Tensor());
  if (!training && !measures()) return evaluate(x, {});
  forget();
  folded_.forget();
  Conv2d& layer = *layers_.convolution;
  if (training) {
    x_ = &x;
    layer.weight().reserve_grad();
    if (layer.conv_options().bias) layer.bias().reserve_grad();
  }
  draw_mask(x.samples());
  change_.rectified = layers_.rectified;
  change_.normalised = layers_.norm != nullptr;
  recompute_ = change_.normalised && training && RecomputedImages<T>::fits(layer, x, options_);
  measured_ = measures();
  if (recompute_) recomputed_.set(layer, x);
  if (measured_) {
    store_and_normalise(x, std::move(memory));
  } else {
    // A BatchNorm in evaluation inside of a network that trains has fixed statistics, and gradients nevertheless.
    const AnyConvolution<T> convolution = plan(x.samples());
    const PackedLayer packed = packed_layer(convolution, layer.weight().value, bias_of(layer));
    if (!recompute_) store(x, convolution, packed, change_.normalised ? ChannelChange() : change_, {});
    if (change_.normalised) normalise_with_running<T>(*layers_.norm, change_);
  }
  if (!change_.normalised) return stored_;
  return recompute_ ? changed_recomputed_ : changed_stored_;
}

template <class T>
Shape ConvolutionStep<T>::stored_shape(const ImageSource<T>& x) const {
  if (!measures() || RecomputedImages<T>::fits(*layers_.convolution, x, options_)) return {};
  return layers_.convolution->output_sample().with_front(x.samples());
}

template <class T>
AnyConvolution<T> ConvolutionStep<T>::plan(Index samples) const {
  const Conv2d& layer = *layers_.convolution;
  return plan_convolution<T>(layer.window(), layer.input_sample()[2], layer.output_sample()[2],
                             ConvolutionPass::forward, samples);
}

template <class T>
void ConvolutionStep<T>::forget() {
  x_ = nullptr;
  recompute_ = measured_ = false;
  memory_ = Tensor();
  stored_.set(Tensor());
  recomputed_.forget();
  change_ = ChannelChange();
}

// [region draw_mask]
// The mask that the layer itself would draw: its kernel, on images of one pixel that are 1. Like the layer, it obeys
// the mode of the layer, not that of the network: chapter 9 asks a network with masks that is else in evaluation.
template <class T>
void ConvolutionStep<T>::draw_mask(Index samples) {
  if (layers_.dropout == nullptr || !layers_.dropout->training() || layers_.dropout->p() <= 0) return;
  const Index channels = layers_.convolution->output_sample()[2];
  const Tensor taken = take_numbers(samples * channels, *random_state_);
  const Tensor ones = Tensor::full({{samples, 1, 1, channels}, "NHWC"}, 1.0, {Device::cpu, dtype_of<T>});
  Tensor mask(ones.shape(), ones.options());
  kernels<Dropout2dKernels>(ones).forward(Bernoulli(layers_.dropout->p()), taken, ones, mask);
  change_.mask = mask.reshape({samples, channels});
}
// [endregion draw_mask]

// Adds images to the results of a unit, and applies a ReLU to the sums if that is asked for.
template <class T>
void add_images(const ImageAddition<T>& addition, const Unit& unit, T* results, T* scratch) {
  const ImageSize size = addition.images->size();
  const Index row = size.width * size.channels;
  for (Index n = 0; n < unit.images; ++n) {
    for (Index h = unit.begin; h < unit.end; ++h) {
      const T* const added = row_of(*addition.images, unit.first + n, h, 0, size.width, scratch, scratch + row);
      T* const to = results + (n * size.height + h) * row;
      for_each_channel_vector<T>(row, [&](Index i, const auto& access) {
        const Vector<T> sum = access.load(to + i) + access.load(added + i);
        access.store(to + i, addition.rectified ? relu<T>(sum) : sum);
      });
    }
  }
}

// Without BatchNorm, the change is made where the convolution has just written.
template <class T>
void ConvolutionStep<T>::store(const ImageSource<T>& x, const AnyConvolution<T>& convolution, const PackedLayer& packed,
                               const ChannelChange& change, const ImageAddition<T>& addition) {
  const Window& window = layers_.convolution->window();
  const Index outputs = layers_.convolution->output_sample()[2], row = window.columns.output * outputs;
  const Index count = window.rows.output * row;
  Tensor y({{x.samples(), window.rows.output, window.columns.output, outputs}, "NHWC"}, packed.weight.options());
  const Index scratch_count = addition.images != nullptr ? row + addition.images->scratch_count() : 1;
  Tensor scratch({thread_count(), scratch_count}, y.options());
  T *const first = y.data<T>(), *const spaces = scratch.data<T>();
  convolve_source<T>(
      convolution, x, packed, units_of_any(convolution, x.samples()),
      [=](const Unit& unit, Index) { return first + unit.first * count; },
      [&](Index, const Unit& unit, T* results, Index worker) {
        for (Index n = 0; n < unit.images; ++n) {
          T* const pixels = results + n * count + unit.begin * row;
          change_pixels(change, unit.first + n, outputs, (unit.end - unit.begin) * window.columns.output, pixels,
                        pixels);
        }
        if (addition.images != nullptr) {
          add_images<T>(addition, unit, results, spaces + worker * scratch_count);
        }
      });
  stored_.set(y);
}

// [region moments]
// With BatchNorm, the moments of each unit are taken while it is in the cache.
template <class T>
void ConvolutionStep<T>::store_and_normalise(const ImageSource<T>& x, Tensor memory) {
  Conv2d& layer = *layers_.convolution;
  const Window& window = layer.window();
  const Index outputs = layer.output_sample()[2], row = window.columns.output * outputs;
  const Index count = window.rows.output * row;
  const AnyConvolution<T> convolution = plan(x.samples());
  const Units units = units_of_any(convolution, x.samples());
  ChannelMoments<T> moments(units.count(), outputs);
  const Index images = recompute_ ? thread_count() * units.images() : x.samples();
  const Shape shape{{images, window.rows.output, window.columns.output, outputs}, "NHWC"};
  const bool fits = memory.defined() && memory.shape() == shape;  // else it was left by a pass that failed
  Tensor z = fits ? std::move(memory) : Tensor(shape, {Device::cpu, dtype_of<T>});
  T* const first = z.data<T>();
  const bool keep = !recompute_;
  convolve_source<T>(
      convolution, x, packed_layer(convolution, layer.weight().value, bias_of(layer)), units,
      [=, &units](const Unit& unit, Index worker) {
        return first + (keep ? unit.first : worker * units.images()) * count;
      },
      [&](Index i, const Unit& unit, const T* results, Index) {
        moments.add(i, results + unit.begin * row, unit.images * (unit.end - unit.begin) * window.columns.output);
      });
  if (keep) stored_.set(z);
  normalise_with_batch<T>(*layers_.norm, moments, x.samples() * window.positions(), change_);
}
// [endregion moments]

template <class T>
const ImageSource<T>& ConvolutionStep<T>::evaluate(const ImageSource<T>& x, const ImageAddition<T>& addition) {
  forget();
  change_.rectified = layers_.rectified;
  draw_mask(x.samples());
  const AnyConvolution<T> convolution = plan(x.samples());
  store(x, convolution, folded_.packed(convolution, *layers_.convolution, layers_.norm), change_, addition);
  return stored_;
}

// [region backward]
template <class T>
NormalisedGradient ConvolutionStep<T>::sum_gradients(const Tensor& dy) {
  const ImageSize size = z().size();
  const Index samples = dy.dim(0), channels = size.channels, row = size.width * channels;
  constexpr Index most_chunks = 16;
  const Index chunk = chunk_count(samples, most_chunks), chunks = chunk_count(samples, chunk);
  Tensor partial({chunks, 2, channels}, {Device::cpu, Dtype::f64});
  partial.fill(0);
  const Index space = row + z().scratch_count();
  Tensor workspace({thread_count(), space}, dy.options());
  double* const sums = partial.data<double>();
  T* const spaces = workspace.data<T>();
  const T* const all_dy = dy.data<T>();
  parallel_for_workers(samples * size.height, chunk * size.height, [&](Index begin, Index end, Index worker) {
    T* const z_row = spaces + worker * space;
    for (Index i = begin; i < end; ++i) {
      const Index n = i / size.height, h = i % size.height;
      const T* const z_pixels = row_of(z(), n, h, 0, size.width, z_row, z_row + row);
      add_gradient_sums(change_, n, channels, size.width, z_pixels, all_dy + i * row,
                        sums + begin / (chunk * size.height) * 2 * channels);
    }
  });
  for (Index i = 1; i < chunks; ++i) {
    for (Index c = 0; c < 2 * channels; ++c) sums[c] += sums[i * 2 * channels + c];
  }
  NormalisedGradient gradient =
      normalised_gradient<T>(*layers_.norm, change_, sums, samples * size.height * size.width);
  if (!measured_) {  // fixed statistics do not change with the pixels
    gradient.slope.fill(0);
    gradient.offset.fill(0);
  }
  return gradient;
}

template <class T>
Tensor ConvolutionStep<T>::backward(Tensor dy, InputGradient wanted, const Tensor& add) {
  if (change_.rectified && !change_.normalised) this->expect_unchanged(stored_);
  const ImageSize size = z().size();
  const Index row = size.width * size.channels;
  const NormalisedGradient normalised = change_.normalised ? sum_gradients(dy) : NormalisedGradient();
  const T* const all_dy = dy.data<T>();
  const auto write_row = [&](Index n, Index h, T* to, T* scratch) {
    const T* const z_pixels = row_of(z(), n, h, 0, size.width, scratch, scratch + row);
    change_gradients(change_, normalised, n, size.channels, size.width, z_pixels, all_dy + (n * size.height + h) * row,
                     to);
  };
  const bool same_size = x_->size() == size;
  Tensor dx = backward_convolution<T>({.layer = *layers_.convolution,
                                       .x = *x_,
                                       .wanted = wanted,
                                       .add = add,
                                       .reuse = change_.normalised && same_size ? stored_.tensor() : Tensor(),
                                       .scratch_count = row + z().scratch_count()},
                                      write_row);
  forget();
  return dx;
}
// [endregion backward]

template class ConvolutionStep<float>;
template class ConvolutionStep<double>;

}  // namespace strata::fast_cpu
