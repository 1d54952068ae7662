#include <algorithm>
#include <array>

#include "01_tensors/views.hpp"
#include "09_dropout/dropout.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

// Chunks that are worth starting: four integers of a block cost a few nanoseconds, and so do as many products.
constexpr Index blocks_per_chunk = 1 << 11;
constexpr Index numbers_per_chunk = 1 << 15;  // of images

// [region mask]
// (9.1)  y_i = m_i x_i, and (9.4)  dx_i = m_i dy_i
template <class T>
void multiply_by_mask(const Bernoulli& bernoulli, const Tensor& taken, const Tensor& input, Tensor& output) {
  const Bernoulli m = bernoulli;
  const MaskNumbers numbers(taken.data<std::int64_t>());
  const Index count = output.count();
  const T* const x = input.data<T>();
  T* const y = output.data<T>();
  const auto multiply = [=](Index block, Index length) {
    const Philox::Counter random = numbers.block(block);
    for (Index i = 0; i < length; ++i) {
      y[4 * block + i] = m.entry<T>(random[static_cast<std::size_t>(i)]) * x[4 * block + i];
    }
  };
  parallel_for(chunk_count(count, 4), blocks_per_chunk, [=](Index begin, Index end) {
    const Index whole = std::min(end, count / 4);
    for (Index block = begin; block < whole; ++block) multiply(block, 4);
    if (whole < end) multiply(whole, count % 4);
  });
}
// [endregion mask]

// [region channel_mask]
// (9.5)  y_nhwc = m_nc x_nhwc, and (9.6)  dx_nhwc = m_nc dy_nhwc
template <class T>
void multiply_by_channel_mask(const Bernoulli& bernoulli, const Tensor& taken, const Tensor& input, Tensor& output) {
  constexpr Index at_once = 64;  // entries of the mask that are made before they are used
  const MaskNumbers numbers(taken.data<std::int64_t>());
  const auto x = image<T>(input);
  const auto y = image<T>(output);
  const Index per_sample = x.height * x.width * x.channels;
  parallel_for(x.samples, std::max<Index>(1, numbers_per_chunk / per_sample), [&](Index begin, Index end) {
    std::array<T, at_once> entries;
    T* const m = entries.data();
    Philox::Counter random{};
    for (Index n = begin; n < end; ++n) {
      for (Index first = 0; first < x.channels; first += at_once) {
        const Index last = std::min(first + at_once, x.channels);
        for (Index c = first; c < last; ++c) {
          const Index i = n * x.channels + c;
          if (c == first || i % 4 == 0) random = numbers.block(i / 4);
          m[c - first] = bernoulli.entry<T>(random[static_cast<std::size_t>(i % 4)]);
        }
        for (Index h = 0; h < x.height; ++h) {
          for (Index w = 0; w < x.width; ++w) {
            for (Index c = first; c < last; ++c) y(n, h, w, c) = m[c - first] * x(n, h, w, c);
          }
        }
      }
    }
  });
}
// [endregion channel_mask]

// A mask is its own backward pass.
template <class T>
constexpr DropoutKernels dropout_kernels{&multiply_by_mask<T>, &multiply_by_mask<T>};
template <class T>
constexpr Dropout2dKernels dropout2d_kernels{&multiply_by_channel_mask<T>, &multiply_by_channel_mask<T>};

}  // namespace

constinit KernelTable<DropoutKernels> DropoutKernels::table{
    DropoutKernels::name,
    "link strata::cuda_normalization, chapter 18",
    {{Device::cpu, Dtype::f32, plain_kernels, &dropout_kernels<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &dropout_kernels<double>}}};

constinit KernelTable<Dropout2dKernels> Dropout2dKernels::table{
    Dropout2dKernels::name,
    "link strata::cuda_normalization, chapter 18",
    {{Device::cpu, Dtype::f32, plain_kernels, &dropout2d_kernels<float>},
     {Device::cpu, Dtype::f64, plain_kernels, &dropout2d_kernels<double>}}};

}  // namespace strata
