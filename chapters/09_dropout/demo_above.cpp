#include "demo_above.hpp"

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "01_tensors/predictions.hpp"
#include "01_tensors/views.hpp"
#include "07_training/data_loader.hpp"
#include "09_dropout/monte_carlo.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

// Accuracy with a mask for every image, of a network that does not change.
double accuracy_with_masks(Module& network, const Dataset& data, const Normalisation& normalisation) {
  const DataLoader loader(data, {.batch_size = 1000, .shuffle = false, .normalisation = normalisation});
  network.train();
  double correct = 0;
  for (Index number = 0; number < loader.batches(); ++number) {
    const auto [x, labels] = loader.batch(1, number);
    correct += accuracy(argmax(network.forward(x)), labels) * static_cast<double>(labels.count());
  }
  return correct / static_cast<double>(data.size());
}

struct Asked {
  double accuracy;
  double loss;
};

// Probabilities of a number of passes with masks, averaged for each image (9.19).
Asked ask_often(Module& network, const Dataset& data, const Normalisation& normalisation, Index passes) {
  Asked result{};
  for (Index n = 0; n < data.size(); ++n) {
    const Opinions opinions = ask_with_masks(network, normalisation.apply(data.images.slice(n, n + 1)), passes);
    const auto label = row<std::int32_t>(data.labels)[n];
    result.accuracy += std::ranges::max_element(opinions.mean) - opinions.mean.begin() == label ? 1 : 0;
    result.loss -= std::log(std::max(opinions.mean[static_cast<std::size_t>(label)], 1e-30));
  }
  return {result.accuracy / static_cast<double>(data.size()), result.loss / static_cast<double>(data.size())};
}

// What the layers behind the two layers of Dropout see is multiplied by a factor, as if inference scaled.
Asked ask_scaled(const Sequential& network, const Dataset& data, const Normalisation& normalisation, double factor) {
  const std::unique_ptr<Module> scaled = network.clone();
  for (Parameter* parameter : scaled->parameters()) {
    if (parameter->path == "WideNet.fc2.weight" || parameter->path == "WideNet.fc3.weight") {
      row<float>(parameter->value) *= static_cast<float>(factor);
    }
  }
  const Evaluation evaluation = evaluate_on(*scaled, data, normalisation);
  return {evaluation.accuracy(), evaluation.loss};
}

}  // namespace

void show_test_above_train(Sequential& network, const DataSplit& data, const DropoutTraining& settings,
                           const std::filesystem::path& out) {
  Table table({{"epoch"}, {"running accuracy"}, {"train, with masks"}, {"train accuracy"}, {"test accuracy"}});
  const std::vector<DropoutRecord> records = train_with_records(network, data, settings);
  for (const DropoutRecord& record : records) {
    const bool last = &record == &records.back();  // only the network of the last epoch is at hand
    Cell masked = last ? Cell(Percent{accuracy_with_masks(network, data.train, settings.normalisation), 2}) : Cell("");
    table.row({static_cast<Index>(record.epoch), Percent{record.running_accuracy, 2}, masked,
               Percent{record.train.accuracy(), 2}, Percent{record.test.accuracy(), 2}});
  }
  std::cout << "All images, with dropout:\n" << table << '\n';
  table.write(out / "test_above_train.md");
}

void show_ways_to_ask(Sequential& network, double p, const Dataset& test, const Normalisation& normalisation,
                      const std::filesystem::path& out) {
  constexpr Index most = 2000, passes = 50;
  Dataset some = test;
  some.images = test.images.slice(0, std::min(most, test.size()));
  some.labels = test.labels.slice(0, some.images.dim(0));
  Table table({{"how it is asked"}, {"test accuracy"}, {"test loss"}});
  const auto add = [&](const std::string& how, const Asked& asked) {
    table.row({how, Percent{asked.accuracy, 2}, Real{asked.loss, 3}});
  };
  add("evaluation mode, no masks", ask_scaled(network, some, normalisation, 1));
  add("one mask", ask_often(network, some, normalisation, 1));
  add("the mean of 50 masks", ask_often(network, some, normalisation, passes));
  add("scaled while training and again at inference", ask_scaled(network, some, normalisation, 1 - p));
  add("never scaled", ask_scaled(network, some, normalisation, 1 / (1 - p)));
  std::cout << "The first " << some.size() << " test images, asked in five ways:\n" << table << '\n';
  table.write(out / "ways_to_ask.md");
}
