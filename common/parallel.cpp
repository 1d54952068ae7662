#include "common/parallel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "common/error.hpp"

namespace strata {
namespace {

thread_local bool inside_body = false;

/// Threads that wait for a job, take its chunks one by one and go back to sleep.
class ThreadPool {
 public:
  explicit ThreadPool(Index threads) {
    try {
      for (Index i = 1; i < threads; ++i) workers_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      const auto started = static_cast<Index>(workers_.size()) + 1;
      stop();
      throw Error({"--threads", fmt::format("{}, of which the system started {}", threads, started), "fewer threads",
                   "one per core is best"});
    }
  }

  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  ~ThreadPool() { stop(); }

  Index threads() const { return static_cast<Index>(workers_.size()) + 1; }

  void run(Index count, Index grain, FunctionRef<void(Index, Index)> body) {
    const std::lock_guard one_job_at_a_time(run_mutex_);
    std::unique_lock lock(mutex_);
    body_ = &body;
    count_ = count;
    grain_ = grain;
    next_chunk_ = 0;
    failed_chunk_ = chunk_count(count, grain);
    failure_ = nullptr;
    ++job_;
    lock.unlock();
    job_arrived_.notify_all();
    lock.lock();
    take_chunks(lock);
    job_done_.wait(lock, [this] { return busy_ == 0; });
    body_ = nullptr;
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

 private:
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    job_arrived_.notify_all();
    for (std::thread& worker : workers_) worker.join();
    workers_.clear();
  }

  void work() {
    std::uint64_t seen = 0;
    std::unique_lock lock(mutex_);
    while (true) {
      job_arrived_.wait(lock, [&] { return stopping_ || job_ != seen; });
      if (stopping_) return;
      seen = job_;
      if (body_ != nullptr) take_chunks(lock);
    }
  }

  // Entered and left with the lock held; released while a body runs.
  void take_chunks(std::unique_lock<std::mutex>& lock) {
    const Index chunks = chunk_count(count_, grain_);
    while (next_chunk_ < chunks && failure_ == nullptr) {
      const Index chunk = next_chunk_++;
      ++busy_;
      lock.unlock();
      std::exception_ptr failure = run_chunk(chunk);
      lock.lock();
      --busy_;
      if (failure && chunk < failed_chunk_) {
        failed_chunk_ = chunk;
        failure_ = failure;
      }
    }
    if (busy_ == 0) job_done_.notify_all();
  }

  std::exception_ptr run_chunk(Index chunk) const {
    inside_body = true;
    std::exception_ptr failure;
    try {
      (*body_)(chunk * grain_, std::min(count_, (chunk + 1) * grain_));
    } catch (...) {
      failure = std::current_exception();
    }
    inside_body = false;
    return failure;
  }

  std::mutex run_mutex_;
  std::mutex mutex_;
  std::condition_variable job_arrived_;
  std::condition_variable job_done_;
  bool stopping_ = false;
  std::uint64_t job_ = 0;
  FunctionRef<void(Index, Index)>* body_ = nullptr;
  Index count_ = 0;
  Index grain_ = 1;
  Index next_chunk_ = 0;
  Index busy_ = 0;
  Index failed_chunk_ = 0;
  std::exception_ptr failure_;
  std::vector<std::thread> workers_;  // last: the threads use everything above
};

std::unique_ptr<ThreadPool>& pool() {
  static auto instance = std::make_unique<ThreadPool>(std::max<Index>(1, std::thread::hardware_concurrency()));
  return instance;
}

}  // namespace

void parallel_for(Index count, Index grain, FunctionRef<void(Index, Index)> body) {
  if (grain < 1) {
    throw Error({"parallel_for", fmt::format("grain {}", grain), "a grain of 1 or more",
                 "compute the grain from the shape with std::max<Index>(1, ...)"});
  }
  if (count <= 0) return;
  if (inside_body || count <= grain || pool()->threads() == 1) {
    for (Index begin = 0; begin < count; begin += grain) body(begin, std::min(count, begin + grain));
    return;
  }
  pool()->run(count, grain, body);
}

Index thread_count() { return pool()->threads(); }

void set_thread_count(Index threads) {
  if (threads < 1) {
    throw UsageError({"--threads", fmt::format("{}", threads), "1 or more", "leave the option out to use every core"});
  }
  pool() = std::make_unique<ThreadPool>(threads);
}

}  // namespace strata
