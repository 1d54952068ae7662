// Convolution as its equations stand there: one thread for each number of the result. The first rung of the ladder.

#include "10_convolution/conv2d.hpp"
#include "19_cuda_convolution/bias_gradient.hpp"
#include "19_cuda_convolution/convolution_sets.hpp"
#include "19_cuda_convolution/places.hpp"

namespace strata {
namespace {

using namespace cuda_convolution;

constexpr auto where = "Conv2d on CUDA, direct";

// The weight [O,KH,KW,I] is seen as O images of the size of the kernel.

// [region forward]
// (10.4)  y[n,p,q,o] = b[o] + Σ_a Σ_c Σ_i W[o,a,c,i] x[n,u,v,i]  with u = s p + d a - z, v likewise
template <class T>
__global__ void direct_forward(Window window, Image<const T> x, Image<const T> w, const T* bias, Image<T> y,
                               Places places) {
  for (Index e = thread_number(); e < places.count(); e += thread_count()) {
    const auto [n, p, q, o] = places(e);
    T sum = bias == nullptr ? T(0) : bias[o];
    for (Index a = 0; a < w.height; ++a) {
      for (Index c = 0; c < w.width; ++c) {
        const Index u = window.rows.pixel(p, a), v = window.columns.pixel(q, c);
        if (!window.rows.inside(u) || !window.columns.inside(v)) continue;
        for (Index i = 0; i < w.channels; ++i) sum += w(o, a, c, i) * x(n, u, v, i);
      }
    }
    y.data[e] = sum;
  }
}
// [endregion forward]

template <class T>
void forward(const Window& window, const Tensor& input, const Tensor& weight, const Tensor* bias, Tensor& output) {
  const auto y = image_of<T>(output);
  launch<direct_forward<T>>(elementwise(y.count()), window, image_of<T>(input), image_of<T>(weight),
                            bias == nullptr ? nullptr : bias->data<T>(), y, Places(y, where));
}

// [region backward_input]
// (10.13)  dx[n,u,v,i] = Σ_a Σ_c Σ_o dy[n,p,q,o] W[o,a,c,i]  over the taps through which an output (p,q) sees (u,v)
template <class T>
__global__ void direct_backward_input(Window window, Image<const T> dy, Image<const T> w, Image<T> dx, Places places) {
  for (Index e = thread_number(); e < places.count(); e += thread_count()) {
    const auto [n, u, v, i] = places(e);
    T sum = 0;
    for (Index a = 0; a < w.height; ++a) {
      for (Index c = 0; c < w.width; ++c) {
        const Index p = window.rows.seen_by(u, a), q = window.columns.seen_by(v, c);
        if (p < 0 || q < 0) continue;
        for (Index o = 0; o < w.samples; ++o) sum += dy(n, p, q, o) * w(o, a, c, i);
      }
    }
    dx.data[e] = sum;
  }
}
// [endregion backward_input]

template <class T>
void backward_input(const Window& window, const Tensor& output_gradient, const Tensor& weight,
                    Tensor& input_gradient) {
  const auto dx = image_of<T>(input_gradient);
  launch<direct_backward_input<T>>(elementwise(dx.count()), window, image_of<T>(output_gradient), image_of<T>(weight),
                                   dx, Places(dx, where));
}

// [region backward_weight]
// (10.16)  dW[o,a,c,i] = Σ_n Σ_p Σ_q dy[n,p,q,o] x[n,u,v,i], assigned or added (2.5)
template <class T>
__global__ void direct_backward_weight(Window window, Image<const T> x, Image<const T> dy, bool add, Image<T> dw,
                                       Places places) {
  for (Index e = thread_number(); e < places.count(); e += thread_count()) {
    const auto [o, a, c, i] = places(e);
    T sum = add ? dw.data[e] : T(0);
    for (Index n = 0; n < x.samples; ++n) {
      for (Index p = 0; p < dy.height; ++p) {
        for (Index q = 0; q < dy.width; ++q) {
          const Index u = window.rows.pixel(p, a), v = window.columns.pixel(q, c);
          if (window.rows.inside(u) && window.columns.inside(v)) sum += dy(n, p, q, o) * x(n, u, v, i);
        }
      }
    }
    dw.data[e] = sum;
  }
}
// [endregion backward_weight]

template <class T>
void backward_weight(const Window& window, const Tensor& input, const Tensor& output_gradient, Write write,
                     Tensor& weight_gradient) {
  const auto dw = image_of<T>(weight_gradient);
  launch<direct_backward_weight<T>>(elementwise(dw.count()), window, image_of<T>(input), image_of<T>(output_gradient),
                                    write == Write::add, dw, Places(dw, where));
}

template <class T>
constexpr Conv2dKernels direct{&forward<T>, &backward_input<T>, &backward_weight<T>, &backward_bias<T>};

}  // namespace

void install_direct_convolution() {
  Conv2dKernels::table.install({Device::cuda, Dtype::f32, direct_kernels, &direct<float>});
  Conv2dKernels::table.install({Device::cuda, Dtype::f64, direct_kernels, &direct<double>});
}

}  // namespace strata
