// The masks themselves: their bits, their probability, and that no two of them have to do with each other.

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "01_tensors/views.hpp"
#include "02_modules/state.hpp"
#include "tests/09_dropout_cases.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;

namespace {

// A right mask misses one of these limits once in 1.7 million seeds.
constexpr double standard_deviations = 5;

void set_state(Module& layer, std::int64_t seed, std::int64_t position) {
  buffers(layer).front()->copy_from(Tensor::from<std::int64_t>({2}, {seed, position}));
}

std::int64_t position_of(Module& layer) { return buffers(layer).front()->values<std::int64_t>()[1]; }

// The mask, as what the layer makes of ones.
Tensor mask(Module& layer, const Shape& batch) { return layer.forward(Tensor::full(batch, 1.0, layer.options())); }

std::unique_ptr<Module> layer_for(const Shape& batch, double p, std::uint64_t seed, bool whole_channels = false) {
  return dropout_layer({whole_channels, batch, p}, seed, Dtype::f64);
}

// Whether two masks of one size and p = 1/2 agree as often as independent ones do.
bool independent(const Eigen::ArrayXd& one, const Eigen::ArrayXd& other) {
  const auto count = static_cast<double>(one.size());
  const auto equal = static_cast<double>((one == other).count());
  return std::abs(equal - count / 2) < standard_deviations * std::sqrt(count / 4);
}

Eigen::ArrayXd array_of(const Tensor& x) { return row<double>(x).transpose().array(); }

}  // namespace

TEST_CASE("The first masks have the bits that Philox gives, computed by hand", "[layering]") {
  // Blocks (0, 0, 2, 0) and (1, 0, 2, 0) under the key (5, 0), divided by 2^32:
  // 0.7305, 0.2156, 0.0013, 0.1924, 0.2818, 0.3093, 0.8405, 0.3341. A quarter is dropped: those below 0.25.
  const double keep = 1 / 0.75;
  const auto numbers = layer_for({1, 7}, 0.25, 1);
  set_state(*numbers, 5, 0);
  CHECK(elements<double>(mask(*numbers, {1, 7})) == std::vector<double>{keep, 0, 0, 0, keep, keep, keep});
  CHECK(position_of(*numbers) == 2);  // two blocks, of which one integer was not needed
  set_state(*numbers, 5, 1);
  CHECK(elements<double>(mask(*numbers, {1, 7}))[0] == keep);

  // The same integers, one for each image and channel.
  const auto channels = layer_for({2, 1, 2, 3}, 0.25, 1, true);
  set_state(*channels, 5, 0);
  CHECK(elements<double>(mask(*channels, {2, 1, 2, 3})) ==
        std::vector<double>{keep, 0, 0, keep, 0, 0, 0, keep, keep, 0, keep, keep});
  CHECK(position_of(*channels) == 2);

  // The block (7, 2, 2, 0) under the key (9, 3): 0.4359, 0.4585, 0.0615, 0.1882.
  const auto large = layer_for({1, 4}, 0.45, 1);
  set_state(*large, (std::int64_t{3} << 32) + 9, (std::int64_t{1} << 33) + 7);
  CHECK(elements<double>(mask(*large, {1, 4})) == std::vector<double>{0, 1 / 0.55, 0, 0});
}

TEST_CASE("The threshold is p to within 2^-33, and 0 and 1 are exact", "[layering]") {
  CHECK(Bernoulli(0).threshold == 0);
  CHECK(Bernoulli(0.5).threshold == std::uint64_t{1} << 31);
  CHECK(Bernoulli(1).threshold == std::uint64_t{1} << 32);
  CHECK(Bernoulli(1).entry<double>(0xffffffff) == 0);
  CHECK(Bernoulli(0).entry<double>(0) == 1);
  CHECK(Bernoulli(0.25).entry<double>((1U << 30) - 1) == 0);
  CHECK(Bernoulli(0.25).entry<double>(1U << 30) == 1 / 0.75);
  Rng rng(fresh_seed(), Stream::test);
  for (int trial = 0; trial < 1000; ++trial) {
    const double p = std::pow(rng.uniform(), 1 + 9 * rng.uniform());
    CHECK(std::abs(std::ldexp(static_cast<double>(Bernoulli(p).threshold), -32) - p) <= 0x1p-33);
  }
}

TEST_CASE("Masks have the share, the mean and the variance that they should", "[layering]") {
  const double p = GENERATE(0.02, 0.3, 0.5, 0.9);
  constexpr Index count = 100000;
  const auto layer = layer_for({1, count}, p, fresh_seed());
  const Eigen::ArrayXd m = array_of(mask(*layer, {1, count}));
  const auto dropped = static_cast<double>((m == 0).count());
  INFO("p " << p << ", dropped " << dropped);
  CHECK(std::abs(dropped - count * p) < standard_deviations * std::sqrt(count * p * (1 - p)));
  CHECK(((m == 0) || (m == 1 / (1 - p))).all());
  // What follows from the share: kept entries are count - dropped, each 1 / (1 - p).
  const double share = 1 - dropped / count;
  CHECK(m.mean() == Approx(share / (1 - p)));
  CHECK((m - m.mean()).square().mean() == Approx(share * (1 - share) / ((1 - p) * (1 - p))));
}

TEST_CASE("A whole channel is dropped or kept, and channels and images are on their own", "[layering]") {
  const Shape batch{64, 3, 5, 130};
  const auto layer = layer_for(batch, 0.5, fresh_seed(), true);
  const Tensor m = mask(*layer, batch);
  const auto view = image<double>(m);
  Eigen::ArrayXXd of_channel(64, 130);
  bool constant = true;
  for (Index n = 0; n < 64; ++n) {
    for (Index c = 0; c < 130; ++c) {
      of_channel(n, c) = view(n, 0, 0, c);
      for (Index h = 0; h < 3; ++h) {
        for (Index w = 0; w < 5; ++w) constant = constant && view(n, h, w, c) == of_channel(n, c);
      }
    }
  }
  CHECK(constant);
  const auto dropped = static_cast<double>((of_channel == 0).count());
  CHECK(std::abs(dropped - 64 * 65) < standard_deviations * std::sqrt(64 * 130 / 4));
  CHECK(independent(of_channel.leftCols(129).reshaped(), of_channel.rightCols(129).reshaped()));
  CHECK(independent(of_channel.topRows(63).reshaped(), of_channel.bottomRows(63).reshaped()));
}

TEST_CASE("Which channels drop depends on their number alone, not on the size of the images", "[layering]") {
  // Each large image is a chunk of its own, and 3, 6 and 9 integers end in the middle of a block of four.
  const Shape small{4, 1, 1, 3}, large{4, 75, 75, 3};
  const std::uint64_t seed = fresh_seed();
  const auto few = layer_for(small, 0.5, seed, true), many = layer_for(large, 0.5, seed, true);
  const Tensor expected = mask(*few, small), m = mask(*many, large);
  for (Index n = 0; n < 4; ++n) {
    for (Index c = 0; c < 3; ++c) {
      for (const Index end : {0, 74}) CHECK(image<double>(m)(n, end, end, c) == image<double>(expected)(n, 0, 0, c));
    }
  }
}

TEST_CASE("Masks of one layer after the other, and of two layers, are independent", "[layering]") {
  const Shape batch{10, 1000};
  Rng rng(fresh_seed(), Stream::test);
  Dropout first(0.5), second(0.5);
  for (Dropout* layer : {&first, &second}) {
    layer->to(Dtype::f64);
    layer->build(batch.without_front(), rng);  // as two layers of one network
  }
  const Eigen::ArrayXd a = array_of(mask(first, batch)), b = array_of(mask(first, batch)),
                       c = array_of(mask(second, batch));
  CHECK(independent(a, b));
  CHECK(independent(a, c));
  CHECK(independent(b, c));
  for (const Index shift : {1, 2, 3, 4, 5, 1000}) {
    CHECK(independent(a.head(a.size() - shift), a.tail(a.size() - shift)));
  }
}

TEST_CASE("The first mask of a batch is that of its first rows alone, and no number is used twice", "[layering]") {
  const auto layer = layer_for({3, 6}, 0.5, 3), same = layer_for({3, 6}, 0.5, 3), joined = layer_for({3, 6}, 0.5, 3);
  const Tensor three = mask(*layer, {3, 6}), two = mask(*same, {2, 6}), next = mask(*same, {2, 6});
  CHECK(elements<double>(three.slice(0, 2)) == elements<double>(two));
  const Tensor four = mask(*joined, {4, 6});  // 12 integers are three whole blocks
  CHECK(elements<double>(four.slice(2, 4)) == elements<double>(next));
}
