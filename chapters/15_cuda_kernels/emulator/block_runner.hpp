#pragma once

#include <array>
#include <boost/context/fiber.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "15_cuda_kernels/emulator/block_threads.hpp"
#include "15_cuda_kernels/emulator/fiber_stacks.hpp"
#include "15_cuda_kernels/emulator/kernel_launch.hpp"
#include "15_cuda_kernels/emulator/launch_counts.hpp"
#include "15_cuda_kernels/emulator/sanitizer_fiber.hpp"
#include "15_cuda_kernels/emulator/shared_arrays.hpp"
#include "15_cuda_kernels/emulator/thread_list.hpp"

namespace strata::emulator {

/// Runs the blocks of a launch one after the other, the threads of a block in turns.
///
/// A thread of CUDA is a function call on a stack of its own, a fiber. It runs until it has to wait for others, at a
/// barrier or in a meeting of its warp; then the scheduler, on the stack of the operating system's thread, lets another
/// one go on. A fiber whose thread came to its end takes the next thread that has not begun, so a kernel without
/// barriers needs one fiber.
class BlockRunner {
 public:
  BlockRunner();
  BlockRunner(const BlockRunner&) = delete;
  BlockRunner& operator=(const BlockRunner&) = delete;
  ~BlockRunner() = default;

  /// Makes ready for the blocks of a launch. `order` holds the numbers of a block's threads in the order of their
  /// turns.
  void begin(const KernelLaunch& launch, const ThreadList& order);

  /// Runs one block. @throws Fault
  void run_block(uint3 block);

  /// What the blocks since begin() did.
  const LaunchCounts& counts() const { return counts_; }

  /// @{
  /// What device code asks for while a block runs, on the fiber of its thread.
  void wait_for_block(Site site);
  std::uint64_t meet_in_warp(const WarpCall& call, Site site);
  int lane() const { return present_ % warp_size; }
  void* static_shared(const void* key, std::size_t bytes);
  void* dynamic_shared() { return shared_.dynamic(); }
  bool is_shared(const void* address) const { return shared_.holds(address); }
  void count_atomic() { ++counts_.atomics; }
  int present_thread() const { return present_; }
  /// @}

  /// The one that runs a block on this thread of the operating system, or null.
  static BlockRunner* present();

 private:
  static constexpr int warp_size = 32;
  struct Cancelled {};  // unwinds the threads of a block that cannot go on
  struct Fiber {
    boost::context::fiber context;
    SanitizerFiber sanitizer;
  };

  void make_fiber(int number);
  boost::context::fiber run_threads(int number, boost::context::fiber&& scheduler);
  void resume(int fiber);
  [[gnu::noinline]] void take_turn(int thread);
  void wait(Site site);
  void let_go_on(int thread);
  Fiber& fiber_of(int thread) {
    return fibers_[static_cast<std::size_t>(threads_[static_cast<std::size_t>(thread)].fiber)];
  }
  void start_fresh_threads();
  void resume_ready_threads();
  void release_barrier();
  bool complete_meeting(int thread, const SanitizerFiber& present);
  bool meet_without_the_ended();
  [[noreturn]] void fail(const std::string& words);

  FiberStacks stacks_;
  std::vector<Fiber> fibers_;
  SanitizerFiber scheduler_sanitizer_;
  boost::context::fiber scheduler_;
  ThreadList idle_;  // fibers

  const KernelLaunch* launch_ = nullptr;
  std::vector<BlockThread> threads_;
  ThreadList order_;
  int begun_ = 0;           // threads of order_ that have begun
  int ended_ = 0;           // threads
  int at_barrier_ = 0;      // threads
  int present_ = 0;         // the running thread
  bool cancelled_ = false;  // waiting threads unwind instead of going on
  std::string broken_;      // what a thread found wrong with itself
  ThreadList ready_, turn_;
  SharedArrays shared_;
  LaunchCounts counts_;

  // Orders for the thread sanitizer. Barriers take turns between two points: with one, the release of a second barrier
  // would also cover what should have waited for the first.
  OrderPoint begin_point_, end_point_;
  std::array<OrderPoint, 2> barrier_points_;
  std::array<OrderPoint, 4096> meeting_points_;
  int barriers_ = 0, meetings_ = 0;
};

}  // namespace strata::emulator
