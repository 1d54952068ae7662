// Tensors on the GPU: filled, copied, converted and added.

#include <cuda_runtime.h>

#include "01_tensors/convert.hpp"
#include "01_tensors/tensor_kernels.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "15_cuda_kernels/elementwise.hpp"

namespace strata {
namespace {

// [region fill]
// x_i <- value
template <class T>
__global__ void fill_elements(T value, T* x, Index count) {
  for (Index i = thread_number(); i < count; i += thread_count()) x[i] = value;
}

template <class T>
void fill(double value, Tensor& x) {
  launch<fill_elements<T>>(elementwise(x.count()), convert<T>(value), x.data<T>(), x.count());
}
// [endregion fill]

template <class To, class From>
__global__ void convert_elements(const From* from, To* to, Index count) {
  for (Index i = thread_number(); i < count; i += thread_count()) to[i] = convert<To>(from[i]);
}

void copy_bytes(const void* from, void* to, std::size_t bytes, cudaMemcpyKind kind) {
  expect_success(cudaMemcpyAsync(to, from, bytes, kind, current_stream()), "cudaMemcpyAsync");
}

template <class T>
std::size_t bytes_of(const Tensor& x) {
  return static_cast<std::size_t>(x.count()) * sizeof(T);
}

template <class To>
void copy(const Tensor& from, Tensor& to) {
  with_type(from.dtype(), [&]<class From>() {
    if constexpr (std::is_same_v<From, To>) {
      copy_bytes(from.data<From>(), to.data<To>(), bytes_of<To>(to), cudaMemcpyDeviceToDevice);
    } else {
      launch<convert_elements<To, From>>(elementwise(to.count()), from.data<From>(), to.data<To>(), to.count());
    }
  });
}

// [region transfers]
// Another dtype is made on the CPU, so that only numbers of one dtype travel.
template <class T>
void copy_from_cpu(const Tensor& from, Tensor& to) {
  const Tensor source = from.to(to.dtype());
  copy_bytes(source.data<T>(), to.data<T>(), bytes_of<T>(to), cudaMemcpyHostToDevice);
}

// The caller reads the numbers next, so here the processor waits for the GPU.
template <class T>
void copy_to_cpu(const Tensor& from, Tensor& to) {
  Tensor target = to.dtype() == from.dtype() ? to : Tensor(to.shape(), {Device::cpu, from.dtype()});
  copy_bytes(from.data<T>(), target.data<T>(), bytes_of<T>(from), cudaMemcpyDeviceToHost);
  synchronize();
  if (to.dtype() != from.dtype()) to.copy_from(target);
}
// [endregion transfers]

// (1.3)  y <- y + s x, element by element
template <class T>
__global__ void add_elements(const T* x, T s, T* y, Index count) {
  for (Index i = thread_number(); i < count; i += thread_count()) y[i] = static_cast<T>(y[i] + s * x[i]);
}

template <class T>
void add(const Tensor& x, double scale, Tensor& y) {
  launch<add_elements<T>>(elementwise(y.count()), x.data<T>(), convert<T>(scale), y.data<T>(), y.count());
}

template <class T>
constexpr TensorKernels cuda{&fill<T>, &copy<T>, &copy_from_cpu<T>, &copy_to_cpu<T>, &add<T>};

}  // namespace

void install_tensor_kernels() {
  TensorKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &cuda<float>});
  TensorKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &cuda<double>});
  TensorKernels::table.install({Device::cuda, Dtype::i32, cuda_set, &cuda<std::int32_t>});
  TensorKernels::table.install({Device::cuda, Dtype::i64, cuda_set, &cuda<std::int64_t>});
  TensorKernels::table.install({Device::cuda, Dtype::u8, cuda_set, &cuda<std::uint8_t>});
}

}  // namespace strata
