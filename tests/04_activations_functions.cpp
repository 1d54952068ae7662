// The scalar formulas against long double arithmetic, at ends and kinks, and with what is not a number.

#include "04_activations/functions.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "01_tensors/random.hpp"
#include "tests/04_activations_references.hpp"
#include "tests/fresh_seed.hpp"

using namespace strata;

namespace {

// Where neither exponentials of long double overflow nor large arguments of float lose what is tested.
std::vector<double> arguments(Rng& rng) {
  std::vector<double> x{0, 1e-30, 1e-8, 1e-4, 0.5, 1, 17, 20, 30, 87, 89, 104, 709, 746, 1e4};
  for (int i = 0; i < 300; ++i) x.push_back(rng.normal() * std::pow(10.0, rng.uniform(-6, 3)));
  const std::size_t count = x.size();
  for (std::size_t i = 0; i < count; ++i) x.push_back(-x[i]);
  return x;
}

// `ulps` roundings of the parts that the result is added up from; parts below the smallest normal number have fewer
// digits, and may be multiplied by x.
template <class T>
void check_close(T computed, long double expected, long double x, long double size, const std::string& what) {
  // An exponential or logarithm of the library is good to one or two units in the last place; each form has at most
  // four further roundings.
  constexpr long double ulps = 8;
  constexpr long double epsilon = std::numeric_limits<T>::epsilon(), smallest = std::numeric_limits<T>::min();
  const long double allowed = ulps * epsilon * (size + (1 + std::abs(x)) * smallest);
  INFO(fmt::format("{}: computed {}, expected {}", what, computed, static_cast<double>(expected)));
  CHECK(std::abs(static_cast<long double>(computed) - expected) <= allowed);
}

template <class T, class F>
void check_function(const F& f, const references::Reference& reference, Rng& rng) {
  for (const double x : arguments(rng)) {
    const T at = static_cast<T>(x);
    const auto exact = static_cast<long double>(at);
    const std::string what = fmt::format("{} at {}", F::name, at);
    // In exp(-|βx|), the rounding of the argument counts |βx| times.
    const long double growth = reference.rounds_argument ? 1 + std::abs(exact) : 1;
    check_close(f.value(at), reference.value(exact), exact, growth * reference.size(exact), what);
    check_close(f.derivative(at), reference.derivative(exact), exact, growth * reference.slope_size(exact), what + "'");
  }
}

template <class F>
void check_both(const F& f, const references::Reference& reference) {
  Rng rng(fresh_seed(), Stream::test);
  check_function<float>(f, reference, rng);
  check_function<double>(f, reference, rng);
}

template <class T, class F>
void check_not_a_number(const F& f) {
  const T nan = std::numeric_limits<T>::quiet_NaN();
  CHECK(std::isnan(f.value(nan)));
  CHECK(std::isnan(f.derivative(nan)));
}

template <class F>
void check_ends(const F& f, double left, double right, double left_slope, double right_slope) {
  const double infinity = std::numeric_limits<double>::infinity();
  INFO(F::name);
  CHECK(f.value(-infinity) == left);
  CHECK(f.value(infinity) == right);
  CHECK(f.derivative(-infinity) == left_slope);
  CHECK(f.derivative(infinity) == right_slope);
  CHECK(f.value(static_cast<float>(-infinity)) == static_cast<float>(left));
  CHECK(f.derivative(static_cast<float>(-infinity)) == static_cast<float>(left_slope));
  check_not_a_number<float>(f);
  check_not_a_number<double>(f);
}

}  // namespace

TEST_CASE("Every formula is right to a few roundings from 1e-30 to 1e4, value and derivative", "[layering]") {
  check_both(functions::ReLU(), references::relu());
  check_both(functions::LeakyReLU(), references::leaky_relu(0.03));
  check_both(functions::ELU{1.7}, references::elu(1.7));
  check_both(functions::SoftPlus(), references::softplus());
  check_both(functions::Sigmoid(), references::sigmoid());
  check_both(functions::Tanh(), references::tanh());
  check_both(functions::Swish(), references::swish(1));
  check_both(functions::Swish{1.7}, references::swish(1.7));
}

TEST_CASE("At the ends every formula has its limit, and NaN stays NaN", "[layering]") {
  const double infinity = std::numeric_limits<double>::infinity();
  check_ends(functions::ReLU(), 0, infinity, 0, 1);
  check_ends(functions::LeakyReLU(), -infinity, infinity, 0.03, 1);
  check_ends(functions::ELU{1.5}, -1.5, infinity, 0, 1);
  check_ends(functions::SoftPlus(), 0, infinity, 0, 1);
  check_ends(functions::Sigmoid(), 0, 1, 0, 0);
  check_ends(functions::Tanh(), -1, 1, 0, 0);
  check_ends(functions::Swish(), 0, infinity, 0, 1);
}

TEST_CASE("The slopes at 0 are PyTorch's, for both zeros", "[layering]") {
  for (const double zero : {0.0, -0.0}) {
    CHECK(functions::ReLU().derivative(zero) == 0);
    CHECK(functions::LeakyReLU().derivative(zero) == 0.03);
    CHECK(functions::ELU{1.7}.derivative(zero) == 1.7);
    CHECK(functions::SoftPlus().derivative(zero) == 0.5);
    CHECK(functions::Sigmoid().derivative(zero) == 0.25);
    CHECK(functions::Tanh().derivative(zero) == 1);
    CHECK(functions::Swish().derivative(zero) == 0.5);
    CHECK(functions::ReLU().value(zero) == 0);
  }
}
