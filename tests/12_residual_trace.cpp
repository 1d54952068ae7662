// Do residual networks train as PyTorch's do, step by step? Their dropout is off: PyTorch draws other masks.

#include <catch2/catch.hpp>

#include "12_residual/networks.hpp"
#include "tests/training_trace.hpp"

using namespace strata;

namespace {

// The normalisation that follows takes the bias away again. The mean that it keeps moves with the bias; the output does
// not.
const std::set<std::string> below_norm{"conv1.bias", "conv1_norm.running_mean"};

}  // namespace

TEST_CASE("Twenty training steps of CNNWithResidual are PyTorch's, with Adam and with SGD") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const std::string rule = GENERATE("Adam", "SGD");
  Sequential network = cnn_with_residual();
  check_training_trace(network, {"CNNWithResidual", rule, 0.002, {{4, 13, 11, 1}, "NHWC"}, 43, below_norm}, dtype);
}

TEST_CASE("Twenty training steps of CNNWithResidualReg are PyTorch's, with Adam and with SGD") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const std::string rule = GENERATE("Adam", "SGD");
  Sequential network = cnn_with_residual_reg(10, 0.0);
  check_training_trace(network, {"CNNWithResidualReg", rule, 0.002, {{4, 9, 8, 3}, "NHWC"}, 48, below_norm}, dtype);
}
