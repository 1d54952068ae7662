#include "14_fast_cpu/together.hpp"

#include <sched.h>

#include <algorithm>
#include <barrier>
#include <chrono>
#include <limits>
#include <thread>
#include <vector>

namespace strata::fast_cpu {
namespace {

using PeakClock = std::chrono::steady_clock;

double seconds_since(PeakClock::time_point start) {
  return std::chrono::duration<double>(PeakClock::now() - start).count();
}

// Threads that wake together may be put on one core and stay there for the few milliseconds that they run. Then none of
// their rounds would show what two cores do.
void stay_on_a_core_of_its_own(Index thread) {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  Index before = thread % CPU_COUNT(&allowed);
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (!CPU_ISSET(core, &allowed) || before-- > 0) continue;
    cpu_set_t own;
    CPU_ZERO(&own);
    CPU_SET(core, &own);
    sched_setaffinity(0, sizeof own, &own);  // where the system refuses, it goes on as it is
    return;
  }
}

}  // namespace

Together::Result Together::best(const std::function<std::function<void()>(Index thread)>& prepare) const {
  Result result{std::numeric_limits<double>::infinity(), -1};
  PeakClock::time_point begin, round_begin;
  bool prepared = false, over = false;
  // Runs on one thread while the others wait: after the preparation, and after each round.
  const auto between_rounds = [&]() noexcept {
    if (!prepared) {
      begin = PeakClock::now();
    } else if (++result.rounds > 0) {
      result.seconds = std::min(result.seconds, seconds_since(round_begin));
    }
    prepared = true;
    over = result.rounds >= 3 && seconds_since(begin) > seconds_;
    round_begin = PeakClock::now();
  };
  std::barrier barrier(threads_, between_rounds);
  std::vector<std::thread> workers;
  for (Index thread = 0; thread < threads_; ++thread) {
    workers.emplace_back([&, thread] {
      stay_on_a_core_of_its_own(thread);
      const std::function<void()> work = prepare(thread);
      barrier.arrive_and_wait();
      while (!over) {
        work();
        barrier.arrive_and_wait();
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  return result;
}

}  // namespace strata::fast_cpu
