// The sums of the equations, as they stand there. Slow, and easy to check.

#include "01_tensors/views.hpp"
#include "10_convolution/conv2d_cpu.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

// The weight [O,KH,KW,I] is seen as O images of the size of the kernel.

// [region forward]
// (10.4)  y[n,p,q,o] = b[o] + Σ_a Σ_c Σ_i W[o,a,c,i] x[n,u,v,i]  with u = s p + d a - z, v likewise
template <class T>
void loops_forward(const Window& window, const Tensor& input, const Tensor& weight, const Tensor* bias,
                   Tensor& output) {
  const WindowAxis &rows = window.rows, &columns = window.columns;
  const auto x = image<T>(input), w = image<T>(weight);
  const auto y = image<T>(output);
  parallel_for(y.samples * y.height, 1, [&](Index begin, Index end) {
    for (Index line = begin; line < end; ++line) {
      const Index n = line / y.height, p = line % y.height;
      for (Index q = 0; q < y.width; ++q) {
        for (Index o = 0; o < y.channels; ++o) {
          T sum = bias == nullptr ? T(0) : bias->data<T>()[o];
          for (Index a = 0; a < w.height; ++a) {
            for (Index c = 0; c < w.width; ++c) {
              const Index u = rows.pixel(p, a), v = columns.pixel(q, c);
              if (!rows.inside(u) || !columns.inside(v)) continue;
              for (Index i = 0; i < w.channels; ++i) sum += w(o, a, c, i) * x(n, u, v, i);
            }
          }
          y(n, p, q, o) = sum;
        }
      }
    }
  });
}
// [endregion forward]

// [region backward_input]
// (10.13)  dx[n,u,v,i] = Σ_a Σ_c Σ_o dy[n,p,q,o] W[o,a,c,i]  over the taps through which an output (p,q) sees (u,v)
template <class T>
void loops_backward_input(const Window& window, const Tensor& output_gradient, const Tensor& weight,
                          Tensor& input_gradient) {
  const WindowAxis &rows = window.rows, &columns = window.columns;
  const auto dy = image<T>(output_gradient), w = image<T>(weight);
  const auto dx = image<T>(input_gradient);
  parallel_for(dx.samples * dx.height, 1, [&](Index begin, Index end) {
    for (Index line = begin; line < end; ++line) {
      const Index n = line / dx.height, u = line % dx.height;
      for (Index v = 0; v < dx.width; ++v) {
        for (Index i = 0; i < dx.channels; ++i) {
          T sum = 0;
          for (Index a = 0; a < w.height; ++a) {
            for (Index c = 0; c < w.width; ++c) {
              const Index p = rows.seen_by(u, a), q = columns.seen_by(v, c);
              if (p < 0 || q < 0) continue;
              for (Index o = 0; o < dy.channels; ++o) sum += dy(n, p, q, o) * w(o, a, c, i);
            }
          }
          dx(n, u, v, i) = sum;
        }
      }
    }
  });
}
// [endregion backward_input]

// [region backward_weight]
// (10.16)  dW[o,a,c,i] = Σ_n Σ_p Σ_q dy[n,p,q,o] x[n,u,v,i], assigned or added (2.5)
template <class T>
void loops_backward_weight(const Window& window, const Tensor& input, const Tensor& output_gradient, Write write,
                           Tensor& weight_gradient) {
  const WindowAxis &rows = window.rows, &columns = window.columns;
  const auto x = image<T>(input), dy = image<T>(output_gradient);
  const auto dw = image<T>(weight_gradient);
  if (write == Write::assign) weight_gradient.fill(0);
  parallel_for(dy.channels, 1, [&](Index begin, Index end) {
    for (Index o = begin; o < end; ++o) {
      for (Index n = 0; n < dy.samples; ++n) {
        for (Index p = 0; p < dy.height; ++p) {
          for (Index q = 0; q < dy.width; ++q) {
            for (Index a = 0; a < dw.height; ++a) {
              for (Index c = 0; c < dw.width; ++c) {
                const Index u = rows.pixel(p, a), v = columns.pixel(q, c);
                if (!rows.inside(u) || !columns.inside(v)) continue;
                for (Index i = 0; i < dw.channels; ++i) dw(o, a, c, i) += dy(n, p, q, o) * x(n, u, v, i);
              }
            }
          }
        }
      }
    }
  });
}
// [endregion backward_weight]

// [region backward_bias]
// (10.18)  db[o] = Σ_n Σ_p Σ_q dy[n,p,q,o], assigned or added (2.5)
template <class T>
void loops_backward_bias(const Tensor& output_gradient, Write write, Tensor& bias_gradient) {
  const auto dy = image<T>(output_gradient);
  const auto db = bias_gradient.values<T>();
  for (Index o = 0; o < dy.channels; ++o) {
    T sum = 0;
    for (Index n = 0; n < dy.samples; ++n) {
      for (Index p = 0; p < dy.height; ++p) {
        for (Index q = 0; q < dy.width; ++q) sum += dy(n, p, q, o);
      }
    }
    T& entry = db[static_cast<std::size_t>(o)];
    entry = write == Write::assign ? sum : entry + sum;
  }
}
// [endregion backward_bias]

template <class T>
constexpr Conv2dKernels loops{&loops_forward<T>, &loops_backward_input<T>, &loops_backward_weight<T>,
                              &loops_backward_bias<T>};

}  // namespace

constexpr Conv2dKernels conv2d_loops_f32 = loops<float>, conv2d_loops_f64 = loops<double>;

}  // namespace strata
