#include <algorithm>
#include <cstring>
#include <type_traits>

#include "01_tensors/convert.hpp"
#include "01_tensors/tensor_kernels.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

// Large enough that starting a chunk costs nothing beside it, small enough to share a batch among cores.
constexpr Index grain = 1 << 15;

template <class T>
void fill(double value, Tensor& x) {
  const T converted = convert<T>(value);
  T* const to = x.data<T>();
  parallel_for(x.count(), grain, [&](Index begin, Index end) { std::fill(to + begin, to + end, converted); });
}

template <class To>
void copy(const Tensor& from, Tensor& to) {
  To* const written = to.data<To>();
  with_type(from.dtype(), [&]<class From>() {
    const From* const read = from.data<From>();
    parallel_for(from.count(), grain, [&](Index begin, Index end) {
      if constexpr (std::is_same_v<From, To>) {
        std::memmove(written + begin, read + begin, static_cast<std::size_t>(end - begin) * sizeof(To));
      } else {
        std::transform(read + begin, read + end, written + begin, convert<To, From>);
      }
    });
  });
}

// [region add]
// (1.3)  y <- y + s x, element by element
template <class T>
void add(const Tensor& x, double scale, Tensor& y) {
  const T* const from = x.data<T>();
  T* const to = y.data<T>();
  const T s = convert<T>(scale);
  parallel_for(y.count(), grain, [&](Index begin, Index end) {
    for (Index i = begin; i < end; ++i) to[i] = static_cast<T>(to[i] + s * from[i]);
  });
}
// [endregion add]

template <class T>
constexpr TensorKernels cpu{&fill<T>, &copy<T>, &copy<T>, &copy<T>, &add<T>};

}  // namespace

constinit KernelTable<TensorKernels> TensorKernels::table{
    "Tensor",
    "link strata::cuda_kernels, chapter 15",
    {{Device::cpu, Dtype::f32, plain_kernels, &cpu<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &cpu<double>},
     {Device::cpu, Dtype::i32, plain_kernels, &cpu<std::int32_t>},
     {Device::cpu, Dtype::i64, plain_kernels, &cpu<std::int64_t>},
     {Device::cpu, Dtype::u8, plain_kernels, &cpu<std::uint8_t>}}};

}  // namespace strata
