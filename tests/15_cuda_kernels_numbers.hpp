#pragma once

#include <array>
#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

#include "01_tensors/convert.hpp"
#include "01_tensors/tensor.hpp"

namespace strata {

/// From one element to more than a block, with a remainder everywhere; then many blocks.
constexpr std::array<Index, 5> odd_sizes{1, 31, 33, 257, 100000};

/// All five.
constexpr std::array<Dtype, 5> all_dtypes{Dtype::f32, Dtype::f64, Dtype::i32, Dtype::i64, Dtype::u8};

/// On the CPU: the ends of every type and what lies beyond them, fractions, and what is not a number.
inline Tensor awkward_numbers(Dtype dtype, Index count) {
  return with_type(dtype, [count]<class T>() {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::vector<T> given{std::numeric_limits<T>::lowest(), std::numeric_limits<T>::max(), T{0}, T{1}};
    if constexpr (std::is_floating_point_v<T>) {
      given[0] = T(-3e38);  // the largest float64 would not fit into a float32
      given[1] = T(3e38);
    }
    for (const double value : {-0.9, 0.9, -1.5, 254.99, 255.0, 256.0, -2147483648.0, 2147483647.0, 3e9, -3e9, 9.3e18,
                               -9.3e18, 1e-40, 16777217.0, 0.1, infinity, -infinity, std::nan("")}) {
      given.push_back(convert<T>(value));
    }
    std::vector<T> all(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = given[i * 7 % given.size()];
    return Tensor::from({count}, all);
  });
}

/// How many elements of two tensors of one shape and dtype differ, wherever they live; NaN is equal to NaN.
inline Index differing(const Tensor& first, const Tensor& second) {
  expect_shape(second, first.shape(), "differing");
  const Tensor a = first.to(Device::cpu), b = second.to(Device::cpu);
  return with_type(a.dtype(), [&]<class T>() {
    Index count = 0;
    for (std::size_t i = 0; i < a.values<T>().size(); ++i) {
      const T one = a.values<T>()[i], other = b.values<T>()[i];
      const bool equal = one == other || (one != one && other != other);
      count += equal ? 0 : 1;
    }
    return count;
  });
}

}  // namespace strata
