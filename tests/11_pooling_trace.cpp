// Does SimpleCNN train as PyTorch's does, step by step? Its dropout is off: PyTorch draws other masks.

#include <catch2/catch.hpp>

#include "11_pooling/networks.hpp"
#include "tests/training_trace.hpp"

using namespace strata;

TEST_CASE("Twenty training steps of SimpleCNN are PyTorch's, with Adam and with SGD") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const std::string rule = GENERATE("Adam", "SGD");
  Sequential network = simple_cnn(10, 0.0);
  check_training_trace(network, {"SimpleCNN", rule, 0.01, {{4, 28, 28, 1}, "NHWC"}, 8}, dtype);
}
