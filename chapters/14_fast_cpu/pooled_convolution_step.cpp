#include "14_fast_cpu/pooled_convolution_step.hpp"

#include <algorithm>
#include <cstdint>

#include "14_fast_cpu/backward_convolution.hpp"
#include "14_fast_cpu/pool_pixels.hpp"
#include "14_fast_cpu/source_loops.hpp"

namespace strata::fast_cpu {

// [region forward]
template <class T>
const ImageSource<T>& PooledConvolutionStep<T>::forward(const ImageSource<T>& x, bool training) {
  forget();
  const Tensor& weight = convolution_.weight().value;
  if (training) {
    folded_.forget();
    x_ = &x;
    convolution_.weight().reserve_grad();
    if (convolution_.conv_options().bias) convolution_.bias().reserve_grad();
  }
  const Window& window = convolution_.window();
  const Index outputs = weight.dim(0), width = window.columns.output, row = width * outputs;
  const Index pooled_width = width / 2, pooled_row = pooled_width * outputs;
  const Index pooled_count = window.rows.output / 2 * pooled_row;
  const Shape shape{{x.samples(), window.rows.output / 2, pooled_width, outputs}, "NHWC"};
  Tensor pooled(shape, weight.options());
  if (training) winners_ = Tensor(shape, {Device::cpu, Dtype::u8});
  const auto convolution = plan_convolution<T>(window, weight.dim(3), outputs, ConvolutionPass::forward, x.samples());
  const Units units = units_of_any(convolution, x.samples(), 2);
  const Index space = units.images() * window.rows.output * row;
  Tensor workspace({thread_count(), space}, weight.options());
  T *const to = pooled.data<T>(), *const spaces = workspace.data<T>();
  std::uint8_t* const winners = training ? winners_.data<std::uint8_t>() : nullptr;
  const PackedLayer packed = training ? packed_layer(convolution, weight, bias_of(convolution_))
                                      : folded_.packed(convolution, convolution_, nullptr);
  convolve_source<T>(
      convolution, x, packed, units, [=](const Unit&, Index worker) { return spaces + worker * space; },
      [&](Index, const Unit& unit, const T* results, Index) {
        for (Index n = 0; n < unit.images; ++n) {
          for (Index h = unit.begin; h + 1 < unit.end; h += 2) {
            const Index at = (unit.first + n) * pooled_count + h / 2 * pooled_row;
            pool_row(results + (n * window.rows.output + h) * row, row, pooled_width, outputs, rectified_, to + at,
                     winners != nullptr ? winners + at : nullptr);
          }
        }
      });
  pooled_.set(pooled);
  return pooled_;
}
// [endregion forward]

template <class T>
void PooledConvolutionStep<T>::forget() {
  x_ = nullptr;
  pooled_.set(Tensor());
  winners_ = Tensor();
}

// [region backward]
template <class T>
Tensor PooledConvolutionStep<T>::backward(Tensor dy, InputGradient wanted) {
  const Window& window = convolution_.window();
  const Index outputs = dy.dim(3), width = window.columns.output;
  const Index pooled_height = dy.dim(1), pooled_width = dy.dim(2);
  const T* const gradients = dy.data<T>();
  const std::uint8_t* const winners = winners_.data<std::uint8_t>();
  const auto write_row = [&](Index n, Index h, T* to, T*) {
    if (h >= 2 * pooled_height) {
      std::fill_n(to, width * outputs, T(0));
      return;
    }
    const Index at = (n * pooled_height + h / 2) * pooled_width * outputs;
    unpool_row(gradients + at, winners + at, static_cast<int>(h % 2), pooled_width, width, outputs, to);
  };
  Tensor dx = backward_convolution<T>({convolution_, *x_, wanted, Tensor(), Tensor(), 0}, write_row);
  forget();
  return dx;
}
// [endregion backward]

template class PooledConvolutionStep<float>;
template class PooledConvolutionStep<double>;

}  // namespace strata::fast_cpu
