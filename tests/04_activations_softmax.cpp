// SoftMax and LogSoftMax on the CPU.

#include "tests/04_activations_softmax_cases.hpp"

using namespace strata;

TEST_CASE("Every row along the last axis is positive and sums to one", "[layering]") {
  softmax_cases::rows_sum_to_one(Device::cpu);
}

TEST_CASE("One number added to all scores of a row changes nothing", "[layering]") {
  softmax_cases::shifts_change_nothing(Device::cpu);
}

TEST_CASE("Scores of ten thousand overflow nowhere, and logarithms of probability 0 are finite", "[layering]") {
  softmax_cases::large_scores(Device::cpu);
}

TEST_CASE("Minus infinity takes no part; NaN and plus infinity spoil their row and no other", "[layering]") {
  softmax_cases::not_finite(Device::cpu);
}

TEST_CASE("A row of one score is certain", "[layering]") { softmax_cases::one_score(Device::cpu); }

TEST_CASE("Forward and backward agree with a row computed by hand", "[layering]") {
  softmax_cases::by_hand(Device::cpu);
}
