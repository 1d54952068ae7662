#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace strata {

/// What one element of a tensor is. Arithmetic is taught for f32 and f64; i32 holds class labels, i64 whole numbers
/// that may be large and u8 pixels as files store them.
enum class Dtype : std::uint8_t { f32, f64, i32, i64, u8 };

/// Bytes of one element.
constexpr std::size_t size_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::f32:
      return sizeof(float);
    case Dtype::f64:
      return sizeof(double);
    case Dtype::i32:
      return sizeof(std::int32_t);
    case Dtype::i64:
      return sizeof(std::int64_t);
    case Dtype::u8:
      return sizeof(std::uint8_t);
  }
  return 0;
}

/// "float32", "float64", "int32", "int64" or "uint8".
constexpr std::string_view name(Dtype dtype) {
  switch (dtype) {
    case Dtype::f32:
      return "float32";
    case Dtype::f64:
      return "float64";
    case Dtype::i32:
      return "int32";
    case Dtype::i64:
      return "int64";
    case Dtype::u8:
      return "uint8";
  }
  return "unknown";
}

/// The Dtype of a C++ type: dtype_of<float> is Dtype::f32. Any other type does not compile.
template <class T>
constexpr Dtype dtype_of = [] {
  if constexpr (std::is_same_v<T, float>) return Dtype::f32;
  if constexpr (std::is_same_v<T, double>) return Dtype::f64;
  if constexpr (std::is_same_v<T, std::int32_t>) return Dtype::i32;
  if constexpr (std::is_same_v<T, std::int64_t>) return Dtype::i64;
  if constexpr (std::is_same_v<T, std::uint8_t>) return Dtype::u8;
}();

/// Calls `function.template operator()<T>()` with the C++ type of dtype: the one bridge from run time to templates.
template <class Function>
decltype(auto) with_type(Dtype dtype, Function&& function) {
  switch (dtype) {
    case Dtype::f64:
      return function.template operator()<double>();
    case Dtype::i32:
      return function.template operator()<std::int32_t>();
    case Dtype::i64:
      return function.template operator()<std::int64_t>();
    case Dtype::u8:
      return function.template operator()<std::uint8_t>();
    case Dtype::f32:
      break;
  }
  return function.template operator()<float>();
}

}  // namespace strata
