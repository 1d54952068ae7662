#include "07_training/experiment_seeds.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

#include "07_training/seed_result.hpp"
#include "common/folders.hpp"

namespace strata {
namespace {

struct SeedFiles {
  SeedFiles(const std::filesystem::path& out, std::uint64_t seed)
      : checkpoint(out / fmt::format("seed_{}.safetensors", seed)), result(out / fmt::format("seed_{}.json", seed)) {}

  std::filesystem::path checkpoint, result;
};

SeedResult run_seed(const HomeworkNetwork& network, const DataSplit& data, const DataDigests& digests,
                    const ExperimentOptions& options, std::uint64_t seed) {
  const SeedFiles files(options.program.out, seed);
  ExperimentSettings settings = options.settings(seed, files.checkpoint, network.peak_rate);
  const std::string facts = facts_of(network.name, data, digests, settings);
  if (options.resume) {
    if (const auto earlier = load_seed_result(files.result, facts)) return *earlier;
    // An earlier run need not have come to this seed, but it must have begun with the first.
    settings.resume = seed == options.program.seed || std::filesystem::exists(files.checkpoint);
  }
  const ExperimentResult run =
      run_experiment(network.make(static_cast<Index>(data.train.class_names.size())), data, settings);
  const SeedResult result{run.history.seconds(), run.train.accuracy(), run.test.accuracy()};
  save_seed_result(files.result, facts, result);
  return result;
}

std::string mean_and_deviation(const std::vector<double>& numbers) {
  const auto count = static_cast<double>(numbers.size());
  const double mean = std::accumulate(numbers.begin(), numbers.end(), 0.0) / count;
  double squares = 0;
  for (const double number : numbers) squares += (number - mean) * (number - mean);
  return fmt::format("{:.2f} ± {:.2f} %", mean, std::sqrt(squares / (count - 1)));
}

}  // namespace

void run_seeds(const HomeworkNetwork& network, const DataSplit& data, const ExperimentOptions& options) {
  const std::filesystem::path& out = options.program.out;
  create_folders(out);
  std::vector<std::uint64_t> seeds(static_cast<std::size_t>(options.seeds));
  std::iota(seeds.begin(), seeds.end(), options.program.seed);
  if (!options.resume) {  // what an earlier run left would pass for a part of this one, should this one be stopped
    for (const std::uint64_t seed : seeds) {
      const SeedFiles files(out, seed);
      std::filesystem::remove(files.checkpoint);
      std::filesystem::remove(files.result);
    }
  }
  Table table(
      {{"seed"}, {"time", "s"}, {"train accuracy"}, {options.held_out > 0 ? "held-out accuracy" : "test accuracy"}});
  std::vector<double> percentages;
  const DataDigests digests = digests_of(data);
  for (const std::uint64_t seed : seeds) {
    const SeedResult result = run_seed(network, data, digests, options, seed);
    percentages.push_back(100 * result.test_accuracy);
    table.row({seed, Real{result.seconds, 1}, Percent{result.train_accuracy, 2}, Percent{result.test_accuracy, 2}});
  }
  std::cout << table
            << fmt::format("\n{} of {} seeds, last epoch: {} (mean ± standard deviation)\n",
                           options.held_out > 0 ? "Accuracy on held-out images" : "Test accuracy", options.seeds,
                           mean_and_deviation(percentages));
  const std::string name =
      fmt::format("seeds_{}_{}", options.recipe == Recipe::homework ? "homework" : "book", data.train.name);
  table.write(out / (name + ".md"));
  table.write(out / (name + ".json"));
}

}  // namespace strata
