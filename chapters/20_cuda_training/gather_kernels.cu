// Batches made from bytes on the GPU.

#include "20_cuda_training/gather_kernels.hpp"

#include <cuda_runtime.h>

#include "15_cuda_kernels/elementwise.hpp"

namespace strata {
namespace {

// [region gather]
// (20.8)  x_np = table[byte p of image r, channel of p], where r is the image at place n of the batch: a block for each
template <bool in_order>
__global__ void gather_images(ImageBytes from, const Index* order, const Index* position, const float* table,
                              Index image_size, Index channels, float* x, std::int32_t* labels) {
  const Index n = blockIdx.x, r = in_order ? order[*position + n] : n;
  for (Index p = threadIdx.x; p < image_size; p += blockDim.x) {
    x[n * image_size + p] = table[from.images[r * image_size + p] * channels + p % channels];
  }
  if (threadIdx.x == 0) labels[n] = from.labels[r];
}
// [endregion gather]

// [region move_on]
// A launch of its own: in the kernel above, a block that comes late would find the place of the next batch.
__global__ void add_to_position(Index step, Index* position) { *position += step; }
// [endregion move_on]

template <bool in_order>
void start(const ImageBytes& from, const Index* order, const Index* position, const Tensor& table, Tensor& x,
           Tensor& labels) {
  const Launch where{.grid = static_cast<unsigned>(x.dim(0)), .block = static_cast<unsigned>(elementwise_block)};
  launch<gather_images<in_order>>(where, from, order, position, table.data<float>(), x.count() / x.dim(0), table.dim(1),
                                  x.data<float>(), labels.data<std::int32_t>());
}

}  // namespace

void gather_batch(const ImageBytes& from, const Tensor& order, const Tensor& position, const Tensor& table, Tensor& x,
                  Tensor& labels) {
  start<true>(from, order.data<Index>(), position.data<Index>(), table, x, labels);
}

void take_batch(const ImageBytes& from, const Tensor& table, Tensor& x, Tensor& labels) {
  start<false>(from, nullptr, nullptr, table, x, labels);
}

void move_on(Tensor& position, Index step) {
  launch<add_to_position>({.grid = 1, .block = 1}, step, position.data<Index>());
}

}  // namespace strata
