#pragma once

#include <cstddef>
#include <cstdint>

namespace strata::emulator {

/// In which order the threads of a block get their turns, and the blocks of a grid. CUDA promises none, so a kernel
/// must be right in every one. A missing barrier often does no harm in forward order.
enum class Order { forward, reversed, shuffled };

/// How the emulator behaves.
struct Settings {
  Order order = Order::forward;                      ///< of threads and blocks
  std::uint64_t seed = 1;                            ///< of Order::shuffled
  int block_runners = 1;                             ///< 2: halves of a grid run at the same time, for TSan
  std::size_t device_memory = std::size_t{2} << 30;  ///< bytes that cudaMalloc may hand out
  int devices = 1;                                   ///< 0: a machine without a GPU
};

/// The present settings.
const Settings& settings();

/// Other settings until the scope ends. Queued work runs before the change, and again before it is undone.
class SettingsScope {
 public:
  /// From here on, the emulator behaves like this.
  explicit SettingsScope(const Settings& settings);
  SettingsScope(const SettingsScope&) = delete;
  SettingsScope& operator=(const SettingsScope&) = delete;
  ~SettingsScope();

 private:
  Settings before_;
};

}  // namespace strata::emulator
