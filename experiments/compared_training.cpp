#include "experiments/compared_training.hpp"

#include <fmt/format.h>

#include "experiments/pytorch_exchange.hpp"
#include "experiments/training_facts.hpp"

namespace strata::experiments {

std::filesystem::path ComparedTraining::file(const std::string& side, const std::string& conditions,
                                             const std::string& ending) const {
  const std::string digest = short_digest(work + "; " + conditions);
  return folder / fmt::format("{}_seed_{}_{}{}", side, settings.seed, digest, ending);
}

std::vector<ComparedTraining> compared_trainings(const DataSplit& data, const Request& request) {
  constexpr Index quick_epochs = 3;
  const DataDigests digests = digests_of(data);
  std::vector<ComparedTraining> all;
  for (const std::uint64_t seed : request.all_seeds()) {
    ExperimentSettings settings = compared_settings(data, seed);
    if (request.quick) settings.epochs = quick_epochs;
    if (request.program.epochs > 0) settings.epochs = request.program.epochs;
    if (request.program.batch_size > 0) settings.batch_size = request.program.batch_size;
    const std::string work = compared_work(data, digests, settings);
    all.push_back({data, digests, settings, work, request.program.out / "trainings"});
  }
  return all;
}

}  // namespace strata::experiments
