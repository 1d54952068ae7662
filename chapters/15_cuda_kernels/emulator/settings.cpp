#include "15_cuda_kernels/emulator/settings.hpp"

#include "15_cuda_kernels/emulator/include/cuda_runtime_api.h"

namespace strata::emulator {
namespace {

Settings& present() {
  static Settings settings;
  return settings;
}

}  // namespace

const Settings& settings() { return present(); }

SettingsScope::SettingsScope(const Settings& settings) : before_(present()) {
  cudaDeviceSynchronize();
  present() = settings;
}

SettingsScope::~SettingsScope() {
  cudaDeviceSynchronize();
  present() = before_;
}

}  // namespace strata::emulator
