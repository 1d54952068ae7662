// Replaces the global operator new of a whole test program by one that counts; tests/CMakeLists.txt compiles it for the
// programs that ask.

#include "tests/calls_of_new.hpp"

#ifndef STRATA_SANITIZED

#include <atomic>
#include <cstdlib>
#include <new>

namespace {
std::atomic<long> calls{0};
}

// NOLINTBEGIN(cppcoreguidelines-no-malloc, cppcoreguidelines-owning-memory): this is where ownership begins
void* operator new(std::size_t bytes) {
  ++calls;
  if (void* const block = std::malloc(bytes)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
// NOLINTEND(cppcoreguidelines-no-malloc, cppcoreguidelines-owning-memory)

long strata::calls_of_new(FunctionRef<void()> action) {
  const long before = calls;
  action();
  return calls - before;
}

#endif
