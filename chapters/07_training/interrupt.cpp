#include "07_training/interrupt.hpp"

#include <csignal>

namespace strata {
namespace {

// A signal handler can reach nothing but global variables of this type.
volatile std::sig_atomic_t signals_seen = 0;

void remember(int signal) {
  signals_seen = 1;
  std::signal(signal, SIG_DFL);
}

}  // namespace

InterruptGuard::InterruptGuard()
    : previous_interrupt_(std::signal(SIGINT, &remember)), previous_terminate_(std::signal(SIGTERM, &remember)) {
  signals_seen = 0;
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, previous_interrupt_);
  std::signal(SIGTERM, previous_terminate_);
}

bool InterruptGuard::interrupted() const { return signals_seen != 0; }

}  // namespace strata
