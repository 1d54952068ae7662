#pragma once

// AddressSanitizer knows which bytes malloc handed out, but not which of them our allocator has taken back into its
// cache. These two functions tell it. In a build without the sanitizer they are empty. Later machinery: skip it at
// first.

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define STRATA_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define STRATA_ADDRESS_SANITIZER 1
#endif
#endif

#ifdef STRATA_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#endif

namespace strata {

/// True where the two functions below do something.
#ifdef STRATA_ADDRESS_SANITIZER
constexpr bool memory_is_poisoned = true;
#else
constexpr bool memory_is_poisoned = false;
#endif

/// From here on, a read or write of these bytes is reported with its line and ends the program.
inline void poison([[maybe_unused]] void* begin, [[maybe_unused]] std::size_t bytes) {
#ifdef STRATA_ADDRESS_SANITIZER
  __asan_poison_memory_region(begin, bytes);
#endif
}

/// These bytes may be used again.
inline void unpoison([[maybe_unused]] void* begin, [[maybe_unused]] std::size_t bytes) {
#ifdef STRATA_ADDRESS_SANITIZER
  __asan_unpoison_memory_region(begin, bytes);
#endif
}

}  // namespace strata
