#pragma once

#include <stdexcept>
#include <string>

namespace strata::emulator {

/// A kernel did what CUDA leaves undefined. what() names the kernel, the block, the threads and their lines. CUDA would
/// return an error of a few words, hang, or compute nonsense; the emulator does the first and keeps the words.
class Fault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The words of the last fault; empty if there was none since forget_fault().
std::string last_fault();

/// Keeps the words of a fault for the message of the CUDA error that follows.
void remember_fault(const std::string& words);

/// Starts anew, as after a reset of a device.
void forget_fault();

}  // namespace strata::emulator
