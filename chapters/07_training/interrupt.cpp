#include "07_training/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace strata {
namespace {

// A handler may run on any thread of the program, and reaches global variables only.
std::atomic<bool> signal_seen{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a handler must not wait for a lock");

void remember(int signal) {
  signal_seen = true;
  std::signal(signal, SIG_DFL);
}

// A program that was told to ignore a signal, as a shell tells background jobs, goes on ignoring it.
void (*install(int signal))(int) {
  void (*const previous)(int) = std::signal(signal, &remember);
  if (previous == SIG_IGN) std::signal(signal, SIG_IGN);
  return previous;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  signal_seen = false;
  previous_interrupt_ = install(SIGINT);
  previous_terminate_ = install(SIGTERM);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, previous_interrupt_);
  std::signal(SIGTERM, previous_terminate_);
}

bool InterruptGuard::interrupted() const { return signal_seen; }

}  // namespace strata
