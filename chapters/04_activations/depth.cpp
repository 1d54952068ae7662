#include "depth.hpp"

#include "01_tensors/views.hpp"
#include "02_modules/sequential.hpp"
#include "03_linear/softmax_classifier.hpp"

namespace strata {

// [region depth]
std::vector<double> weight_gradient_norms(const DeepChain& chain, const Tensor& x, const Tensor& labels,
                                          std::uint64_t seed) {
  Sequential network("chain");
  for (Index i = 0; i < chain.depth; ++i) {
    network.add(Linear(chain.width, chain.linear));
    network.add(chain.activation.fresh());
  }
  network.add(Linear(chain.classes, chain.linear));
  network.to(Dtype::f64);  // so that rounding has no part in what is measured
  Rng rng(seed);
  network.build(x.shape().without_front(), rng);

  const Tensor y = network.forward(x.to(Dtype::f64));
  Tensor dy(y.shape(), y.options());
  cross_entropy(y, labels, &dy);
  network.backward(dy, InputGradient::skip);
  std::vector<double> norms;
  for (const Parameter* parameter : network.parameters()) {
    if (parameter->value.rank() == 2) norms.push_back(row<double>(parameter->grad()).norm());
  }
  return norms;
}
// [endregion depth]

}  // namespace strata
