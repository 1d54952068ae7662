#include "01_tensors/views.hpp"
#include "02_modules/prototypes.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

// How many rows a thread takes at a time. It depends on nothing, so neither do the bits of the result.
constexpr Index grain = 16;

// [region forward]
// (2.9)  y_nk = -1/2 |x_n - m_k|^2
template <class T>
void forward(const Tensor& input, const Tensor& prototypes, Tensor& output) {
  const auto x = matrix<T>(input), m = matrix<T>(prototypes);
  auto y = matrix<T>(output);
  parallel_for(x.rows(), grain, [&](Index begin, Index end) {
    for (Index n = begin; n < end; ++n) {
      for (Index k = 0; k < m.rows(); ++k) y(n, k) = T(-0.5) * (x.row(n) - m.row(k)).squaredNorm();
    }
  });
}
// [endregion forward]

// [region backward_input]
// (2.10)  dx_n = sum_k dy_nk (m_k - x_n)
template <class T>
void backward_input(const Tensor& input, const Tensor& prototypes, const Tensor& output_gradient,
                    Tensor& input_gradient) {
  const auto x = matrix<T>(input), m = matrix<T>(prototypes), dy = matrix<T>(output_gradient);
  auto dx = matrix<T>(input_gradient);
  parallel_for(x.rows(), grain, [&](Index begin, Index end) {
    for (Index n = begin; n < end; ++n) {
      dx.row(n).setZero();
      for (Index k = 0; k < m.rows(); ++k) dx.row(n) += dy(n, k) * (m.row(k) - x.row(n));
    }
  });
}
// [endregion backward_input]

// [region backward_prototypes]
// (2.11)  dm_k = sum_n dy_nk (x_n - m_k), assigned or added (2.5)
template <class T>
void backward_prototypes(const Tensor& input, const Tensor& prototypes, const Tensor& output_gradient, Write write,
                         Tensor& prototypes_gradient) {
  const auto x = matrix<T>(input), m = matrix<T>(prototypes), dy = matrix<T>(output_gradient);
  auto dm = matrix<T>(prototypes_gradient);
  parallel_for(m.rows(), 1, [&](Index k, Index) {
    if (write == Write::assign) dm.row(k).setZero();
    for (Index n = 0; n < x.rows(); ++n) dm.row(k) += dy(n, k) * (x.row(n) - m.row(k));
  });
}
// [endregion backward_prototypes]

template <class T>
constexpr PrototypesKernels cpu{&forward<T>, &backward_input<T>, &backward_prototypes<T>};

}  // namespace

constinit KernelTable<PrototypesKernels> PrototypesKernels::table{
    "Prototypes",
    "no chapter teaches it CUDA: it is the toy layer of chapter 2",
    {{Device::cpu, Dtype::f32, plain_kernels, &cpu<float>}, {Device::cpu, Dtype::f64, plain_kernels, &cpu<double>}}};

}  // namespace strata
