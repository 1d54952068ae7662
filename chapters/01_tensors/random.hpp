#pragma once

#include <cstdint>
#include <span>

#include "01_tensors/philox.hpp"
#include "common/index.hpp"

namespace strata {

/// Streams of one seed that never meet: a program that draws one more initial weight still shuffles as before. Any
/// number is a stream; these are the ones that Part I uses.
enum class Stream : std::uint64_t {
  initialisation = 0,
  shuffle = 1,
  dropout = 2,
  augmentation = 3,
  pictures = 4,
  test = 1000
};

/// Random numbers keyed by seed, stream and position, from Philox. Two generators with equal keys draw equal numbers,
/// on every machine; those of normal() up to the last bit of the machine's logarithm and cosine.
class Rng {
 public:
  /// The numbers of one stream from its beginning.
  explicit Rng(std::uint64_t seed, Stream stream = Stream::initialisation) : seed_(seed), stream_(stream) {}

  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform();

  /// Uniform in [low, high). @throws Error unless low < high and high - low is finite
  double uniform(double low, double high);

  /// Normal with mean 0 and standard deviation 1, by Box and Muller (1.6).
  double normal();

  /// A whole number in [0, count), each equally likely. @throws Error if count is below 1
  Index below(Index count);

  /// Puts the values in an order of which every one is equally likely (Fisher and Yates).
  void shuffle(std::span<Index> values);

  /// How many 128-bit blocks have been used: with the seed and the stream, the whole state of the generator.
  std::uint64_t position() const { return position_; }

  /// Goes on from there: with a position() that was saved, draws the numbers that followed it.
  void set_position(std::uint64_t position);

 private:
  std::uint64_t next_bits();  // 64 of them

  std::uint64_t seed_;
  Stream stream_;
  std::uint64_t position_ = 0;
};

}  // namespace strata
