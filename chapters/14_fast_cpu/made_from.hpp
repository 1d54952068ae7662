#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "01_tensors/tensor.hpp"

namespace strata::fast_cpu {

/// Remembers which tensors of float32 or float64 something was made from, to see whether they have changed since.
template <std::size_t Count>
class MadeFrom {
 public:
  /// Whether these are the tensors of the last remember(), and nobody has opened them for writing. Null stands for
  /// none. Another part of the same memory is another tensor.
  bool unchanged(const std::array<const Tensor*, Count>& tensors) const {
    if (!known_) return false;
    for (std::size_t i = 0; i < Count; ++i) {
      if ((tensors[i] != nullptr) != tensors_[i].defined()) return false;
      if (tensors[i] == nullptr) continue;
      if (!same_part(tensors_[i], *tensors[i]) || tensors_[i].writes() != writes_[i]) return false;
    }
    return true;
  }

  /// From now on, changes of these are seen.
  void remember(const std::array<const Tensor*, Count>& tensors) {
    for (std::size_t i = 0; i < Count; ++i) {
      tensors_[i] = tensors[i] != nullptr ? *tensors[i] : Tensor();
      writes_[i] = tensors[i] != nullptr ? tensors[i]->writes() : 0;
    }
    known_ = true;
  }

  /// Remembers nothing any more.
  void forget() { *this = MadeFrom(); }

 private:
  static bool same_part(const Tensor& a, const Tensor& b) {
    if (a.dtype() != b.dtype() || a.shape() != b.shape()) return false;
    return a.dtype() == Dtype::f64 ? a.data<double>() == b.data<double>() : a.data<float>() == b.data<float>();
  }

  bool known_ = false;
  std::array<Tensor, Count> tensors_;
  std::array<std::uint64_t, Count> writes_{};
};

}  // namespace strata::fast_cpu
