#include "13_custom_layers/fixed_gates.hpp"

#include <algorithm>

#include "01_tensors/predictions.hpp"
#include "01_tensors/views.hpp"
#include "07_training/evaluation_mode.hpp"
#include "13_custom_layers/gated.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

Gated& gated_at(Sequential& network, Index position) {
  if (auto* const gated = dynamic_cast<Gated*>(&network[position])) return *gated;
  throw Error({network[position].path(), "a " + network[position].kind(), "a Gated layer", "give its position"});
}

// [region fixed]
Tensor times_mean_gates(Gated& layer, const Tensor& x) {
  Tensor gates = layer.gate().forward(x).clone();
  auto rows = matrix<float>(gates);
  const Eigen::RowVectorXf mean = rows.colwise().mean();
  rows.rowwise() = mean;
  Tensor y(x.shape(), x.options());
  kernels<GatedKernels>(x).multiply(x, gates, y);
  return y;
}
// [endregion fixed]

}  // namespace

Tensor gates_at(Sequential& network, Index position, const Tensor& x) {
  Gated& layer = gated_at(network, position);
  const EvaluationMode mode(network);
  Tensor y = x;
  for (Index i = 0; i < position; ++i) y = network[i].forward(y);
  return layer.gate().forward(y);
}

double accuracy_with_fixed_gates(Sequential& network, const std::vector<Index>& positions, const Tensor& x,
                                 const Tensor& labels) {
  const EvaluationMode mode(network);
  Tensor y = x;
  for (Index i = 0; i < network.size(); ++i) {
    const bool fixed = std::ranges::find(positions, i) != positions.end();
    y = fixed ? times_mean_gates(gated_at(network, i), y) : network[i].forward(y);
  }
  return accuracy(argmax(y), labels);
}

}  // namespace strata
