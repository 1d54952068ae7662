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
void forward(const Tensor& x_tensor, const Tensor& prototypes, Tensor& y_tensor) {
  const auto x = matrix<T>(x_tensor), m = matrix<T>(prototypes);
  auto y = matrix<T>(y_tensor);
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
void backward_input(const Tensor& x_tensor, const Tensor& prototypes, const Tensor& dy_tensor, Tensor& dx_tensor) {
  const auto x = matrix<T>(x_tensor), m = matrix<T>(prototypes), dy = matrix<T>(dy_tensor);
  auto dx = matrix<T>(dx_tensor);
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
void backward_prototypes(const Tensor& x_tensor, const Tensor& prototypes, const Tensor& dy_tensor, Write write,
                         Tensor& dm_tensor) {
  const auto x = matrix<T>(x_tensor), m = matrix<T>(prototypes), dy = matrix<T>(dy_tensor);
  auto dm = matrix<T>(dm_tensor);
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
