// Not a number: a trunk of fused steps hands it on wherever its layers do.

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "14_fast_cpu/pool_pixels.hpp"
#include "tests/14_fast_cpu_comparison.hpp"
#include "tests/14_fast_cpu_trunk_pair.hpp"

using namespace strata;

namespace {

// How many numbers are NaN in the first tensor and not in the second.
Index lost_nans(const Tensor& from, const Tensor& in) {
  const std::vector<double> p = elements<double>(from.to(Dtype::f64)), q = elements<double>(in.to(Dtype::f64));
  REQUIRE(p.size() == q.size());
  Index lost = 0;
  for (std::size_t i = 0; i < p.size(); ++i) lost += std::isnan(p[i]) && !std::isnan(q[i]) ? 1 : 0;
  return lost;
}

Index nans(const Tensor& tensor) { return lost_nans(tensor, Tensor::full(tensor.shape(), 0, tensor.options())); }

Tensor with_entry(const Tensor& tensor, Index position, double value) {
  Tensor changed = tensor.to(Dtype::f64).clone();
  changed.values<double>()[static_cast<std::size_t>(position)] = value;
  return changed.to(tensor.dtype());
}

// Of dx and all gradients.
void check_no_nan_is_lost(PlainLayers& plain, TrunkLayers& trunk, const Tensor& x, const Tensor& dy) {
  for (PlainLayers* layers : {&plain, static_cast<PlainLayers*>(&trunk)}) layers->network().zero_grad();
  CHECK(lost_nans(plain.forward(x), trunk.forward(x)) == 0);
  const Tensor dx = plain.backward(dy, InputGradient::wanted);
  CHECK(lost_nans(dx, trunk.backward(dy, InputGradient::wanted)) == 0);
  const std::vector<Parameter*> expected = plain.network().parameters(), got = trunk.network().parameters();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO(expected[i]->path);
    CHECK(lost_nans(expected[i]->grad(), got[i]->grad()) == 0);
  }
}

}  // namespace

TEST_CASE("What is not a number stays so through a trunk, forward and backward") {
  const Dtype dtype = GENERATE(Dtype::f32, Dtype::f64);
  const FusionOptions options = GENERATE(from_range(storing_and_making_again()));
  Rng rng(1);
  for (const TrunkCase& one : all_trunks()) {
    PlainLayers plain(one, dtype, 5);
    TrunkLayers trunk(one, dtype, 5, options);
    INFO(one.name << ", stored up to " << options.most_stored_bytes << " bytes");
    const Tensor usual = normal_tensor(one.batch, rng, dtype);
    const Tensor x = with_entry(usual, usual.count() / 2, std::nan(""));
    const Tensor dy = normal_tensor(plain.network().output_sample().with_front(one.batch[0]), rng, dtype);
    check_no_nan_is_lost(plain, trunk, x, dy);
    // From behind: through a ReLU that is off as well, where 0 is multiplied by it.
    check_no_nan_is_lost(plain, trunk, usual, with_entry(dy, dy.count() / 2, std::nan("")));
    check_no_nan_is_lost(plain, trunk, usual, Tensor::full(dy.shape(), std::nan(""), dy.options()));
    for (const Parameter* parameter : trunk.network().parameters()) {
      INFO(parameter->path);
      CHECK(nans(parameter->grad()) > 0);
    }
    // A weight or a bias.
    for (PlainLayers* layers : {&plain, static_cast<PlainLayers*>(&trunk)}) {
      for (Parameter* parameter : layers->network().parameters()) {
        parameter->value = with_entry(parameter->value, parameter->value.count() / 3, std::nan(""));
      }
    }
    check_no_nan_is_lost(plain, trunk, usual, dy);
    for (PlainLayers* layers : {&plain, static_cast<PlainLayers*>(&trunk)}) layers->network().eval();
    CHECK(lost_nans(plain.forward(x), trunk.forward(x)) == 0);
  }
}

TEST_CASE("Backwards, a fused pool has the NaNs that ReLU and MaxPool2d have, no more and no fewer", "[layering]") {
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  const Dtype dtype = GENERATE(Dtype::f32, Dtype::f64);
  const bool rectified = GENERATE(false, true);
  // Of 1 x 1 taps with the weight 1, so that the gradient of the input is that of the pixels.
  const TrunkCase one{"pool",
                      [=] {
                        Sequential layers("trunk");
                        layers.add(Conv2d(1, 1), "conv");
                        if (rectified) layers.add(ReLU(), "relu");
                        layers.add(MaxPool2d(2), "pool");
                        return layers;
                      },
                      {{1, 2, 12, 1}, "NHWC"}};
  PlainLayers plain(one, dtype, 5);
  TrunkLayers trunk(one, dtype, 5);
  for (PlainLayers* layers : {&plain, static_cast<PlainLayers*>(&trunk)})
    layers->network().parameters()[0]->value.fill(1);
  // Six windows beside each other: two NaNs, NaN among negative pixels, usual ones, and pixels that a ReLU turns into
  // 0.
  const Tensor x = Tensor::from(one.batch, {nan, 3.0, -1.0, -2.0, 1.0,  2.0, -1.0, -3.0, -4.0, -2.0, 0.0, 0.0,
                                            nan, 1.0, -3.0, nan,  -1.0, 5.0, -2.0, -5.0, -1.0, -7.0, 0.0, 0.0})
                       .to(dtype);
  const Tensor dy = Tensor::from({{1, 1, 6, 1}, "NHWC"}, {2.0, 3.0, 4.0, 5.0, nan, infinity}).to(dtype);
  CHECK(lost_nans(plain.forward(x), trunk.forward(x)) == 0);
  const std::vector<double> expected = elements<double>(plain.backward(dy, InputGradient::wanted).to(Dtype::f64)),
                            got = elements<double>(trunk.backward(dy, InputGradient::wanted).to(Dtype::f64));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    INFO(i << ": " << got[i] << " for " << expected[i]);
    CHECK((got[i] == expected[i] || (std::isnan(got[i]) && std::isnan(expected[i]))));
  }
}
