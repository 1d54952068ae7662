// Chapter 5's program: what should a network be punished for?

#include <fmt/format.h>

#include <chrono>
#include <iostream>

#include "01_tensors/dataset.hpp"
#include "01_tensors/views.hpp"
#include "05_losses/criterion_check.hpp"
#include "05_losses/cross_entropy.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "common/progress.hpp"
#include "common/table.hpp"
#include "demo_outliers.hpp"
#include "demo_pictures.hpp"
#include "demo_training.hpp"

using namespace strata;

namespace {

constexpr double learning_rates[]{0.01, 0.03, 0.1, 0.3, 1, 3, 10};

// What is trained on, what chooses the learning rate, and what is only looked at in the end.
struct Parts {
  Examples train, choose, test;
  Index classes;
};

Parts parts_of(const DataSplit& data) {
  if (data.train.size() < 2) {
    throw Error({data.train.name, fmt::format("{} training image", data.train.size()), "2 or more",
                 "one part is trained on, another chooses the learning rate"});
  }
  const Examples all = examples_of(data.train);
  const Index samples = data.train.size(), kept = samples - std::max<Index>(1, samples / 6);
  return {slice(all, 0, kept), slice(all, kept, samples), examples_of(data.test),
          static_cast<Index>(data.train.class_names.size())};
}

Linear new_layer(const Parts& parts, std::uint64_t seed) {
  Linear layer(parts.classes);
  Rng rng(seed);
  layer.build(parts.train.rows.shape().without_front(), rng);
  return layer;
}

// A layer that is sure and wrong: trained, its weights made ten times as large, and the scores moved on by one class.
void make_sure_and_wrong(Linear& layer) {
  for (Tensor* tensor : {&layer.weight().value, &layer.bias().value}) {
    const Tensor before = tensor->clone();
    const Index classes = before.dim(0);
    for (Index k = 0; k < classes; ++k)
      matrix<float>(*tensor).row((k + 1) % classes) = 10 * matrix<float>(before).row(k);
  }
}

struct Chosen {
  double learning_rate, accuracy;
};

// The learning rate with the best accuracy on images that are neither trained on nor tested.
Chosen choose_learning_rate(LossOfScores& loss, const Parts& parts, LossTraining settings, ProgressBar& bar) {
  Chosen best{0, -1};
  for (const double rate : learning_rates) {
    Linear layer = new_layer(parts, settings.seed);
    settings.learning_rate = rate;
    const double reached = train(layer, loss, parts.train, parts.choose, settings).back();
    if (reached > best.accuracy) best = {rate, reached};
    bar.step();
  }
  return best;
}

struct Comparison {
  std::vector<AccuracyCurve> from_scratch, from_wrong;
};

Comparison compare_losses(const Parts& parts, const ProgramOptions& options) {
  LossOfScores losses[]{cross_entropy_of_scores(), squared_error_of_softmax(), absolute_error_of_softmax()};
  const LossTraining settings{.epochs = options.epochs, .batch_size = options.batch_size, .seed = options.seed};
  Linear trained = new_layer(parts, options.seed);
  Comparison comparison;
  Table table({{"loss"},
               {"best learning rate"},
               {"from scratch"},
               {"sure and wrong, start"},
               {"after the first epoch"},
               {"after the last"}});
  ProgressBar bar("training", static_cast<Index>(std::size(losses) * (std::size(learning_rates) + 2)),
                  {.unit = "runs"});
  for (LossOfScores& loss : losses) {
    LossTraining best = settings;
    best.learning_rate = choose_learning_rate(loss, parts, settings, bar).learning_rate;
    Linear layer = new_layer(parts, options.seed);
    const std::vector<double> scratch = train(layer, loss, parts.train, parts.test, best);
    bar.step();
    if (&loss == &losses[0]) {  // every loss starts from the same wrong layer
      trained.weight().value.copy_from(layer.weight().value);
      trained.bias().value.copy_from(layer.bias().value);
      make_sure_and_wrong(trained);
    }
    layer.weight().value.copy_from(trained.weight().value);
    layer.bias().value.copy_from(trained.bias().value);
    const std::vector<double> wrong = train(layer, loss, parts.train, parts.test, best);
    bar.step();
    comparison.from_scratch.push_back({loss.name(), scratch});
    comparison.from_wrong.push_back({loss.name(), wrong});
    table.row({loss.name(), fmt::format("{:g}", best.learning_rate), Percent{scratch.back(), 2},
               Percent{wrong.front(), 2}, Percent{wrong[1], 2}, Percent{wrong.back(), 2}});
  }
  bar.finish();
  std::cout << fmt::format("Test accuracy of a linear classifier, {} epochs:\n", options.epochs) << table << '\n';
  table.write(options.out / "accuracies.md");
  table.write(options.out / "accuracies.csv");
  return comparison;
}

void run(const ProgramOptions& options) {
  set_thread_count(options.threads);
  const DataSplit data = load_dataset(options.data);
  std::cout << fmt::format("{}: {} training images, {} test images\n\n", data.train.name, data.train.size(),
                           data.test.size());
  const Picture errors = draw_errors(options.out);
  const Picture sure_and_wrong = draw_sure_and_wrong(options.out);
  const Picture lines = fit_two_lines(data.test, options.seed, options.out);

  const Parts parts = parts_of(data);
  Linear layer = new_layer(parts, options.seed);
  const Examples five = slice(parts.test, 0, std::min<Index>(5, data.test.size()));
  std::cout << "The gradient check of cross-entropy on the scores of " << five.labels.count() << " images:\n"
            << check_gradients(CrossEntropy(), layer.forward(five.rows), five.labels, {.seed = options.seed}).text()
            << '\n';
  const auto [from_scratch, from_wrong] = compare_losses(parts, options);
  const Picture scratch =
      draw_accuracies(from_scratch, "Three losses, one classifier", FirstEpoch::after_one, options.out / "accuracies");
  const Picture wrong = draw_accuracies(from_wrong, "From a start that is sure and wrong", FirstEpoch::before_training,
                                        options.out / "recovery");
  std::cout << "Pictures:\n"
            << errors << '\n'
            << sure_and_wrong << '\n'
            << lines << '\n'
            << scratch << '\n'
            << wrong << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 5: what a loss asks of a network", "./strata run 5");
  ProgramOptions options{.epochs = 5, .batch_size = 64, .out = "out/05_losses"};
  options.add_to(program);
  return program.run(argc, argv, [&] { run(options); });
}
