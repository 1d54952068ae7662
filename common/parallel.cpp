#include "common/parallel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
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
thread_local Index worker_number = 0;

using Body = FunctionRef<void(Index, Index, Index)>;

// As long as it takes to wake a thread that sleeps: who waits longer than that had better sleep.
constexpr auto spin_time = std::chrono::microseconds(75);

// Tells the processor that this thread only waits, so that it leaves power and memory to the others.
void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Threads that wait for a job, take its chunks and wait again: first awake, for the next job of a network
/// comes within microseconds, then asleep.
///
/// All of that is settled by one number, the gate: whether a job is open, how many workers are inside, and the number
/// of the job. A worker enters only while the gate is open, and a job ends when the gate is closed and all have left;
/// so a worker that comes late finds the gate closed, or the next job open, but never half of each.
class ThreadPool {
 public:
  explicit ThreadPool(Index threads)
      : spin_(threads <= Index{std::thread::hardware_concurrency()}), shares_(static_cast<std::size_t>(threads)) {
    try {
      for (Index i = 1; i < threads; ++i) workers_.emplace_back([this, i] { work(i); });
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

  void run(Index count, Index grain, Body body) {
    const std::lock_guard one_job_at_a_time(run_mutex_);
    body_ = &body;
    count_ = count;
    grain_ = grain;
    const Index chunks = chunk_count(count, grain), shares = static_cast<Index>(shares_.size());
    for (Index i = 0; i < shares; ++i) {
      share(i).next = chunks * i / shares;
      share(i).end = chunks * (i + 1) / shares;
    }
    failed_chunk_ = chunks;
    gate_ = (gate_ + one_job) | open;
    gate_.notify_all();
    take_chunks(0);
    gate_ &= ~open;
    wait_until([](std::uint32_t gate) { return (gate & inside) == 0; });
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  }

 private:
  static constexpr std::uint32_t open = 1;
  static constexpr std::uint32_t stopping = 2;
  static constexpr std::uint32_t one_worker = 4;
  static constexpr std::uint32_t inside = 0x3ffc;   // 4095 workers
  static constexpr std::uint32_t one_job = 0x4000;  // a worker that sleeps through 2^18 jobs misses one
  static constexpr std::uint32_t job = ~(one_job - 1);

  // Chunks that lie side by side.
  struct alignas(64) Share {
    std::atomic<Index> next = 0;
    Index end = 0;
  };

  Share& share(Index i) { return shares_[static_cast<std::size_t>(i)]; }

  void stop() {
    gate_ |= stopping;
    gate_.notify_all();
    for (std::thread& worker : workers_) worker.join();
    workers_.clear();
  }

  // Returns the first gate seen that will do.
  template <class Predicate>
  std::uint32_t wait_until(Predicate will_do) {
    std::uint32_t gate = gate_;
    if (spin_ && !will_do(gate)) {
      const auto end = std::chrono::steady_clock::now() + spin_time;
      do {
        for (int i = 0; i < 16 && !will_do(gate); ++i) {
          pause();
          gate = gate_;
        }
      } while (!will_do(gate) && std::chrono::steady_clock::now() < end);
    }
    while (!will_do(gate)) {
      gate_.wait(gate);
      gate = gate_;
    }
    return gate;
  }

  void work(Index worker) {
    worker_number = worker;
    std::uint32_t seen = 0;
    while (true) {
      std::uint32_t gate = wait_until([&](std::uint32_t now) {
        return (now & stopping) != 0 || ((now & open) != 0 && (now & job) != seen && (now & inside) != inside);
      });
      if ((gate & stopping) != 0) return;
      if (!gate_.compare_exchange_strong(gate, gate + one_worker)) continue;
      seen = gate & job;
      take_chunks(worker);
      gate = gate_ -= one_worker;
      if ((gate & (open | inside)) == 0) gate_.notify_all();
    }
  }

  // A thread begins with its own share: what it wrote there in the loop before may still be in its cache. Then it takes
  // from the others. After a failure only lower chunks are of interest.
  void take_chunks(Index worker) {
    const auto shares = static_cast<Index>(shares_.size());
    for (Index i = 0; i < shares; ++i) {
      Share& from = share((worker + i) % shares);
      for (Index chunk = from.next++; chunk < from.end; chunk = from.next++) {
        if (chunk < failed_chunk_) run_chunk(chunk, worker);
      }
    }
  }

  void run_chunk(Index chunk, Index worker) {
    inside_body = true;
    try {
      (*body_)(chunk * grain_, std::min(count_, (chunk + 1) * grain_), worker);
    } catch (...) {
      const std::lock_guard lock(failure_mutex_);
      if (chunk < failed_chunk_) {
        failed_chunk_ = chunk;
        failure_ = std::current_exception();
      }
    }
    inside_body = false;
  }

  bool spin_;  // a thread that spins would keep another from its core if there are more threads than cores
  std::mutex run_mutex_;
  Body* body_ = nullptr;
  Index count_ = 0;
  Index grain_ = 1;
  alignas(64) std::atomic<std::uint32_t> gate_ = 0;
  alignas(64) std::atomic<Index> failed_chunk_ = 0;
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
  std::vector<Share> shares_;         // one for each thread
  std::vector<std::thread> workers_;  // last: the threads use everything above
};

std::unique_ptr<ThreadPool>& pool() {
  static auto instance = std::make_unique<ThreadPool>(std::max<Index>(1, std::thread::hardware_concurrency()));
  return instance;
}

}  // namespace

void parallel_for(Index count, Index grain, FunctionRef<void(Index, Index)> body) {
  parallel_for_workers(count, grain, [&](Index begin, Index end, Index) { body(begin, end); });
}

void parallel_for_workers(Index count, Index grain, FunctionRef<void(Index, Index, Index)> body) {
  if (grain < 1) {
    throw Error({"parallel_for", fmt::format("grain {}", grain), "a grain of 1 or more",
                 "compute the grain from the shape with std::max<Index>(1, ...)"});
  }
  if (count <= 0) return;
  if (inside_body || count <= grain || pool()->threads() == 1) {
    for (Index begin = 0; begin < count; begin += grain) body(begin, std::min(count, begin + grain), worker_number);
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
