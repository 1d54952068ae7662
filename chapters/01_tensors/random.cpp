#include "01_tensors/random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "common/error.hpp"

namespace strata {

// One block per draw: half of its bits are thrown away, and in return the position alone says where we are.
std::uint64_t Rng::next_bits() {
  const auto low = [](std::uint64_t x) { return static_cast<std::uint32_t>(x); };
  const auto high = [](std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); };
  const auto stream = static_cast<std::uint64_t>(stream_);
  const Philox::Counter random =
      Philox::block({low(position_), high(position_), low(stream), high(stream)}, {low(seed_), high(seed_)});
  ++position_;
  return (std::uint64_t{random[0]} << 32) | random[1];
}

double Rng::uniform() { return static_cast<double>(next_bits() >> 11) * 0x1p-53; }

double Rng::uniform(double low, double high) {
  const double width = high - low;
  if (!std::isfinite(width) || !(low < high)) {
    throw Error({"Rng::uniform", fmt::format("[{}, {})", low, high), "the lower end first, at a finite distance", ""});
  }
  return std::min(low + width * uniform(), std::nextafter(high, low));  // the sum may be rounded up to `high`
}

// [region normal]
double Rng::normal() {
  const double u = 1.0 - uniform();  // in (0, 1]: the logarithm of 0 is not wanted
  const double v = uniform();
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);  // (1.6)
}
// [endregion normal]

Index Rng::below(Index count) {
  if (count < 1) throw Error({"Rng::below", fmt::format("{}", count), "1 or more", ""});
  const auto n = static_cast<std::uint64_t>(count);
  // 2^64 is no multiple of n: without this, the small remainders would come a little too often.
  const std::uint64_t too_small = (0 - n) % n;
  std::uint64_t bits = next_bits();
  while (bits < too_small) bits = next_bits();
  return static_cast<Index>(bits % n);
}

// [region shuffle]
void Rng::shuffle(std::span<Index> values) {
  for (std::size_t last = values.size(); last > 1; --last) {
    std::swap(values[last - 1], values[static_cast<std::size_t>(below(static_cast<Index>(last)))]);
  }
}
// [endregion shuffle]

void Rng::set_position(std::uint64_t position) { position_ = position; }

}  // namespace strata
