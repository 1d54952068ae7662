#include "14_fast_cpu/images.hpp"

#include "common/parallel.hpp"

namespace strata::fast_cpu {

template <class T>
Tensor materialised(const ImageSource<T>& source) {
  if (const auto* stored = dynamic_cast<const StoredImages<T>*>(&source)) return stored->tensor();
  const ImageSize size = source.size();
  const TensorOptions options{Device::cpu, dtype_of<T>};
  Tensor images({{source.samples(), size.height, size.width, size.channels}, "NHWC"}, options);
  const Index scratch_count = source.scratch_count() + 1;
  Tensor workspace({thread_count(), scratch_count}, options);
  T *const first = images.data<T>(), *const spaces = workspace.data<T>();
  parallel_for_workers(source.samples() * size.height, std::max<Index>(1, 8192 / (size.width * size.channels)),
                       [&](Index begin, Index end, Index worker) {
                         for (Index row = begin; row < end; ++row) {
                           source.row(row / size.height, row % size.height, 0, size.width,
                                      first + row * size.width * size.channels, spaces + worker * scratch_count);
                         }
                       });
  return images;
}

template Tensor materialised(const ImageSource<float>&);
template Tensor materialised(const ImageSource<double>&);

}  // namespace strata::fast_cpu
