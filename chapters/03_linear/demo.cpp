// Chapter 3's program: what does one matrix learn?

#include <fmt/format.h>

#include <cmath>
#include <iostream>

#include "01_tensors/dataset.hpp"
#include "01_tensors/nearest_mean.hpp"
#include "01_tensors/tensor_file.hpp"
#include "01_tensors/views.hpp"
#include "02_modules/gradient_check.hpp"
#include "03_linear/linear.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "common/program_options.hpp"
#include "common/table.hpp"
#include "demo_pictures.hpp"
#include "demo_regression.hpp"
#include "softmax_classifier.hpp"

using namespace strata;

namespace {

// [region from_means]
// A Linear layer that does what the nearest class mean does, without training (3.21).
Linear linear_from_means(const Dataset& train) {
  const auto classes = static_cast<Index>(train.class_names.size());
  const Tensor means = class_means(rows_of_pixels(train.images), train.labels, classes);
  Linear layer(classes);
  Rng rng(1);
  layer.build(means.shape().without_front(), rng);
  layer.weight().value.copy_from(means);
  row<float>(layer.bias().value) = -0.5F * matrix<float>(means).rowwise().squaredNorm().transpose();
  return layer;
}
// [endregion from_means]

Tensor first_images(const Dataset& data, Index count) {
  return rows_of_pixels(data.images.slice(0, std::min(count, data.size())));
}

void write_history(const TrainingHistory& history, const std::filesystem::path& out) {
  Table table({{"epoch"}, {"step"}, {"test loss"}, {"test accuracy"}});
  for (std::size_t i = 0; i < history.test.size(); ++i) {
    table.row({static_cast<Index>(i + 1), static_cast<Index>(history.epoch_ends[i]), history.test[i].loss,
               Percent{history.test[i].accuracy}});
  }
  table.write(out / "history.csv");
}

void run(const ProgramOptions& options, double learning_rate) {
  set_thread_count(options.threads);
  const DataSplit data = load_dataset(options.data);
  std::cout << fmt::format("{}: {} training images, {} test images\n\n", data.train.name, data.train.size(),
                           data.test.size());
  const Picture line = fit_line(data.test, options.seed, options.out);

  Linear from_means = linear_from_means(data.train);
  const Score untrained = evaluate(from_means, data.test);

  Sequential network = sequential("classifier", Linear(static_cast<Index>(data.train.class_names.size())));
  Rng rng(options.seed);
  network.build(first_images(data.train, 1).shape().without_front(), rng);
  std::cout << network.describe() << '\n';
  const TrainingHistory history = train_classifier(network, data,
                                                   {.epochs = options.epochs,
                                                    .batch_size = options.batch_size,
                                                    .learning_rate = learning_rate,
                                                    .seed = options.seed});
  if (!std::isfinite(history.test.back().loss)) {
    throw Error({"training", "a loss that is not a number", "a finite loss",
                 fmt::format("the learning rate {} is too large for these images; try a tenth of it", learning_rate)});
  }

  auto& layer = static_cast<Linear&>(network[0]);
  std::cout << fmt::format(
      "Loss before the first step {:.3f}, on the last stretch of steps {:.3f}, on the test images {:.3f}\n",
      history.first_loss, history.losses.empty() ? history.first_loss : history.losses.back(),
      history.test.back().loss);
  std::cout << "\nThe gradient check of the trained layer:\n"
            << check_gradients(network, first_images(data.test, 5), {.seed = options.seed}).text() << '\n';
  const Score train = evaluate(network, data.train);
  const Score test = history.test.back();
  Table table(
      {{"Linear layer"}, {"data"}, {"parameters"}, {"epochs"}, {"time", "s"}, {"train accuracy"}, {"test accuracy"}});
  table.row({"class means", data.train.name, from_means.parameter_count(), 0, Real{0, 1},
             Percent{evaluate(from_means, data.train).accuracy, 2}, Percent{untrained.accuracy, 2}});
  table.row({"trained", data.train.name, network.parameter_count(), options.epochs, Real{history.seconds, 1},
             Percent{train.accuracy, 2}, Percent{test.accuracy, 2}});
  std::cout << table << '\n';
  table.write(options.out / "results.md");
  table.write(options.out / "results.json");
  write_history(history, options.out);
  save_tensors(options.out / "weights.safetensors", {{"weight", layer.weight().value}, {"bias", layer.bias().value}});

  const Picture weights = draw_weights(layer, data.train, options.out);
  const Picture losses = draw_losses(history, options.out);
  const Picture batch_sizes = draw_batch_sizes(data.test, options.out);
  std::cout << "Pictures:\n" << line << '\n' << weights << '\n' << losses << '\n' << batch_sizes << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 3: fit a line, then train a softmax classifier on images", "./strata run 3");
  ProgramOptions options{.epochs = 10, .batch_size = 64, .out = "out/03_linear"};
  options.add_to(program);
  double learning_rate = TrainingSettings().learning_rate;
  program.add_positive_number("--learning-rate", learning_rate, "How far a step goes along the gradient");
  return program.run(argc, argv, [&] { run(options, learning_rate); });
}
