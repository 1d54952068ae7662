#pragma once

#include "common/parallel.hpp"

namespace strata {

/// Computes with so many threads until the scope ends.
class ThreadCount {
 public:
  explicit ThreadCount(Index threads) { set_thread_count(threads); }
  ThreadCount(const ThreadCount&) = delete;
  ThreadCount& operator=(const ThreadCount&) = delete;
  ~ThreadCount() { set_thread_count(before_); }

 private:
  Index before_ = thread_count();
};

}  // namespace strata
