#include "01_tensors/tensor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "01_tensors/kernels.hpp"
#include "01_tensors/storage.hpp"
#include "01_tensors/tensor_kernels.hpp"
#include "common/error.hpp"

namespace strata {

std::string to_string(const TensorOptions& options) {
  return fmt::format("{} on the {}", name(options.dtype), name(options.device));
}

Tensor::Tensor(const Shape& shape, TensorOptions options)
    : count_(shape.count()), shape_(shape), dtype_(options.dtype) {
  const auto size = static_cast<Index>(size_of(dtype_));
  if (count_ > std::numeric_limits<Index>::max() / size) {
    throw Error({"Tensor", shape.to_string(), "fewer than 2^63 bytes", ""});
  }
  storage_ = make_storage(options.device, static_cast<std::size_t>(count_ * size));
}

Tensor Tensor::full(const Shape& shape, double value, TensorOptions options) {
  Tensor result(shape, options);
  result.fill(value);
  return result;
}

template <class T>
Tensor Tensor::from(const Shape& shape, std::span<const T> values) {
  if (static_cast<Index>(values.size()) != shape.count()) {
    throw Error({"Tensor::from", fmt::format("{} values", values.size()),
                 fmt::format("{} for the shape {}", shape.count(), shape.to_string()), ""});
  }
  Tensor result(shape, {Device::cpu, dtype_of<T>});
  std::copy(values.begin(), values.end(), result.data<T>());
  return result;
}
template Tensor Tensor::from(const Shape&, std::span<const float>);
template Tensor Tensor::from(const Shape&, std::span<const double>);
template Tensor Tensor::from(const Shape&, std::span<const std::int32_t>);
template Tensor Tensor::from(const Shape&, std::span<const std::int64_t>);
template Tensor Tensor::from(const Shape&, std::span<const std::uint8_t>);

Device Tensor::device() const {
  expect_defined();
  return storage_->device();
}

Tensor Tensor::reshape(const Shape& shape) const {
  expect_defined();
  if (shape.count() != count_) {
    throw Error({"Tensor::reshape", fmt::format("{} elements in {}", count_, shape_.to_string()),
                 fmt::format("{} for the shape {}", shape.count(), shape.to_string()),
                 "a reshape keeps every element"});
  }
  Tensor result = *this;
  result.shape_ = shape;
  return result;
}

Tensor Tensor::slice(Index begin, Index end) const {
  expect_defined();
  if (rank() == 0 || begin < 0 || end <= begin || end > dim(0)) {
    throw Error({"Tensor::slice", fmt::format("elements [{}, {}) of {}", begin, end, shape_.to_string()),
                 fmt::format("0 <= begin < end <= {}", rank() == 0 ? 0 : dim(0)), ""});
  }
  const Index row = count_ / dim(0);
  Tensor result = *this;
  result.shape_ = shape_.with_first(end - begin);
  result.count_ = row * (end - begin);
  result.offset_ += begin * row * static_cast<Index>(size_of(dtype_));
  return result;
}

Tensor Tensor::clone() const {
  Tensor result(shape_, options());
  result.copy_from(*this);
  return result;
}

Tensor Tensor::to(Device device) const {
  if (device == this->device()) return *this;
  Tensor result(shape_, {device, dtype_});
  result.copy_from(*this);
  return result;
}

Tensor Tensor::to(Dtype dtype) const {
  expect_defined();
  if (dtype == dtype_) return *this;
  Tensor result(shape_, {device(), dtype});
  result.copy_from(*this);
  return result;
}

void Tensor::fill(double value) { kernels<TensorKernels>(*this).fill(value, *this); }

void Tensor::copy_from(const Tensor& source) {
  expect_defined();
  expect_shape(source, shape_, "Tensor::copy_from");
  if (overlaps(source)) return copy_from(source.clone());
  if (source.device() == device()) {
    kernels<TensorKernels>(*this).copy(source, *this);
  } else if (device() == Device::cpu) {
    kernels<TensorKernels>(source).copy_to_cpu(source, *this);
  } else {
    kernels<TensorKernels>(*this).copy_from_cpu(source.to(Device::cpu), *this);
  }
}

void Tensor::add(const Tensor& x, double scale) {
  expect_defined();
  expect_shape(x, shape_, "Tensor::add");
  expect_options(x, options(), "Tensor::add");
  if (dtype_ != Dtype::f32 && dtype_ != Dtype::f64) {
    throw Error({"Tensor::add", describe(), "float32 or float64", "convert with to(Dtype), add and convert back"});
  }
  if (overlaps(x)) return add(x.clone(), scale);
  kernels<TensorKernels>(*this).add(x, scale, *this);
}

std::string Tensor::describe() const {
  if (!defined()) return "no tensor";
  return fmt::format("{} of {}", shape_.to_string(), to_string(options()));
}

std::uint64_t Tensor::writes() const {
  expect_defined();
  return storage_->writes();
}

void Tensor::count_write() {
  if (storage_ != nullptr) storage_->count_write();
}

std::byte* Tensor::bytes() const {
  expect_defined();
  return storage_->data() + offset_;
}

bool Tensor::overlaps(const Tensor& other) const {
  const Index size = count_ * static_cast<Index>(size_of(dtype_));
  return shares_storage_with(other) && offset_ != other.offset_ && std::abs(offset_ - other.offset_) < size;
}

void Tensor::expect_defined() const {
  if (!defined()) {
    throw Error({"Tensor", "a default-constructed tensor", "one with a shape and elements",
                 "it was never assigned, or it was moved from"});
  }
}

void Tensor::expect_cpu() const {
  if (device() != Device::cpu) {
    throw Error({"Tensor", describe(), "a tensor on the CPU", "copy it with to(Device::cpu) before reading elements"});
  }
}

void Tensor::expect_dtype(Dtype wanted) const {
  if (dtype_ != wanted) {
    throw Error({"Tensor", fmt::format("{}, read as {}", describe(), name(wanted)), fmt::format("{}", name(dtype_)),
                 "convert with to(Dtype) or ask for the right type"});
  }
}

void expect_shape(const Tensor& tensor, const Shape& pattern, std::string_view where, std::string_view hint) {
  if (tensor.defined() && tensor.shape().matches(pattern)) return;
  throw Error({std::string(where), tensor.defined() ? tensor.shape().to_string() : "no tensor", pattern.to_string(),
               std::string(hint)});
}

void expect_options(const Tensor& tensor, TensorOptions expected, std::string_view where) {
  if (tensor.options() == expected) return;
  throw Error({std::string(where), to_string(tensor.options()), to_string(expected),
               tensor.dtype() != expected.dtype ? "convert with to(Dtype)" : "move it with to(Device)"});
}

}  // namespace strata
