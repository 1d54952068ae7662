#include "demo_pictures.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <limits>

#include "01_tensors/views.hpp"
#include "05_losses/binary_cross_entropy_with_logits.hpp"
#include "05_losses/mean_absolute_error.hpp"
#include "05_losses/mean_squared_error.hpp"
#include "common/plot.hpp"
#include "common/table.hpp"
#include "demo_training.hpp"
#include "softmax.hpp"

using namespace strata;

namespace {

// What a loss says of one sample with two scores: how much, and how hard it pulls at the score of the true class.
struct Opinion {
  double loss, pull;
};

// The true class's score is `behind` less than the other's.
Tensor scores(double behind) { return Tensor::from<float>({{1, 2}, "NK"}, {0.0F, static_cast<float>(behind)}); }

Opinion opinion(LossOfScores& loss, double behind) {
  const double value = loss.forward(scores(behind), Tensor::from<std::int32_t>({1}, {0}));
  const Tensor dy = loss.backward();
  return {value, std::abs(row<float>(dy)[0])};
}

// What happens without the clip: -ln p and -1/p as they stand in the textbook.
Opinion without_clip(double behind) {
  const Tensor p = softmax(scores(behind));
  const Tensor dp = Tensor::from<float>({1, 2}, {-1 / row<float>(p)[0], 0.0F});
  const Tensor dy = softmax_backward(p, dp);
  return {-std::log(row<float>(p)[0]), std::abs(row<float>(dy)[0])};
}

std::string short_text(double value) {
  if (std::isnan(value)) return "NaN";
  return std::isinf(value) ? "infinity" : fmt::format("{:.3g}", value);
}

}  // namespace

Picture draw_errors(const std::filesystem::path& out) {
  MeanSquaredError squared;
  MeanAbsoluteError absolute;
  BinaryCrossEntropyWithLogits yes;
  std::vector<double> outputs, squares, sizes, surprises;
  const TensorOptions options{Device::cpu, Dtype::f64};
  for (double output = -3; output <= 3.001; output += 0.05) {
    const Tensor y = Tensor::full({1, 1}, output, options), zero = Tensor::full({1, 1}, 0, options);
    outputs.push_back(output);
    squares.push_back(squared.forward(y, zero));
    sizes.push_back(absolute.forward(y, zero));
    surprises.push_back(yes.forward(y, zero));
  }
  Plot plot("The price of one output", {"output y", ""}, {"loss", ""});
  plot.line("mean squared error, target 0", outputs, squares);
  plot.line("mean absolute error, target 0", outputs, sizes);
  plot.line("binary cross-entropy of a score, answer no", outputs, surprises);
  return plot.y_range(0, 5).write(out / "errors");
}

Picture draw_sure_and_wrong(const std::filesystem::path& out) {
  LossOfScores losses[]{cross_entropy_of_scores(), unstable_nll_of_scores(), squared_error_of_softmax(),
                        absolute_error_of_softmax()};
  const std::vector<Column> columns{{"behind by"},      {"cross-entropy"},  {"ClassNLLUnstable"},
                                    {"-ln p, no clip"}, {"MSE on softmax"}, {"MAE on softmax"}};
  Table values(columns), pulls_table(columns);
  for (const double behind : {0.0, 2.0, 10.0, 34.0, 35.0, 90.0, 110.0, 1e4}) {
    const Opinion opinions[]{opinion(losses[0], behind), opinion(losses[1], behind), without_clip(behind),
                             opinion(losses[2], behind), opinion(losses[3], behind)};
    std::vector<Cell> value_cells{fmt::format("{:g}", behind)}, pull_cells = value_cells;
    for (const Opinion& said : opinions) {
      value_cells.emplace_back(short_text(said.loss));
      pull_cells.emplace_back(short_text(said.pull));
    }
    values.row(value_cells);
    pulls_table.row(pull_cells);
  }
  std::cout << "Sure and wrong: two scores in float32, the true class's behind the other's. The loss:\n"
            << values << "\nThe size of the gradient at the true class's score:\n"
            << pulls_table << '\n';

  std::vector<double> distances;
  for (double behind = -10; behind <= 60; behind += 0.5) distances.push_back(behind);
  Plot plot("Who pulls when the network is sure and wrong?", {"how far the true class's score lies behind", ""},
            {"size of the gradient at that score", ""});
  for (LossOfScores& loss : losses) {
    std::vector<double> pulls;
    for (const double behind : distances) pulls.push_back(opinion(loss, behind).pull);
    plot.line(loss.name(), distances, pulls, {.dashed = &loss == &losses[1]});
  }
  return plot.log_y().y_range(1e-20, 10).write(out / "sure_and_wrong");
}

Picture draw_accuracies(const std::vector<AccuracyCurve>& curves, const std::string& title, FirstEpoch first,
                        const std::filesystem::path& base) {
  Plot plot(title, {"epoch", ""}, {"test accuracy", "%"});
  for (const AccuracyCurve& curve : curves) {
    std::vector<double> epochs, percentages;
    for (std::size_t epoch = first == FirstEpoch::before_training ? 0 : 1; epoch < curve.accuracies.size(); ++epoch) {
      epochs.push_back(static_cast<double>(epoch));
      percentages.push_back(100 * curve.accuracies[epoch]);
    }
    plot.line(curve.name, epochs, percentages, {.markers = true});
  }
  if (first == FirstEpoch::before_training) {
    plot.y_range(0, 100);
  } else {
    plot.x_range(0.5, static_cast<double>(curves.front().accuracies.size()) - 0.5);
  }
  return plot.write(base);
}
