// Replaces malloc and its relatives in a whole test program by functions that count and pass the call on to the C
// library, whose shared libraries then call them, too; tests/CMakeLists.txt compiles it for the programs that ask.

#include "tests/calls_of_malloc.hpp"

#ifndef STRATA_SANITIZED

#include <atomic>
#include <cerrno>
#include <cstddef>

namespace {
std::atomic<long> malloc_calls{0};
}

// The C library's own functions under the names that stay when somebody replaces malloc.
extern "C" {
// NOLINTBEGIN(bugprone-reserved-identifier, cert-dcl37-c, cert-dcl51-cpp, readability-identifier-naming)
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* block, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
// NOLINTEND(bugprone-reserved-identifier, cert-dcl37-c, cert-dcl51-cpp, readability-identifier-naming)

// NOLINTBEGIN(readability-inconsistent-declaration-parameter-name): the names in the system's header are reserved
void* malloc(std::size_t bytes) {
  ++malloc_calls;
  return __libc_malloc(bytes);
}

void* calloc(std::size_t count, std::size_t bytes) {
  ++malloc_calls;
  return __libc_calloc(count, bytes);
}

void* realloc(void* block, std::size_t bytes) {
  ++malloc_calls;
  return __libc_realloc(block, bytes);
}

void* memalign(std::size_t alignment, std::size_t bytes) {
  ++malloc_calls;
  return __libc_memalign(alignment, bytes);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  ++malloc_calls;
  return __libc_memalign(alignment, bytes);
}

int posix_memalign(void** block, std::size_t alignment, std::size_t bytes) {
  ++malloc_calls;
  *block = __libc_memalign(alignment, bytes);
  return *block != nullptr ? 0 : ENOMEM;
}
// NOLINTEND(readability-inconsistent-declaration-parameter-name)
}

long strata::calls_of_malloc(FunctionRef<void()> action) {
  const long before = malloc_calls;
  action();
  return malloc_calls - before;
}

#endif
