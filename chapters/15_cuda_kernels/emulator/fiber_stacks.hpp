#pragma once

#include <cstddef>

namespace strata::emulator {

/// Stacks for the threads of a block, in one piece of address space. The machine's memory behind a stack is touched
/// only where it is used, and a page without rights lies below each, so that an overflow ends the program at once
/// instead of writing into the neighbour.
class FiberStacks {
 public:
  static constexpr int most = 1024;                ///< as many as a block may have threads
  static constexpr std::size_t bytes = 64 * 1024;  ///< of one stack

  /// Reserves address space for all of them. @throws Error if the system has none
  FiberStacks();
  FiberStacks(const FiberStacks&) = delete;
  FiberStacks& operator=(const FiberStacks&) = delete;
  ~FiberStacks();

  /// The lowest byte of a stack.
  std::byte* bottom(int number) const;

 private:
  std::byte* begin_;
};

}  // namespace strata::emulator
