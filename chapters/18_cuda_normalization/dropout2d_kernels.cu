// Dropout2d on the GPU: the masks are the CPU's, bit for bit.

#include <cuda_runtime.h>

#include <algorithm>

#include "09_dropout/dropout.hpp"
#include "15_cuda_kernels/cuda_sets.hpp"
#include "18_cuda_normalization/channel_tiles.hpp"
#include "18_cuda_normalization/cuda_normalization_sets.hpp"

namespace strata {
namespace {

// [region mask]
// (9.5)  y_nhwc = m_nc x_nhwc, and (9.6)  dx_nhwc = m_nc dy_nhwc. The tiles lie in an image (18.10), whose blocks are
// along y; a thread makes the entry of its channel once for each image and uses it at all of its positions.
template <class T>
__global__ void multiply_by_channel_mask(ChannelTiles image, Index images, Bernoulli bernoulli,
                                         const std::int64_t* taken, const T* x, T* y) {
  const ChannelPlace place(image);
  if (place.channel >= image.channels) return;
  const MaskNumbers numbers(taken);
  for (Index n = blockIdx.y; n < images; n += gridDim.y) {
    const Index i = n * image.channels + place.channel;
    const T m = bernoulli.entry<T>(numbers.block(i / 4)[static_cast<std::size_t>(i % 4)]);
    for (Index position = place.line; position < image.rows; position += image.lines) {
      const Index at = (n * image.rows + position) * image.channels + place.channel;
      y[at] = m * x[at];
    }
  }
}

template <class T>
void multiply(const Bernoulli& bernoulli, const Tensor& taken, const Tensor& x, Tensor& y) {
  constexpr Index most_images_at_once = 65535;  // the longest grid along y
  const Index images = x.dim(0);
  const ChannelTiles image(x.dim(1) * x.dim(2), x.dim(3));
  launch<multiply_by_channel_mask<T>>(image.over(std::min(images, most_images_at_once)), image, images, bernoulli,
                                      taken.data<std::int64_t>(), x.data<T>(), y.data<T>());
}
// [endregion mask]

template <class T>
constexpr Dropout2dKernels cuda{&multiply<T>, &multiply<T>};

}  // namespace

void install_dropout2d_kernels() {
  Dropout2dKernels::table.install({Device::cuda, Dtype::f32, cuda_set, &cuda<float>});
  Dropout2dKernels::table.install({Device::cuda, Dtype::f64, cuda_set, &cuda<double>});
}

}  // namespace strata
