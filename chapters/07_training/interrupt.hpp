#pragma once

namespace strata {

/// While one of these lives, Ctrl-C (SIGINT) and a polite request to end (SIGTERM) do not end the program but are
/// remembered, so that a step in progress can be finished and saved. A second signal ends the program as usual.
class InterruptGuard {
 public:
  InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
  ~InterruptGuard();

  /// Whether a signal came since the guard was made.
  bool interrupted() const;

 private:
  void (*previous_interrupt_)(int) = nullptr;
  void (*previous_terminate_)(int) = nullptr;
};

}  // namespace strata
