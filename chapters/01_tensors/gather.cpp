#include "01_tensors/gather.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/error.hpp"
#include "common/parallel.hpp"

namespace strata {

Tensor gather(const Tensor& source, std::span<const Index> rows) {
  for (const Index row : rows) {
    if (row < 0 || row >= source.dim(0)) {
      throw Error({"gather", fmt::format("row {} of {}", row, source.describe()),
                   fmt::format("0 to {}", source.dim(0) - 1), ""});
    }
  }
  Tensor result(source.shape().with_first(static_cast<Index>(rows.size())), source.options());
  const Index row_size = source.count() / source.dim(0);
  const Index grain = std::max<Index>(1, (Index{1} << 15) / row_size);
  with_type(source.dtype(), [&]<class T>() {
    const T* const from = source.values<T>().data();
    T* const to = result.values<T>().data();
    parallel_for(static_cast<Index>(rows.size()), grain, [&](Index begin, Index end) {
      for (Index i = begin; i < end; ++i) {
        std::copy_n(from + rows[static_cast<std::size_t>(i)] * row_size, row_size, to + i * row_size);
      }
    });
  });
  return result;
}

}  // namespace strata
