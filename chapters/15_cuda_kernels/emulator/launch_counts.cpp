#include "15_cuda_kernels/emulator/launch_counts.hpp"

#include <mutex>

namespace strata::emulator {
namespace {

struct Book {
  std::mutex mutex;
  std::map<std::string, LaunchCounts> counts;
};

Book& book() {
  static Book book;
  return book;
}

}  // namespace

std::map<std::string, LaunchCounts> launch_counts() {
  const std::lock_guard lock(book().mutex);
  return book().counts;
}

void forget_counts() {
  const std::lock_guard lock(book().mutex);
  book().counts.clear();
}

void add_counts(const std::string& kernel, const LaunchCounts& counts) {
  const std::lock_guard lock(book().mutex);
  LaunchCounts& sum = book().counts[kernel];
  sum.launches += counts.launches;
  sum.blocks += counts.blocks;
  sum.threads += counts.threads;
  sum.barriers += counts.barriers;
  sum.meetings += counts.meetings;
  sum.atomics += counts.atomics;
}

}  // namespace strata::emulator
