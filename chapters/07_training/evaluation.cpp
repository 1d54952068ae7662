#include "07_training/evaluation.hpp"

#include <fmt/format.h>

#include <string>

#include "01_tensors/predictions.hpp"
#include "07_training/evaluation_mode.hpp"
#include "common/error.hpp"

namespace strata {
void expect_one_output_per_class(const Tensor& y, const Dataset& data, const std::string& network) {
  const auto classes = static_cast<Index>(data.class_names.size());
  if (y.rank() == 2 && y.dim(1) == classes) return;
  throw Error({network, fmt::format("outputs {}", y.shape().to_string()),
               fmt::format("one for each of the {} classes of {}", classes, data.name), ""});
}

// [region evaluate]
Evaluation evaluate(Module& network, Criterion& criterion, const DataLoader& loader) {
  const EvaluationMode mode(network);
  Evaluation result{.loss = 0, .confusion = ConfusionMatrix(loader.data().class_names)};
  for (Index number = 0; number < loader.batches(); ++number) {
    const auto [x, labels] = loader.batch(1, number);
    const Tensor y = network.forward(x);
    expect_one_output_per_class(y, loader.data(), network.path());
    const auto samples = static_cast<double>(labels.count());
    result.loss += criterion.forward(y, labels) * samples / static_cast<double>(loader.data().size());  // (7.5)
    result.confusion.add(argmax(y), labels);
  }
  return result;
}
// [endregion evaluate]

}  // namespace strata
