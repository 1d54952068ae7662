#include "experiments/layer_outputs.hpp"

#include <utility>

#include "07_training/evaluation_mode.hpp"
#include "12_residual/residual.hpp"

namespace strata::experiments {
namespace {

class Walk {
 public:
  explicit Walk(const std::string& network) : prefix_(network + ".") {}

  Tensor through(Module& module, const Tensor& x) {
    if (auto* const sequential = dynamic_cast<Sequential*>(&module)) {
      Tensor y = x;
      for (Index i = 0; i < sequential->size(); ++i) y = through((*sequential)[i], y);
      return y;
    }
    // A block's own output comes behind those of its branch.
    if (auto* const block = dynamic_cast<Residual*>(&module)) through(block->branch(), x);
    Tensor y = module.forward(x);
    const std::string path = module.path();
    outputs_.push_back({path.starts_with(prefix_) ? path.substr(prefix_.size()) : path, y});
    return y;
  }

  std::vector<LayerOutput> outputs() { return std::move(outputs_); }

 private:
  std::string prefix_;
  std::vector<LayerOutput> outputs_;
};

}  // namespace

std::vector<LayerOutput> layer_outputs(Sequential& network, const Tensor& x) {
  const EvaluationMode mode(network);
  Walk walk(network.path());
  walk.through(network, x);
  return walk.outputs();
}

}  // namespace strata::experiments
