#include "common/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/error_matchers.hpp"
#include "tests/thread_counts.hpp"

using namespace strata;

namespace {

using Chunk = std::pair<Index, Index>;

std::set<Chunk> chunks_of(Index count, Index grain) {
  std::mutex mutex;
  std::vector<Chunk> seen;
  parallel_for(count, grain, [&](Index begin, Index end) {
    const std::lock_guard lock(mutex);
    seen.emplace_back(begin, end);
  });
  std::set<Chunk> distinct(seen.begin(), seen.end());
  CHECK(distinct.size() == seen.size());
  return distinct;
}

}  // namespace

TEST_CASE("Chunks cover the range once, in steps of the grain, whatever the number of threads", "[layering]") {
  const Index threads = GENERATE(1, 2, 3, 7);
  const ThreadCount scope(threads);
  CHECK(thread_count() == threads);
  for (const Index count : {1, 2, 7, 64, 65, 1000}) {
    for (const Index grain : {1, 3, 64, 1000, 5000}) {
      INFO("count " << count << ", grain " << grain << ", threads " << threads);
      std::set<Chunk> expected;
      for (Index begin = 0; begin < count; begin += grain) expected.emplace(begin, std::min(count, begin + grain));
      CHECK(chunks_of(count, grain) == expected);
      CHECK(chunk_count(count, grain) == static_cast<Index>(expected.size()));
    }
  }
}

TEST_CASE("An empty range calls nobody", "[layering]") {
  const ThreadCount scope(2);
  parallel_for(0, 4, [](Index, Index) { FAIL("called"); });
  parallel_for(-3, 4, [](Index, Index) { FAIL("called"); });
}

TEST_CASE("Several threads take part, the calling one among them", "[layering]") {
  const ThreadCount scope(2);
  std::atomic<int> arrived = 0;
  std::mutex mutex;
  std::set<std::thread::id> ids;
  // Each of two chunks waits for the other: one thread alone would never end.
  parallel_for(2, 1, [&](Index, Index) {
    {
      const std::lock_guard lock(mutex);
      ids.insert(std::this_thread::get_id());
    }
    ++arrived;
    while (arrived < 2) std::this_thread::yield();
  });
  CHECK(ids.size() == 2);
  CHECK(ids.count(std::this_thread::get_id()) == 1);
}

TEST_CASE("A loop inside a body of several chunks runs on the body's thread, in order", "[layering]") {
  const ThreadCount scope(3);
  std::vector<std::vector<Index>> order(8);
  std::atomic<bool> elsewhere = false;
  parallel_for(8, 1, [&](Index outer, Index) {
    const auto thread = std::this_thread::get_id();
    parallel_for(20, 3, [&](Index begin, Index) {
      if (std::this_thread::get_id() != thread) elsewhere = true;
      order[static_cast<std::size_t>(outer)].push_back(begin);
    });
  });
  CHECK_FALSE(elsewhere);
  for (const std::vector<Index>& begins : order) CHECK(begins == std::vector<Index>{0, 3, 6, 9, 12, 15, 18});
}

TEST_CASE("The exception of the lowest chunk that throws is passed on", "[layering]") {
  const Index threads = GENERATE(1, 2, 4);
  const ThreadCount scope(threads);
  for (int repeat = 0; repeat < 50; ++repeat) {
    std::atomic<int> running = 0;
    std::string caught;
    try {
      parallel_for(64, 1, [&](Index i, Index) {
        ++running;
        if (i == 3) std::this_thread::yield();
        --running;
        if (i >= 3) throw std::runtime_error(std::to_string(i));
      });
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
    CHECK(caught == "3");
    CHECK(running == 0);
  }
  CHECK(chunks_of(10, 2).size() == 5);  // and the pool works as before
}

TEST_CASE("An exception of a higher chunk that comes later does not count", "[layering]") {
  const ThreadCount scope(2);
  std::atomic<bool> both_run = false;
  std::string caught;
  try {
    parallel_for(2, 1, [&](Index begin, Index) {
      if (begin == 1) {
        both_run = true;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));  // long enough for chunk 0 to be first
      }
      while (!both_run) std::this_thread::yield();
      throw std::runtime_error(std::to_string(begin));
    });
  } catch (const std::runtime_error& error) {
    caught = error.what();
  }
  CHECK(caught == "0");
}

TEST_CASE("A body of one chunk, and the loop after a failed one, have all threads", "[layering]") {
  const ThreadCount scope(2);
  // One thread alone would never end.
  const auto meet = [] {
    std::atomic<int> arrived = 0;
    parallel_for(2, 1, [&](Index, Index) {
      ++arrived;
      while (arrived < 2) std::this_thread::yield();
    });
    CHECK(arrived == 2);
  };
  parallel_for(1, 1, [&](Index, Index) { meet(); });
  const auto fail = [](Index, Index) { throw std::logic_error("planted"); };
  CHECK_THROWS_AS(parallel_for(4, 1, [&](Index, Index) { parallel_for(4, 1, fail); }), std::logic_error);
  meet();
}

TEST_CASE("Bodies that run at the same time have different workers' numbers, below the number of threads",
          "[layering]") {
  const Index threads = GENERATE(1, 2, 3, 7);
  const ThreadCount scope(threads);
  std::vector<std::atomic<int>> users(static_cast<std::size_t>(threads));
  std::atomic<bool> shared = false;
  std::atomic<bool> out_of_range = false;
  std::atomic<bool> other_number_inside = false;
  for (int repeat = 0; repeat < 50; ++repeat) {
    std::atomic<Index> total = 0;
    parallel_for_workers(25, 2, [&](Index begin, Index end, Index worker) {
      if (worker < 0 || worker >= threads) {
        out_of_range = true;
        return;
      }
      std::atomic<int>& mine = users[static_cast<std::size_t>(worker)];
      if (++mine != 1) shared = true;
      std::this_thread::yield();
      parallel_for_workers(2, 1, [&](Index, Index, Index inner) {
        if (inner != worker) other_number_inside = true;
      });
      --mine;
      total += end - begin;
    });
    CHECK(total == 25);
  }
  CHECK_FALSE(shared);
  CHECK_FALSE(out_of_range);
  CHECK_FALSE(other_number_inside);
}

TEST_CASE("Two bodies that wait for each other have the numbers 0 and 1", "[layering]") {
  const ThreadCount scope(2);
  for (int repeat = 0; repeat < 20; ++repeat) {
    if (repeat % 5 == 4) std::this_thread::sleep_for(std::chrono::milliseconds(1));  // the other thread falls asleep
    std::atomic<int> arrived = 0;
    std::atomic<Index> sum = 0;
    parallel_for_workers(2, 1, [&](Index, Index, Index worker) {
      sum += worker;
      ++arrived;
      while (arrived < 2) std::this_thread::yield();
    });
    CHECK(sum == 1);
  }
}

TEST_CASE("A grain or a number of threads below 1 is an error with a hint", "[layering]") {
  check_contains(error_message([] { parallel_for(3, 0, [](Index, Index) {}); }), {"parallel_for", "grain 0", "Hint"});
  check_contains(error_message([] { parallel_for_workers(3, -1, [](Index, Index, Index) {}); }), {"grain -1", "Hint"});
  check_contains(error_message([] { set_thread_count(0); }), {"--threads", "got 0", "1 or more"});
  CHECK_THROWS_AS(set_thread_count(-1), UsageError);
}

TEST_CASE("Partial results that are added in order give the same bits with every number of threads", "[layering]") {
  std::vector<double> values(10'001);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1.0 / static_cast<double>(i + 1);
  const auto sum = [&](Index threads) {
    const ThreadCount scope(threads);
    const auto count = static_cast<Index>(values.size());
    std::vector<double> partial(static_cast<std::size_t>(chunk_count(count, 100)), 0.0);
    parallel_for(count, 100, [&](Index begin, Index end) {
      double& mine = partial[static_cast<std::size_t>(begin / 100)];
      for (Index i = begin; i < end; ++i) mine += values[static_cast<std::size_t>(i)];
    });
    double total = 0;
    for (const double part : partial) total += part;
    return total;
  };
  CHECK(sum(1) == sum(2));
  CHECK(sum(1) == sum(5));
}

TEST_CASE("Many short loops, from several threads at once, lose nothing") {
  const ThreadCount scope(3);
  std::atomic<Index> total = 0;
  const auto work = [&] {
    for (int job = 0; job < 2000; ++job) {
      parallel_for(9, 2, [&](Index begin, Index end) {
        if (job % 20 == 0)
          std::this_thread::sleep_for(std::chrono::microseconds(50));  // lets another loop come between
        total += end - begin;
      });
    }
  };
  std::thread other(work), another(work);
  work();
  other.join();
  another.join();
  CHECK(total == Index{3} * 2000 * 9);
}

TEST_CASE("The pool can be replaced again and again", "[layering]") {
  const ThreadCount scope(1);
  for (const Index threads : {4, 1, 2, 8, 3}) {
    set_thread_count(threads);
    CHECK(thread_count() == threads);
    CHECK(chunks_of(100, 7).size() == 15);
  }
}
