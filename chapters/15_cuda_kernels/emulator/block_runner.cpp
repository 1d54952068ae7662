#include "15_cuda_kernels/emulator/block_runner.hpp"

#include <fmt/format.h>

#include <utility>

#include "15_cuda_kernels/emulator/access_counts.hpp"
#include "15_cuda_kernels/emulator/block_report.hpp"
#include "15_cuda_kernels/emulator/fault.hpp"
#include "15_cuda_kernels/emulator/shared_memory.hpp"
#include "15_cuda_kernels/emulator/thread_position.hpp"

namespace strata::emulator {
namespace {

constinit thread_local BlockRunner* running = nullptr;

// Boost.Context wants somebody who owns a stack. Ours belong to the runner.
struct StackOfTheRunner {
  boost::context::stack_context allocate() const { return {}; }
  void deallocate(boost::context::stack_context&) const noexcept {}
};

}  // namespace

BlockRunner* BlockRunner::present() { return running; }

BlockRunner::BlockRunner() { fibers_.reserve(FiberStacks::most); }

void BlockRunner::begin(const KernelLaunch& launch, const ThreadList& order) {
  launch_ = &launch;
  order_ = order;
  threads_.assign(static_cast<std::size_t>(order.size()), {});
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    const auto number = static_cast<unsigned>(i);
    const dim3 block = launch.block;
    threads_[i].index = {number % block.x, number / block.x % block.y, number / (block.x * block.y)};
  }
  shared_.begin_launch(launch.shared_bytes);
  counts_ = {};
  scheduler_sanitizer_.is_present_thread();
  if (threads_are_watched) {  // every thread has a fiber of its own, or two threads would count as one
    while (fibers_.size() < threads_.size()) make_fiber(static_cast<int>(fibers_.size()));
  }
}

// [region run_block]
void BlockRunner::run_block(uint3 block) {
  running = this;
  blockIdx = block;
  gridDim = launch_->grid;
  blockDim = launch_->block;
  shared_.begin_block();
  for (BlockThread& thread : threads_) thread.state = BlockThread::State::fresh;
  begun_ = 0;
  ended_ = at_barrier_ = 0;
  ready_.clear();
  broken_.clear();
  begin_point_.release();
  while (ended_ < static_cast<int>(threads_.size())) {
    if (!ready_.empty()) {
      resume_ready_threads();
    } else if (begun_ < order_.size()) {
      start_fresh_threads();
    } else if (at_barrier_ == static_cast<int>(threads_.size())) {
      release_barrier();
    } else if (!meet_without_the_ended()) {
      fail(deadlock_report(threads_));
    }
    if (!broken_.empty()) fail(broken_);
  }
  end_point_.acquire();
  finish_block_of_accesses();
  ++counts_.blocks;
  counts_.threads += threads_.size();
  running = nullptr;
}
// [endregion run_block]

void BlockRunner::make_fiber(int number) {
  Fiber& fiber = fibers_.emplace_back();
  fiber.sanitizer.is_own(stacks_.bottom(number), FiberStacks::bytes);
  boost::context::stack_context stack;
  stack.size = FiberStacks::bytes;
  stack.sp = stacks_.bottom(number) + FiberStacks::bytes;
  fiber.context = boost::context::fiber(
      std::allocator_arg, boost::context::preallocated(stack.sp, stack.size, stack), StackOfTheRunner{},
      [this, number](boost::context::fiber&& scheduler) { return run_threads(number, std::move(scheduler)); });
}

// [region run_threads]
// The life of a fiber: thread after thread, until there is none that has not begun. Then it sleeps.
boost::context::fiber BlockRunner::run_threads(int number, boost::context::fiber&& scheduler) {
  scheduler_ = std::move(scheduler);
  fibers_[static_cast<std::size_t>(number)].sanitizer.arrived_from(scheduler_sanitizer_);
  for (;;) {
    while (begun_ < order_.size() && !cancelled_ && broken_.empty()) {
      const int mine = order_[begun_++];
      BlockThread& thread = threads_[static_cast<std::size_t>(mine)];
      thread.fiber = number;
      thread.state = BlockThread::State::running;
      take_turn(mine);
      begin_point_.acquire();
      try {
        launch_->thread();
      } catch (const Cancelled&) {
        // Another thread's fault ended this one.
      }
      end_point_.release();
      thread.state = BlockThread::State::ended;
      ++ended_;
      if (threads_are_watched) break;
    }
    idle_.push_back(number);
    Fiber& fiber = fibers_[static_cast<std::size_t>(number)];
    fiber.sanitizer.leave_for(scheduler_sanitizer_);
    scheduler_ = std::move(scheduler_).resume();
    fiber.sanitizer.arrived_from(scheduler_sanitizer_);
  }
}
// [endregion run_threads]

// Never inlined: a function that lives longer than a launch must not remember where threadIdx of an operating system's
// thread was.
void BlockRunner::take_turn(int number) {
  present_ = number;
  threadIdx = threads_[static_cast<std::size_t>(number)].index;
}

void BlockRunner::resume(int number) {
  Fiber& fiber = fibers_[static_cast<std::size_t>(number)];
  scheduler_sanitizer_.leave_for(fiber.sanitizer);
  fiber.context = std::move(fiber.context).resume();
  SanitizerFiber none;
  scheduler_sanitizer_.arrived_from(none);
}

// The state says what for, and it may already say that the wait is over.
void BlockRunner::wait(Site site) {
  BlockThread& thread = threads_[static_cast<std::size_t>(present_)];
  thread.site = site;
  Fiber& fiber = fibers_[static_cast<std::size_t>(thread.fiber)];
  fiber.sanitizer.leave_for(scheduler_sanitizer_);
  scheduler_ = std::move(scheduler_).resume();
  fiber.sanitizer.arrived_from(scheduler_sanitizer_);
  if (cancelled_) throw Cancelled{};
  thread.state = BlockThread::State::running;
}

void BlockRunner::let_go_on(int number) {
  threads_[static_cast<std::size_t>(number)].state = BlockThread::State::ready;
  ready_.push_back(number);
}

void BlockRunner::start_fresh_threads() {
  int number = 0;
  if (threads_are_watched) {
    number = order_[begun_];
    idle_.clear();
  } else if (idle_.empty()) {
    number = static_cast<int>(fibers_.size());
    make_fiber(number);
  } else {
    number = idle_.pop_back();
  }
  resume(number);
}

void BlockRunner::resume_ready_threads() {
  turn_ = ready_;
  ready_.clear();
  for (const int number : turn_) {
    take_turn(number);
    resume(threads_[static_cast<std::size_t>(number)].fiber);
    if (!broken_.empty()) return;
  }
}

// [region barrier]
void BlockRunner::wait_for_block(Site site) {
  OrderPoint& point = barrier_points_[static_cast<std::size_t>(barriers_ % 2)];
  ++at_barrier_;
  point.release();
  threads_[static_cast<std::size_t>(present_)].state = BlockThread::State::at_block_barrier;
  wait(site);
  point.acquire();
}

void BlockRunner::release_barrier() {
  for (const BlockThread& thread : threads_) {
    if (!(thread.site == threads_.front().site)) fail("threads wait at different lines with __syncthreads()");
  }
  at_barrier_ = 0;
  ++barriers_;
  ++counts_.barriers;
  for (const int number : order_) let_go_on(number);
}
// [endregion barrier]

void* BlockRunner::static_shared(const void* key, std::size_t bytes) {
  void* const array = shared_.find_or_add(key, bytes, LaunchLimits::shared_bytes);
  if (array != nullptr) return array;
  broken_ = fmt::format("a block uses {} bytes of shared memory, at most {} are there", shared_.bytes() + bytes,
                        LaunchLimits::shared_bytes);
  throw Cancelled{};
}

void BlockRunner::fail(const std::string& words) {
  const std::string report = fmt::format("kernel {}, block ({},{},{}): {}{}", launch_->kernel, blockIdx.x, blockIdx.y,
                                         blockIdx.z, words, waiting_report(threads_));
  cancelled_ = true;
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    const auto state = threads_[i].state;
    if (state == BlockThread::State::fresh || state == BlockThread::State::ended) continue;
    take_turn(static_cast<int>(i));
    resume(threads_[i].fiber);
  }
  cancelled_ = false;
  broken_.clear();
  running = nullptr;
  throw Fault(report);
}

}  // namespace strata::emulator
