#include "07_training/evaluation.hpp"

#include <fmt/format.h>

#include "01_tensors/predictions.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

// Switches a network to evaluation and back, also where an exception passes.
class EvaluationMode {
 public:
  explicit EvaluationMode(Module& network) : network_(network), was_training_(network.training()) { network.eval(); }
  EvaluationMode(const EvaluationMode&) = delete;
  EvaluationMode& operator=(const EvaluationMode&) = delete;
  ~EvaluationMode() { network_.train(was_training_); }

 private:
  Module& network_;
  bool was_training_;
};

}  // namespace

// [region evaluate]
Evaluation evaluate(Module& network, Criterion& criterion, const DataLoader& loader) {
  const EvaluationMode mode(network);
  Evaluation result{.loss = 0, .confusion = ConfusionMatrix(loader.data().class_names)};
  for (Index number = 0; number < loader.batches(); ++number) {
    const auto [x, labels] = loader.batch(1, number);
    const Tensor y = network.forward(x);
    const auto samples = static_cast<double>(labels.count());
    result.loss += criterion.forward(y, labels) * samples / static_cast<double>(loader.data().size());  // (7.5)
    result.confusion.add(argmax(y), labels);
  }
  return result;
}
// [endregion evaluate]

}  // namespace strata
