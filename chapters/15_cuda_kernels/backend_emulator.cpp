// What is different in a program whose kernels are emulated.

#include "15_cuda_kernels/backend.hpp"
#include "15_cuda_kernels/emulator/fault.hpp"

namespace strata {

Backend cuda_backend() { return Backend::emulator; }

std::string cuda_device_name() { return "emulated CUDA"; }

std::string take_fault() {
  std::string words = emulator::last_fault();
  emulator::forget_fault();
  return words;
}

}  // namespace strata
