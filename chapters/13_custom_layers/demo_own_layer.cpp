#include "demo_own_layer.hpp"

#include <fmt/format.h>

#include <array>
#include <iostream>
#include <string>

#include "02_modules/gradient_check.hpp"
#include "13_custom_layers/comparison.hpp"
#include "13_custom_layers/first_attempts.hpp"

using namespace strata;

namespace {

const Shape batch({3, 4, 6, 2}, "NHWC");

GradientReport checked(const Tensor& x, std::uint64_t seed) {
  Rng rng(seed);
  OwnLpPool layer(2, 1.5);
  layer.build(batch.without_front(), rng);
  return check_gradients(layer, x, {.seed = seed});
}

}  // namespace

void show_own_layer(std::uint64_t seed) {
  const Tensor x = normal_images(batch, seed);
  Tensor with_zeros = x.clone();
  with_zeros.slice(0, 1).fill(0);
  const auto report = [&](const std::string& title, const Tensor& images) {
    std::cout << title << ":\n" << checked(images, seed).text() << '\n';
  };
  const auto attempt = [&](const FirstAttempt& wrong, const Tensor& images, const std::string& where) {
    const KernelScope<OwnLpPoolKernels> scope(entry_of(wrong));
    report(fmt::format("OwnLpPool {}{}", wrong.mistake, where), images);
  };
  attempt(attempt_without_the_mean(), x, "");
  attempt(attempt_without_the_sign(), x, "");
  attempt(attempt_without_the_zero(), x, "");
  attempt(attempt_without_the_zero(), with_zeros, ", with an image of zeros");
  report("OwnLpPool as it is, with an image of zeros", with_zeros);
}
