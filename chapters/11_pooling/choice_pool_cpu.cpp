#include "11_pooling/choice_pool.hpp"
#include "11_pooling/window_loops.hpp"

namespace strata {
namespace {

using namespace pooling_cpu;

// [region forward]
// (11.4)  y_o = max of x_i over the window o, channel by channel; (11.5)  where it was, if `chosen` asks
template <class Choice, class T>
void choice_forward(const PoolWindows& windows, const Tensor& input, Tensor& output, Tensor* chosen) {
  const auto x = image<T>(input);
  const auto y = image<T>(output);
  std::int32_t* const positions = chosen != nullptr ? chosen->data<std::int32_t>() : nullptr;
  for_each_window(windows, x, [&](Index n, Index row, Index column) {
    T* const best = &y(n, row, column, 0);
    const Index h0 = windows.rows.begin(row), w0 = windows.columns.begin(column);
    std::copy_n(&x(n, h0, w0, 0), x.channels, best);
    if (positions == nullptr) {
      for_pixels_of(windows, row, column, [&](Index h, Index w) {
        const T* const pixel = &x(n, h, w, 0);
        for (Index c = 0; c < x.channels; ++c) best[c] = Choice::beats(pixel[c], best[c]) ? pixel[c] : best[c];
      });
      return;
    }
    std::int32_t* const where = positions + (best - y.data);
    std::fill_n(where, x.channels, static_cast<std::int32_t>(h0 * x.width + w0));
    for_pixels_of(windows, row, column, [&](Index h, Index w) {
      const T* const pixel = &x(n, h, w, 0);
      const auto position = static_cast<std::int32_t>(h * x.width + w);
      for (Index c = 0; c < x.channels; ++c) {
        const bool better = Choice::beats(pixel[c], best[c]);
        best[c] = better ? pixel[c] : best[c];
        where[c] = better ? position : where[c];
      }
    });
  });
}
// [endregion forward]

// [region backward]
// (11.7)  dx_i = Σ dy_o over the windows o in which i was chosen
template <class T>
void choice_backward(const PoolWindows& windows, const Tensor& chosen, const Tensor& output_gradient,
                     Tensor& input_gradient) {
  const auto dy = image<T>(output_gradient);
  const auto dx = image<T>(input_gradient);
  const auto where = image<std::int32_t>(chosen);
  for_each_pixel_row(dx, [&](Index n, Index h) {
    std::fill_n(&dx(n, h, 0, 0), dx.width * dx.channels, T(0));
    for_windows_touching(windows, h, [&](Index row, Index column) {
      const T* const upstream = &dy(n, row, column, 0);
      const std::int32_t* const winner = &where(n, row, column, 0);
      for (Index w = windows.columns.begin(column); w < windows.columns.end(column); ++w) {
        T* const sum = &dx(n, h, w, 0);
        const auto position = static_cast<std::int32_t>(h * dx.width + w);
        for (Index c = 0; c < dx.channels; ++c) sum[c] += winner[c] == position ? upstream[c] : T(0);
      }
    });
  });
}
// [endregion backward]

template <class Choice, class T>
constexpr ChoicePoolKernels<Choice> choice_cpu{&choice_forward<Choice, T>, &choice_backward<T>};

}  // namespace

template <class Choice>
constinit KernelTable<ChoicePoolKernels<Choice>> ChoicePoolKernels<Choice>::table{
    Choice::name,
    "link strata::cuda_convolution, chapter 19",
    {{Device::cpu, Dtype::f32, plain_kernels, &choice_cpu<Choice, float>},
     {Device::cpu, Dtype::f64, plain_kernels, &choice_cpu<Choice, double>}}};

template struct ChoicePoolKernels<Largest>;
template struct ChoicePoolKernels<Smallest>;

}  // namespace strata
