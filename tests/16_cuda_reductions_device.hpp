#pragma once

// What the tests of chapter 16 have in common.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>

#include "15_cuda_kernels/cuda_kernels.hpp"
#include "16_cuda_reductions/cuda_reductions.hpp"
#include "common/function_ref.hpp"
#include "tests/cuda_orders.hpp"

namespace strata {

/// Teaches this test program the GPU.
inline void use_cuda() {
  cuda_kernels::install();
  cuda_reductions::install();
}

/// The largest difference between two tensors of one shape, relative to the largest entry of the second. NaN if one
/// entry of the first is NaN.
inline double relative_difference(const Tensor& computed, const Tensor& expected) {
  const Tensor a = computed.to(Device::cpu).to(Dtype::f64), b = expected.to(Device::cpu).to(Dtype::f64);
  REQUIRE(a.shape() == b.shape());
  double difference = 0, largest = 0;
  for (std::size_t i = 0; i < a.values<double>().size(); ++i) {
    const double distance = std::abs(a.values<double>()[i] - b.values<double>()[i]);
    if (!(distance <= difference)) difference = distance;
    largest = std::max(largest, std::abs(b.values<double>()[i]));
    if (std::isnan(distance)) break;
  }
  return largest > 0 ? difference / largest : difference;
}

/// Whether two tensors have the same bits, wherever they live.
inline bool equal_bits(const Tensor& one, const Tensor& other) {
  const Tensor a = one.to(Device::cpu), b = other.to(Device::cpu);
  if (!(a.shape() == b.shape()) || a.dtype() != b.dtype()) return false;
  return with_type(a.dtype(),
                   [&]<class T>() { return std::memcmp(a.data<T>(), b.data<T>(), a.values<T>().size_bytes()) == 0; });
}

/// Checks that a function gives a tensor of the same bits in every order, and returns it.
inline Tensor same_in_every_order(FunctionRef<Tensor()> function) {
  std::optional<Tensor> first;
  in_every_order([&] {
    const Tensor result = function().to(Device::cpu);
    if (!first) first = result;
    CHECK(equal_bits(result, *first));
  });
  return *first;
}

}  // namespace strata
