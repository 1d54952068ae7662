#pragma once

// What the sanitizers must be told when a program changes its stack by itself. Without a sanitizer, all of it is empty.

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define STRATA_EMULATOR_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define STRATA_EMULATOR_ASAN 1
#endif
#endif

#ifdef STRATA_EMULATOR_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef STRATA_EMULATOR_TSAN  // set by CMake: this file's users are compiled without the thread sanitizer
#include <sanitizer/tsan_interface.h>
#endif

namespace strata::emulator {

/// True where the thread sanitizer watches the threads of a block.
#ifdef STRATA_EMULATOR_TSAN
constexpr bool threads_are_watched = true;
#else
constexpr bool threads_are_watched = false;
#endif

/// A stack as the sanitizers see it.
class SanitizerFiber {
 public:
  /// The stack that the operating system gave the present thread.
  void is_present_thread() {
#ifdef STRATA_EMULATOR_TSAN
    watched_ = __tsan_get_current_fiber();
#endif
  }

  /// A stack of our own.
  void is_own([[maybe_unused]] const void* bottom, [[maybe_unused]] std::size_t bytes) {
    bottom_ = bottom;
    bytes_ = bytes;
#ifdef STRATA_EMULATOR_TSAN
    watched_ = __tsan_create_fiber(0);
#endif
  }

  /// The program is about to leave this stack for another.
  void leave_for([[maybe_unused]] const SanitizerFiber& other) {
#ifdef STRATA_EMULATOR_TSAN
    __tsan_switch_to_fiber(other.watched_, __tsan_switch_to_fiber_no_sync);
#endif
#ifdef STRATA_EMULATOR_ASAN
    __sanitizer_start_switch_fiber(&fake_stack_, other.bottom_, other.bytes_);
#endif
  }

  /// The program is back on this stack. `from` learns where its stack is, if it was the system's.
  void arrived_from([[maybe_unused]] SanitizerFiber& from) {
#ifdef STRATA_EMULATOR_ASAN
    __sanitizer_finish_switch_fiber(fake_stack_, &from.bottom_, &from.bytes_);
#endif
  }

  /// Acts for a moment as this fiber; see WatchedOrder.
  void* watched() const { return watched_; }

 private:
  const void* bottom_ = nullptr;
  std::size_t bytes_ = 0;
  [[maybe_unused]] void* fake_stack_ = nullptr;
  void* watched_ = nullptr;
};

/// A point in a program that orders what happened before release() and what happens after acquire(). The address of the
/// object is the point.
struct OrderPoint {
  char byte = 0;  ///< something with an address

  /// What the present thread did so far happened before ...
  void release() {
#ifdef STRATA_EMULATOR_TSAN
    __tsan_release(&byte);
#endif
  }
  /// ... what it does from here on.
  void acquire() {
#ifdef STRATA_EMULATOR_TSAN
    __tsan_acquire(&byte);
#endif
  }
  /// release() in the name of another fiber, by the present one.
  void release_for([[maybe_unused]] const SanitizerFiber& other, [[maybe_unused]] const SanitizerFiber& present) {
#ifdef STRATA_EMULATOR_TSAN
    __tsan_switch_to_fiber(other.watched(), __tsan_switch_to_fiber_no_sync);
    __tsan_release(&byte);
    __tsan_switch_to_fiber(present.watched(), __tsan_switch_to_fiber_no_sync);
#endif
  }
};

}  // namespace strata::emulator
