#include "demo_cnn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "01_tensors/tensor_file.hpp"
#include "07_training/module_state.hpp"
#include "12_residual/networks.hpp"
#include "common/table.hpp"

using namespace strata;

namespace {

Dataset first_images(Dataset data, Index images) {
  const Index count = std::min(images, data.size());
  data.images = data.images.slice(0, count);
  data.labels = data.labels.slice(0, count);
  return data;
}

DataSplit part_of(const DataSplit& data, Index images) {
  if (images == 0) return data;
  return {first_images(data.train, images), first_images(data.test, std::max<Index>(images / 4, 1))};
}

}  // namespace

ExperimentResult train_cnn_with_residual(const DataSplit& data, Index images, const ResidualDemoOptions& options) {
  const std::filesystem::path& out = options.program.out;
  const DataSplit part = part_of(data, images);
  ExperimentResult result = run_experiment(cnn_with_residual(static_cast<Index>(data.train.class_names.size())), part,
                                           {.recipe = recipe_named(options.recipe),
                                            .epochs = options.program.epochs,
                                            .batch_size = options.program.batch_size,
                                            .seed = options.program.seed,
                                            .checkpoint = out / "checkpoint.safetensors",
                                            .resume = options.resume});
  std::cout << result.network.describe() << '\n';
  const InferenceTime time = inference_time(result.network, data.test.images);
  const bool comparable = data.train.name == "mnist" && part.train.size() == data.train.size() &&
                          options.program.epochs == 5 && options.program.batch_size == 64 &&
                          options.recipe == "homework";
  Table table({{"CNNWithResidual"},
               {"data"},
               {"images"},
               {"parameters"},
               {"epochs"},
               {"time", "s"},
               {"inference", "ms"},
               {"running accuracy"},
               {"train accuracy"},
               {"test accuracy"},
               {"comparable"}});
  table.row({options.recipe == "homework" ? "homework's settings" : "the book's recipe", data.train.name,
             part.train.size(), result.network.parameter_count(), static_cast<Index>(result.history.epochs.size()),
             Real{result.history.seconds(), 1},
             fmt::format("{:.3f} ({:.3f} to {:.3f})", time.median, time.low, time.high),
             Percent{result.history.epochs.back().running_accuracy, 2}, Percent{result.train.accuracy(), 2},
             Percent{result.test.accuracy(), 2}, ""});
  table.row({"homework's report", "mnist", 60000, 160906, 5, "", "2.07", Percent{0.9929, 2}, "", Percent{0.9928, 2},
             comparable ? "yes" : "not comparable"});
  std::cout << table << '\n';
  table.write(out / "results.md");
  table.write(out / "results.json");
  result.history.write_csv(out / "history.csv");
  save_tensors(out / "weights.safetensors", module_state(result.network));
  return result;
}
