#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "01_tensors/device.hpp"
#include "01_tensors/dtype.hpp"
#include "01_tensors/shape.hpp"
#include "common/index.hpp"

namespace strata {

class Storage;

/// Where a tensor lives and what its elements are.
struct TensorOptions {
  Device device = Device::cpu;  ///< where it lives
  Dtype dtype = Dtype::f32;     ///< what its elements are

  /// Equal in both.
  bool operator==(const TensorOptions&) const = default;
};

/// "float32 on the CPU".
std::string to_string(const TensorOptions& options);

/// A block of numbers with a shape: the last axis runs fastest, and there are no gaps.
///
/// A Tensor is a handle. The rules of aliasing:
/// 1. Copying a Tensor copies the handle: both see the same elements. clone() copies the elements.
/// 2. reshape() and slice() give new handles to the same elements.
/// 3. to() returns the same elements when nothing has to change, and a copy otherwise.
/// 4. fill(), copy_from() and add() write in place, so every handle to those elements sees it.
/// 5. `const Tensor&` promises that the function does not write through this handle. It is a promise about the handle,
///    as with `const std::shared_ptr&`, not about other handles to the same elements.
/// 6. data(), values() and the views of views.hpp do not keep the elements alive, so they are taken from tensors with a
///    name. The compiler refuses them on a temporary.
class Tensor {
 public:
  /// No tensor at all: defined() is false and every other use is an error.
  Tensor() = default;

  /// A tensor whose elements are undefined until somebody writes them. @throws Error if the memory is not there
  explicit Tensor(const Shape& shape, TensorOptions options = {});

  /// Every element is `value`.
  static Tensor full(const Shape& shape, double value, TensorOptions options = {});

  /// @{
  /// The given values in row-major order, on the CPU. @throws Error if their number is not shape.count()
  template <class T>
  static Tensor from(const Shape& shape, std::span<const T> values);
  template <class T>
  static Tensor from(const Shape& shape, std::initializer_list<T> values) {
    return from(shape, std::span<const T>(values.begin(), values.size()));
  }
  template <class T>
  static Tensor from(const Shape& shape, const std::vector<T>& values) {
    return from(shape, std::span<const T>(values));
  }
  /// @}

  /// False for a default-constructed tensor, which has no elements and no device.
  bool defined() const { return storage_ != nullptr; }

  /// @{
  /// What the tensor knows about itself. dim(i) is shape()[i], and count() is shape().count(), or 0 if undefined.
  const Shape& shape() const { return shape_; }
  Index dim(Index axis) const { return shape_[axis]; }
  Index rank() const { return shape_.rank(); }
  Index count() const { return defined() ? count_ : 0; }
  Dtype dtype() const { return dtype_; }
  Device device() const;
  TensorOptions options() const { return {device(), dtype_}; }
  /// @}

  /// @{
  /// The elements, as a pointer on the tensor's own device. @throws Error if T is not the tensor's dtype
  template <class T>
  T* data() & {
    expect_dtype(dtype_of<T>);
    count_write();
    return reinterpret_cast<T*>(bytes());
  }
  template <class T>
  const T* data() const& {
    expect_dtype(dtype_of<T>);
    return reinterpret_cast<const T*>(bytes());
  }
  template <class T>
  const T* data() const&& = delete;
  /// @}

  /// @{
  /// The elements of a CPU tensor. @throws Error if T is not its dtype or it lives elsewhere
  template <class T>
  std::span<T> values() & {
    expect_cpu();
    return {data<T>(), static_cast<std::size_t>(count())};
  }
  template <class T>
  std::span<const T> values() const& {
    expect_cpu();
    return {data<T>(), static_cast<std::size_t>(count())};
  }
  template <class T>
  std::span<const T> values() const&& = delete;
  /// @}

  /// The same elements under another shape. @throws Error if the number of elements differs
  Tensor reshape(const Shape& shape) const;

  /// Elements [begin, end) of the first axis, shared with this tensor. @throws Error outside the tensor
  Tensor slice(Index begin, Index end) const;

  /// A copy with elements of its own.
  Tensor clone() const;

  /// @{
  /// The elements on another device or with another dtype: a copy, or this tensor if nothing changes. Conversion to an
  /// integer type cuts off the fraction and stops at the type's smallest and largest value; NaN becomes 0.
  Tensor to(Device device) const;
  Tensor to(Dtype dtype) const;
  /// @}

  /// Writes `value` to every element.
  void fill(double value);

  /// Writes the elements of a tensor of equal shape, converting dtype and device as needed. The two may overlap.
  void copy_from(const Tensor& source);

  /// this += scale · x (1.3), for a tensor of equal shape, device and dtype. The two may overlap.
  /// @throws Error for an integer dtype, in which most scales cannot be written
  void add(const Tensor& x, double scale = 1.0);

  /// True if both are handles to one block of memory, be it to different parts of it.
  bool shares_storage_with(const Tensor& other) const { return defined() && storage_ == other.storage_; }

  /// How often data() or values() gave out elements of this block of memory to be written: what was computed from them
  /// is still right while the number is the same. Who keeps a pointer and writes through it later is not seen.
  std::uint64_t writes() const;

  /// "[N=64,F=784] of float32 on the CPU", for messages.
  std::string describe() const;

 private:
  std::byte* bytes() const;
  // For a tensor of equal shape: some elements of one are other elements of the other, so that writing one element
  // changes another before it is read.
  bool overlaps(const Tensor& other) const;
  void count_write();
  void expect_defined() const;
  void expect_cpu() const;
  void expect_dtype(Dtype wanted) const;

  std::shared_ptr<Storage> storage_;
  Index offset_ = 0;  // in bytes
  Index count_ = 0;
  Shape shape_;
  Dtype dtype_ = Dtype::f32;
};

/// @throws Error with `where`, both shapes and the hint, unless the tensor's shape matches the pattern
void expect_shape(const Tensor& tensor, const Shape& pattern, std::string_view where, std::string_view hint = "");

/// @throws Error with `where` and both options, unless the tensor lives and counts as expected
void expect_options(const Tensor& tensor, TensorOptions expected, std::string_view where);

}  // namespace strata
