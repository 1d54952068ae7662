#include "demo_deep_fc_net.hpp"

#include <fmt/format.h>

#include <iostream>
#include <string>
#include <vector>

#include "07_training/experiment.hpp"
#include "09_dropout/deep_fc_net.hpp"
#include "09_dropout/dropout_training.hpp"
#include "common/table.hpp"

using namespace strata;

void train_deep_fc_net(const DataSplit& data, const ProgramOptions& options) {
  Sequential network = deep_fc_net(static_cast<Index>(data.train.class_names.size()));
  Rng rng(options.seed);
  network.build(data.train.images.shape().without_front(), rng);
  std::cout << network.describe() << '\n';
  const std::vector<DropoutRecord> records =
      train_with_records(network, data,
                         {.epochs = options.epochs,
                          .batch_size = options.batch_size,
                          .seed = options.seed,
                          .normalisation = Normalisation::published(data.train)});
  const std::string settings =
      options.batch_size == 64 ? "homework's settings" : fmt::format("Adam 1e-3, batch {}", options.batch_size);
  Table table({{"DeepFCNet"}, {"data"}, {"epoch"}, {"running accuracy"}, {"train accuracy"}, {"test accuracy"}});
  for (const DropoutRecord& record : records) {
    table.row({settings, data.train.name, static_cast<Index>(record.epoch), Percent{record.running_accuracy, 2},
               Percent{record.train.accuracy(), 2}, Percent{record.test.accuracy(), 2}});
  }
  table.row({"homework's report", "cifar10", 5, Percent{0.359, 1}, "", Percent{0.392, 1}});
  std::cout << table;
  table.write(options.out / "deep_fc_net.md");
  table.write(options.out / "deep_fc_net.json");
}
