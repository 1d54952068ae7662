// Large scores and impossible answers: where the stable criteria hold and the unstable one does not.

#include <catch2/catch.hpp>
#include <cmath>

#include "05_losses/demo_training.hpp"
#include "05_losses/softmax.hpp"
#include "tests/05_losses_limit_cases.hpp"
#include "tests/fresh_seed.hpp"
#include "tests/tensor_elements.hpp"

using namespace strata;
using losses::first_class;

namespace {

double pull(LossOfScores& loss, const Tensor& y) {
  CHECK(std::isfinite(loss.forward(y, first_class())));
  const Tensor dy = loss.backward().to(Dtype::f64);
  return dy.values<double>()[0];
}

}  // namespace

TEST_CASE("Cross-entropy of scores up to 1e4 is exact where its limit is known", "[layering]") {
  losses::large_scores_of_classes(Device::cpu, GENERATE(Dtype::f32, Dtype::f64));
}

TEST_CASE("Binary cross-entropy of scores up to 1e4 is exact where its limit is known", "[layering]") {
  losses::large_scores_of_answers(Device::cpu, GENERATE(Dtype::f32, Dtype::f64));
}

TEST_CASE("Near 0, the stable form of the binary cross-entropy agrees with the sigmoid's", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  const Tensor y = normal_tensor({5, 7}, rng), t = losses::random_probabilities({5, 7}, rng);
  Tensor p(y.shape(), y.options());
  row<double>(p) = (1 / (1 + (-row<double>(y).array()).exp())).matrix();
  BinaryCrossEntropyWithLogits stable;
  BinaryCrossEntropy plain;
  CHECK(stable.forward(y, t) == Approx(plain.forward(p, t)).epsilon(1e-13));
}

TEST_CASE("ClassNLLUnstable gives up where cross-entropy pulls", "[layering]") {
  LossOfScores stable = cross_entropy_of_scores(), unstable = unstable_nll_of_scores();
  // Both know what to do while the true class has a probability that a computer can hold.
  CHECK(pull(unstable, losses::two_scores(20, Dtype::f32)) ==
        Approx(pull(stable, losses::two_scores(20, Dtype::f32))).epsilon(1e-6));
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    for (const double behind : {35.0, 120.0, 1e4}) {
      CHECK(pull(stable, losses::two_scores(behind, dtype)) == Approx(-1.0).epsilon(1e-14));  // 1 - e^-35
      CHECK(pull(unstable, losses::two_scores(behind, dtype)) == 0.0);
      CHECK(unstable.forward(losses::two_scores(behind, dtype), first_class()) == Approx(-std::log(1e-15)));
    }
  }
}

TEST_CASE("ClassNLL holds on log-probabilities of any size", "[layering]") {
  losses::log_probabilities_of_any_size(Device::cpu);
}

TEST_CASE("A binary answer that is impossible costs 100 and no more", "[layering]") {
  losses::impossible_answers(Device::cpu);
}

TEST_CASE("A squared error on softmax hardly pulls at a class that is far behind", "[layering]") {
  LossOfScores squared = squared_error_of_softmax(), absolute = absolute_error_of_softmax();
  const double p = 1 / (1 + std::exp(10.0));
  // (5.24) and (5.25) with two classes: both carry the factor p (1 - p).
  CHECK(pull(squared, losses::two_scores(10, Dtype::f64)) == Approx(-2 * p * (1 - p) * (1 - p)).epsilon(1e-9));
  CHECK(pull(absolute, losses::two_scores(10, Dtype::f64)) == Approx(-p * (1 - p)).epsilon(1e-9));
}

TEST_CASE("The softmax of the program gives the derivative that difference quotients measure", "[layering]") {
  Rng rng(fresh_seed(), Stream::test);
  Tensor y = normal_tensor({3, 5}, rng);
  const Tensor dp = normal_tensor({3, 5}, rng);
  const Tensor dy = softmax_backward(softmax(y), dp);
  const auto value = [&] {
    const Tensor p = softmax(y);
    return row<double>(p).dot(row<double>(dp));
  };
  for (Index i = 0; i < y.count(); ++i) {
    const double start = row<double>(y)[i], h = 1e-5;
    row<double>(y)[i] = start + h;
    const double above = value();
    row<double>(y)[i] = start - h;
    const double below = value();
    row<double>(y)[i] = start;
    CHECK(std::abs((above - below) / (2 * h) - row<double>(dy)[i]) < 1e-9);
  }
}
