#include "collapsed.hpp"

#include "01_tensors/views.hpp"

namespace strata {

// [region collapsed]
// (4.1)  W = W2 W1,  b = W2 b1 + b2
Linear collapsed(Linear& first, Linear& second) {
  Linear layer(second.output_sample()[0]);
  Rng rng(1);
  layer.build(first.input_sample(), rng);
  const Tensor &first_weight = first.weight().value, &first_bias = first.bias().value;
  const Tensor &second_weight = second.weight().value, &second_bias = second.bias().value;
  const auto w2 = matrix<float>(second_weight);
  matrix<float>(layer.weight().value) = w2 * matrix<float>(first_weight);
  row<float>(layer.bias().value) = row<float>(first_bias) * w2.transpose() + row<float>(second_bias);
  return layer;
}
// [endregion collapsed]

}  // namespace strata
