// Kernels that say how they were launched.

#include "tests/15_cuda_kernels_launches.hpp"

#include <cuda_runtime.h>

#include <algorithm>

#include "15_cuda_kernels/launch.hpp"
#include "15_cuda_kernels/shared_array.hpp"

namespace strata {

struct InANamespace {};

template <class T>
__global__ void outside_anonymous_namespaces(T) {}

namespace {

// Every thread's own number, from all six numbers that CUDA gives it.
__global__ void touch(int* numbers) {
  const unsigned block = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  const unsigned thread = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
  numbers[block * blockDim.x * blockDim.y * blockDim.z + thread] += 1;
}

__global__ void plain() {}

template <class T, int size, bool flag>
__global__ void with_numbers(T*) {}

template <class T>
struct Holder {};

template <class T>
__global__ void of_a_template(Holder<T>) {}

template <class T>
__global__ void reverse_dynamic(const T* x, T* y) {
  T* const numbers = dynamic_shared_array<T>();
  numbers[threadIdx.x] = x[threadIdx.x];
  __syncthreads();
  y[threadIdx.x] = numbers[blockDim.x - 1 - threadIdx.x];
}

__global__ void write_arguments(float first, double second, const float* x, float* y) {
  first += 0.5F;  // every thread has parameters of its own
  y[threadIdx.x] = first + static_cast<float>(second) + x[threadIdx.x];
}

}  // namespace

Tensor touched_by_every_thread(const Sizes& sizes) {
  const Index blocks = Index{sizes.grid_x} * sizes.grid_y * sizes.grid_z;
  const Index threads = Index{sizes.block_x} * sizes.block_y * sizes.block_z;
  // Enough for a launch that must be refused.
  Tensor numbers = Tensor::full({std::max<Index>(blocks * threads, 1)}, 0, {Device::cuda, Dtype::i32});
  launch<touch>({.grid = dim3(sizes.grid_x, sizes.grid_y, sizes.grid_z),
                 .block = dim3(sizes.block_x, sizes.block_y, sizes.block_z),
                 .shared_bytes = sizes.shared_bytes},
                numbers.data<int>());
  return numbers;
}

std::vector<KernelNames> kernel_names() {
  return {
      {std::string(kernel_name<plain>()), "plain"},
      {std::string(kernel_name<reverse_dynamic<float>>()), "reverse_dynamic<float>"},
      {std::string(kernel_name<reverse_dynamic<double>>()), "reverse_dynamic<double>"},
      {std::string(kernel_name<with_numbers<int, 16, true>>()), "with_numbers<int, 16, true>"},
      {std::string(kernel_name<outside_anonymous_namespaces<InANamespace>>()),
       "outside_anonymous_namespaces<strata::InANamespace>"},
      {std::string(kernel_name<of_a_template<float>>()), "of_a_template<float>"},
  };
}

Tensor reversed_in_dynamic_memory(const Tensor& x, std::size_t shared_bytes) {
  Tensor y(x.shape(), x.options());
  launch<reverse_dynamic<float>>({.grid = 1, .block = static_cast<unsigned>(x.count()), .shared_bytes = shared_bytes},
                                 x.data<float>(), y.data<float>());
  return y;
}

Tensor converted_arguments() {
  const Tensor x = Tensor::full({40}, 10, {Device::cuda, Dtype::f32});
  Tensor writable = x.clone(), y(x.shape(), x.options());
  launch<write_arguments>({.grid = 1, .block = 40}, 1, 2.5F, writable.data<float>(), y.data<float>());
  return y;
}

}  // namespace strata
