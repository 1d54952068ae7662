#include "12_residual/tower.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "01_tensors/predictions.hpp"
#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "07_training/evaluation_mode.hpp"
#include "07_training/flatten.hpp"
#include "12_residual/residual.hpp"

namespace strata {

// [region tower]
Sequential tower(const TowerOptions& options, Index classes) {
  const LinearOptions linear{.weight = options.weight};
  Sequential network("tower");
  network.add(Flatten(), "flatten").add(Linear(options.width, linear), "in").add(ReLU(), "in_activation");
  for (Index i = 1; i <= options.blocks; ++i) {
    auto block = std::make_unique<Sequential>();
    block->add(Linear(options.width, linear), "fc1").add(ReLU(), "relu1").add(Linear(options.width, linear), "fc2");
    const std::string name = fmt::format("block{}", i);
    if (options.shortcuts) {
      network.add(Residual(std::move(block), nullptr, std::make_unique<ReLU>()), name);
    } else {
      block->add(ReLU(), "relu2");
      network.add(std::move(block), name);
    }
  }
  network.add(Linear(classes), "out");
  return network;
}
// [endregion tower]

std::vector<double> gradient_lengths(Sequential& network, const Tensor& x, const Tensor& dy) {
  network.forward(x);
  std::vector<double> lengths;
  Tensor gradient = dy;
  for (Index i = network.size() - 1; i >= first_block; --i) {
    gradient = network[i].backward(gradient);
    lengths.push_back(row<float>(gradient).cast<double>().norm());
  }
  std::ranges::reverse(lengths);
  return lengths;
}

// [region without]
double accuracy_without(Sequential& network, Index left_out, const Tensor& x, const Tensor& labels) {
  const EvaluationMode mode(network);
  Tensor y = x;
  for (Index i = 0; i < network.size(); ++i) {
    if (i != left_out) y = network[i].forward(y);
  }
  return accuracy(argmax(y), labels);
}
// [endregion without]

}  // namespace strata
