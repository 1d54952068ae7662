#include "15_cuda_kernels/emulator/access_counts.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "15_cuda_kernels/emulator/block_runner.hpp"
#include "15_cuda_kernels/emulator/include/cuda_runtime_api.h"
#include "15_cuda_kernels/emulator/shared_memory.hpp"
#include "15_cuda_kernels/emulator/stream_queues.hpp"

namespace strata::emulator {
namespace {

constexpr std::uintptr_t sector_bytes = 32, bank_bytes = 4, bank_count = 32;

enum class Memory : unsigned char { device, shared };

// One instruction of a warp: whose, and how many of the same kind came before it.
using Request = std::tuple<Memory, Access, int, std::uint64_t>;

struct Asked {
  std::uintptr_t address;
  std::size_t bytes;
};

struct Recording {
  AccessCounts counts;
  std::map<Request, std::vector<Asked>> block;                               // of the running block
  std::map<std::tuple<Memory, Access, int>, std::uint64_t> asked_by_thread;  // how often, in the running block
};

Recording*& present() {
  static Recording* recording = nullptr;
  return recording;
}

std::uint64_t sectors(const std::vector<Asked>& lanes) {
  std::set<std::uintptr_t> touched;
  for (const Asked& asked : lanes) {
    for (std::uintptr_t at = asked.address / sector_bytes; at <= (asked.address + asked.bytes - 1) / sector_bytes;
         ++at) {
      touched.insert(at);
    }
  }
  return touched.size();
}

// A bank gives one word in a pass, to all lanes that want this word.
std::uint64_t passes(const std::vector<Asked>& lanes) {
  std::array<std::set<std::uintptr_t>, bank_count> words;
  for (const Asked& asked : lanes) {
    for (std::uintptr_t word = asked.address / bank_bytes; word <= (asked.address + asked.bytes - 1) / bank_bytes;
         ++word) {
      words[word % bank_count].insert(word);
    }
  }
  std::size_t most = 0;
  for (const auto& bank : words) most = std::max(most, bank.size());
  return most;
}

AccessCounts::Direction& direction(AccessCounts& counts, Memory memory, Access access) {
  if (memory == Memory::device) return access == Access::load ? counts.loads : counts.stores;
  return access == Access::load ? counts.shared_loads : counts.shared_stores;
}

}  // namespace

AccessCounts count_accesses(FunctionRef<void()> run) {
  cudaDeviceSynchronize();  // what was queued before does not count
  Recording recording;
  present() = &recording;
  run();
  cudaDeviceSynchronize();
  present() = nullptr;
  return recording.counts;
}

void note_access(Access access, const void* address, std::size_t bytes) {
  Recording* const recording = present();
  const BlockRunner* const runner = BlockRunner::present();
  if (recording == nullptr || runner == nullptr) return;
  const bool in_shared = is_shared(address);
  if (!in_shared && !is_device_memory(address)) return;
  const Memory memory = in_shared ? Memory::shared : Memory::device;
  const int thread = runner->present_thread();
  const std::uint64_t before = recording->asked_by_thread[{memory, access, thread}]++;
  recording->block[{memory, access, thread / 32, before}].push_back({reinterpret_cast<std::uintptr_t>(address), bytes});
}

void finish_block_of_accesses() {
  Recording* const recording = present();
  if (recording == nullptr) return;
  for (const auto& [request, lanes] : recording->block) {
    const Memory memory = std::get<Memory>(request);
    AccessCounts::Direction& sum = direction(recording->counts, memory, std::get<Access>(request));
    sum.elements += lanes.size();
    ++sum.requests;
    sum.parts += memory == Memory::device ? sectors(lanes) : passes(lanes);
  }
  recording->block.clear();
  recording->asked_by_thread.clear();
}

}  // namespace strata::emulator
