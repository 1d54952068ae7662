#pragma once

// What the 32 threads of a warp, its lanes, can do together.

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "15_cuda_kernels/emulator/site.hpp"
#include "15_cuda_kernels/emulator/thread_position.hpp"

namespace strata::emulator {

/// What a lane brings to a meeting of its warp.
struct WarpCall {
  enum class Kind : unsigned char { barrier, vote, shuffle };
  Kind kind;                ///< all lanes of a meeting call the same function
  unsigned mask;            ///< the lanes that meet, one bit each
  bool predicate = false;   ///< of a vote
  std::uint64_t value = 0;  ///< what a shuffle hands over, as bits
  int source = 0;           ///< the lane that a shuffle reads
};

/// The running lane waits until every lane of the mask that has not ended is here with the same function and mask.
/// Returns the bits of the lane that was asked for, or those of a vote.
std::uint64_t meet_in_warp(const WarpCall& call, Site site);

/// Which lane of its warp the running thread is.
int lane();

/// A value as bits, and back: what a shuffle can carry.
template <class T>
std::uint64_t to_bits(T value) {
  static_assert(sizeof(T) <= 8 && std::is_trivially_copyable_v<T>, "CUDA shuffles values of 4 or 8 bytes");
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(T));
  return bits;
}
/// @copydoc to_bits
template <class T>
T from_bits(std::uint64_t bits) {
  T value;
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}

/// A shuffle that reads lane `source`.
template <class T>
T shuffle(unsigned mask, T value, int source, Site site) {
  return from_bits<T>(
      meet_in_warp({.kind = WarpCall::Kind::shuffle, .mask = mask, .value = to_bits(value), .source = source}, site));
}

/// The bits of the lanes for which the predicate holds.
inline unsigned vote(unsigned mask, bool predicate, Site site) {
  return static_cast<unsigned>(
      meet_in_warp({.kind = WarpCall::Kind::vote, .mask = mask, .predicate = predicate}, site));
}

}  // namespace strata::emulator

/// @{
/// As in CUDA; nobody passes the last argument. `width` cuts a warp into parts that know nothing of each other. A lane
/// whose partner would lie outside of its part reads itself.
inline void __syncwarp(unsigned mask = 0xFFFFFFFFU, strata::emulator::Site site = strata::emulator::Site::here()) {
  strata::emulator::meet_in_warp({.kind = strata::emulator::WarpCall::Kind::barrier, .mask = mask}, site);
}
template <class T>
T __shfl_sync(unsigned mask, T value, int source, int width = warpSize,
              strata::emulator::Site site = strata::emulator::Site::here()) {
  const int begin = strata::emulator::lane() / width * width;
  return strata::emulator::shuffle(mask, value, begin + (source & (width - 1)), site);
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int lane_mask, int width = warpSize,
                  strata::emulator::Site site = strata::emulator::Site::here()) {
  const int lane = strata::emulator::lane(), source = lane ^ lane_mask;
  return strata::emulator::shuffle(mask, value, source < (lane / width + 1) * width ? source : lane, site);
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = warpSize,
                   strata::emulator::Site site = strata::emulator::Site::here()) {
  const int lane = strata::emulator::lane(), source = lane + static_cast<int>(delta);
  return strata::emulator::shuffle(mask, value, source < (lane / width + 1) * width ? source : lane, site);
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = warpSize,
                 strata::emulator::Site site = strata::emulator::Site::here()) {
  const int lane = strata::emulator::lane(), source = lane - static_cast<int>(delta);
  return strata::emulator::shuffle(mask, value, source >= lane / width * width ? source : lane, site);
}
inline unsigned __ballot_sync(unsigned mask, bool predicate,
                              strata::emulator::Site site = strata::emulator::Site::here()) {
  return strata::emulator::vote(mask, predicate, site);
}
inline bool __any_sync(unsigned mask, bool predicate, strata::emulator::Site site = strata::emulator::Site::here()) {
  return strata::emulator::vote(mask, predicate, site) != 0;
}
inline bool __all_sync(unsigned mask, bool predicate, strata::emulator::Site site = strata::emulator::Site::here()) {
  // A lane that has ended has no vote, so the question is whether anybody says no.
  return strata::emulator::vote(mask, !predicate, site) == 0;
}
inline int __popc(unsigned bits) { return std::popcount(bits); }
inline int __ffs(int bits) { return bits == 0 ? 0 : std::countr_zero(static_cast<unsigned>(bits)) + 1; }
/// @}
