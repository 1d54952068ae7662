#pragma once

#include <array>

namespace strata::emulator {

/// Numbers of threads or fibers of a block, with room for all. Not a std::vector: the linker may take a function of
/// std::vector<int> from a file that the thread sanitizer watches, and the sanitizer would then watch the scheduler.
class ThreadList {
 public:
  /// @{
  /// As in a std::vector.
  void push_back(int number) { numbers_[static_cast<unsigned>(count_++)] = number; }
  int pop_back() { return numbers_[static_cast<unsigned>(--count_)]; }
  void clear() { count_ = 0; }
  bool empty() const { return count_ == 0; }
  int size() const { return count_; }
  int operator[](int position) const { return numbers_[static_cast<unsigned>(position)]; }
  const int* begin() const { return numbers_.data(); }
  const int* end() const { return numbers_.data() + count_; }
  /// @}

 private:
  std::array<int, 1024> numbers_{};
  int count_ = 0;
};

}  // namespace strata::emulator
