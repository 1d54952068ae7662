// Chapter 4's program: what does a bend buy?

#include <fmt/format.h>

#include <iostream>

#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "03_linear/linear.hpp"
#include "collapsed.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "common/table.hpp"
#include "demo_extremes.hpp"
#include "demo_functions.hpp"
#include "demo_networks.hpp"
#include "demo_pictures.hpp"

using namespace strata;

namespace {

Table results_table(std::vector<TrainedNetwork>& trained) {
  Table table({{"between the layers"}, {"parameters"}, {"time", "s"}, {"test loss"}, {"test accuracy"}});
  for (const TrainedNetwork& one : trained) {
    table.row({one.between, one.network.parameter_count(), Real{one.history.seconds, 1},
               Real{one.history.test.back().loss, 3}, Percent{one.test_accuracy(), 2}});
  }
  return table;
}

void write_history(const std::vector<TrainedNetwork>& trained, const std::filesystem::path& out) {
  Table table({{"between the layers"}, {"epoch"}, {"test loss"}, {"test accuracy"}});
  for (const TrainedNetwork& one : trained) {
    Index epoch = 0;
    for (const Score& score : one.history.test) table.row({one.between, ++epoch, score.loss, Percent{score.accuracy}});
  }
  table.write(out / "history.csv");
}

// Two layers without a bend, multiplied together: do their scores stay what they were?
void show_collapse(Sequential& two_layers, const Dataset& test) {
  Linear one = collapsed(static_cast<Linear&>(two_layers[0]), static_cast<Linear&>(two_layers[1]));
  const Tensor x = rows_of_pixels(test.images);
  two_layers.eval();
  one.eval();
  const Tensor y_two = two_layers.forward(x), y_one = one.forward(x);
  std::cout << fmt::format(
      "Two layers with nothing between them have {} parameters. Multiplied together they are one layer of {}:\nthe "
      "scores of all test images, up to {:.1f} in size, differ by at most {:.1e}.\n\n",
      two_layers.parameter_count(), one.parameter_count(), row<float>(y_two).cwiseAbs().maxCoeff(),
      (row<float>(y_two) - row<float>(y_one)).cwiseAbs().maxCoeff());
}

void run(const ProgramOptions& options, double learning_rate) {
  set_thread_count(options.threads);
  const DataSplit data = load_dataset(options.data);
  std::cout << fmt::format("{}: {} training images, {} test images\n\n", data.train.name, data.train.size(),
                           data.test.size());
  const std::vector<Picture> functions = draw_functions(options.out);
  compare_with_textbook_forms(options.out);
  const Picture depth = compare_depths(data.train, options.seed, options.out);

  const TrainingSettings settings{
      .epochs = options.epochs, .batch_size = options.batch_size, .learning_rate = learning_rate, .seed = options.seed};
  std::vector<TrainedNetwork> trained = train_networks(data, settings);
  const Table results = results_table(trained);
  std::cout << results << '\n';
  results.write(options.out / "results.md");
  results.write(options.out / "results.json");
  write_history(trained, options.out);
  show_collapse(trained[1].network, data.test);

  std::cout << "The gradient check of the trained network with ReLU:\n"
            << check_gradients(trained[2].network, rows_of_pixels(data.test.images.slice(0, 5)), {.seed = options.seed})
                   .text()
            << '\n';
  const Picture accuracies = draw_accuracies(trained, options.out);
  const Picture random_layers =
      draw_random_layers(train_on_random_layers(data, settings), trained.front().test_accuracy(), options.out);
  std::cout << "Pictures:\n"
            << functions[0] << '\n'
            << functions[1] << '\n'
            << depth << '\n'
            << accuracies << '\n'
            << random_layers << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 4: what a bend between two layers buys, and what a deep chain costs", "./strata run 4");
  ProgramOptions options{.epochs = 10, .batch_size = 64, .out = "out/04_activations"};
  options.add_to(program);
  double learning_rate = TrainingSettings().learning_rate;
  program.add_positive_number("--learning-rate", learning_rate, "How far a step goes along the gradient");
  return program.run(argc, argv, [&] { run(options, learning_rate); });
}
