#include "demo_training.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "01_tensors/gather.hpp"
#include "01_tensors/views.hpp"
#include "03_linear/linear.hpp"
#include "03_linear/softmax_classifier.hpp"
#include "common/progress.hpp"

using namespace strata;

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Evenly on the logarithmic axis of the pictures, forty steps to a power of ten; and the last one.
bool is_recorded(Index step, Index last) {
  const auto place = [](Index at) { return std::floor(40 * std::log10(static_cast<double>(at))); };
  return step == 1 || step == last || place(step) > place(step - 1);
}

std::vector<Tensor> values_of(const std::vector<Parameter*>& parameters) {
  std::vector<Tensor> values;
  for (const Parameter* parameter : parameters) values.push_back(parameter->value.clone());
  return values;
}

double mean_step(const std::vector<Tensor>& before, const std::vector<Parameter*>& parameters) {
  double sum = 0, count = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const Tensor& after = parameters[i]->value;
    sum += (row<float>(after) - row<float>(before[i])).cwiseAbs().cast<double>().sum();
    count += static_cast<double>(after.count());
  }
  return sum / count;
}

// |displacement| and length of the paths of all numbers, from what AdaSmooth remembers: two sums, or the last M steps.
using Sums = std::pair<Eigen::ArrayXf, Eigen::ArrayXf>;
std::optional<Sums> sums_of(const std::vector<NamedTensor>& state, std::size_t entry) {
  const Tensor& tensor = state[entry].tensor;
  if (state[entry].name.starts_with("AdaSmooth.displacement.")) {
    return Sums{row<float>(tensor).transpose().cwiseAbs(), row<float>(state[entry + 1].tensor).transpose()};
  }
  if (!state[entry].name.starts_with("AdaSmooth.past_steps.")) return std::nullopt;
  const auto past = matrix<float>(tensor);
  return Sums{past.colwise().sum().transpose().cwiseAbs(), past.cwiseAbs().colwise().sum().transpose()};
}

// e of every number that has moved (6.15).
std::vector<double> effective_ratios(const Optimizer& optimizer) {
  std::vector<double> ratios;
  const std::vector<NamedTensor> state = optimizer.state();
  for (std::size_t entry = 0; entry < state.size(); ++entry) {
    const std::optional<Sums> sums = sums_of(state, entry);
    if (!sums) continue;
    for (Index i = 0; i < sums->second.size(); ++i) {
      if (sums->second[i] > 0) ratios.push_back(sums->first[i] / sums->second[i]);
    }
  }
  return ratios;
}

double quantile(std::vector<double>& values, double part) {
  const auto position = static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + position, values.end());
  return values[static_cast<std::size_t>(position)];
}

// Before a step, since its ratio is made of the steps before it.
void note_ratios(Record& record, const Optimizer& optimizer) {
  std::vector<double> ratios = effective_ratios(optimizer);
  const auto part = [&](double share) {
    return ratios.empty() ? std::numeric_limits<double>::quiet_NaN() : quantile(ratios, share);
  };
  record.ratio.push_back(part(0.5));
  record.lowest.push_back(part(0.1));
  record.highest.push_back(part(0.9));
}

}  // namespace

Images::Images(const DataSplit& split) : data(split), rows(rows_of_pixels(split.train.images)) {}

Index steps_of(const Images& images, const ProgramOptions& options) {
  return options.epochs * ((images.data.train.size() + options.batch_size - 1) / options.batch_size);
}

Run train(const Images& images, const Recipe& recipe, const ProgramOptions& options,
          const std::optional<Schedule>& schedule) {
  Run run{.network = sequential("classifier", Linear(static_cast<Index>(images.data.train.class_names.size())))};
  Rng rng(options.seed);
  run.network.build(images.rows.shape().without_front(), rng);
  const std::vector<Parameter*> parameters = run.network.parameters();
  const auto optimizer = recipe.make(parameters);
  std::vector<Index> order(static_cast<std::size_t>(images.data.train.size()));
  std::iota(order.begin(), order.end(), Index{0});
  Rng shuffle(options.seed, Stream::shuffle);
  std::vector<double> seconds;
  ProgressBar bar(recipe.name, steps_of(images, options), {.unit = "steps"});
  for (Index epoch = 0; epoch < options.epochs; ++epoch) {
    shuffle.shuffle(order);
    for (Index begin = 0; begin < std::ssize(order); begin += options.batch_size) {
      const Index count = std::min(options.batch_size, static_cast<Index>(std::ssize(order)) - begin);
      const std::span<const Index> rows(order.data() + begin, static_cast<std::size_t>(count));
      // [region step]
      const Tensor y = run.network.forward(gather(images.rows, rows));
      Tensor dy(y.shape(), y.options());
      const double loss = cross_entropy(y, gather(images.data.train.labels, rows), &dy);
      optimizer->zero_grad();
      run.network.backward(dy, InputGradient::skip);
      if (schedule) optimizer->set_learning_rate(schedule->at(optimizer->steps()));
      // [endregion step]
      const Index step = optimizer->steps() + 1;
      const bool recorded = is_recorded(step, steps_of(images, options));
      const std::vector<Tensor> before = recorded ? values_of(parameters) : std::vector<Tensor>();
      if (recorded) note_ratios(run.record, *optimizer);
      const auto start = std::chrono::steady_clock::now();
      optimizer->step();
      seconds.push_back(seconds_since(start));
      if (step == 1) run.first_loss = loss;
      if (step == 2) run.second_loss = loss;
      if (recorded) {
        run.record.steps.push_back(static_cast<double>(step));
        run.record.moved.push_back(mean_step(before, parameters) / recipe.rate);
      }
      bar.step();
    }
  }
  run.accuracy = evaluate(run.network, images.data.test).accuracy;
  bar.metric("test accuracy", run.accuracy);
  run.microseconds = 1e6 * quantile(seconds, 0.5);
  run.remembered = optimizer->remembered();
  return run;
}
