#include "09_dropout/monte_carlo.hpp"

#include <fmt/format.h>

#include <cmath>

#include "01_tensors/views.hpp"
#include "04_activations/softmax.hpp"
#include "07_training/evaluation_mode.hpp"
#include "09_dropout/dropout.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

Tensor softmax_of(const Tensor& scores) {
  SoftMax softmax;
  Rng unused(0);
  softmax.build(scores.shape().without_front(), unused);
  softmax.eval();
  return softmax.forward(scores);
}

// Dropout on, and everything else in evaluation, until the scope ends: BatchNorm would measure a batch that is one
// image many times, and remember it.
class MasksAlone {
 public:
  explicit MasksAlone(Module& network) : evaluation_(network) {
    for_each_module(network, [](Module& module) {
      const bool masks = dynamic_cast<Dropout*>(&module) != nullptr || dynamic_cast<Dropout2d*>(&module) != nullptr;
      if (masks) module.train();
    });
  }

 private:
  EvaluationMode evaluation_;
};

}  // namespace

// [region ask]
Opinions ask_with_masks(Module& network, const Tensor& x, Index passes) {
  if (passes < 1) throw Error({"ask_with_masks", fmt::format("{} passes", passes), "1 or more", ""});
  Tensor copies(x.shape().with_first(passes), x.options());
  for (Index pass = 0; pass < passes; ++pass) copies.slice(pass, pass + 1).copy_from(x);
  const MasksAlone mode(network);
  Opinions opinions{.probabilities = softmax_of(network.forward(copies))};
  const Eigen::ArrayXXd p = matrix<float>(opinions.probabilities).cast<double>().array();
  const Eigen::ArrayXd mean = p.colwise().mean();
  const Eigen::ArrayXd spread = (p.rowwise() - mean.transpose()).square().colwise().mean().sqrt();
  opinions.mean.assign(mean.begin(), mean.end());
  opinions.spread.assign(spread.begin(), spread.end());
  return opinions;
}
// [endregion ask]

}  // namespace strata
