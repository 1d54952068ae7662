#include "experiments/pytorch_measurement.hpp"

#include <fmt/format.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "common/atomic_file.hpp"
#include "common/folders.hpp"
#include "common/json_file.hpp"
#include "common/progress.hpp"
#include "experiments/side_summary.hpp"
#include "experiments/strata_side.hpp"

namespace strata::experiments {
namespace {

// A side and how it is measured.
struct SideToMeasure {
  Side* side;
  std::string name_in_files;
  std::string conditions;
  std::function<SideRun(const ComparedTraining& training, const CountImages& count)> run;
  std::vector<std::optional<SideRun>> runs{};  // of an earlier call, if it left one for that training
};

SideToMeasure strata_to_measure(Side& side, const Request& request) {
  return {.side = &side,
          .name_in_files = "strata",
          .conditions = strata_conditions(request),
          .run = [&request](const ComparedTraining& training, const CountImages& count) {
            return run_strata_side(training, request, count);
          }};
}

SideToMeasure pytorch_to_measure(Side& side, const Request& request, const PyTorchPlaces& places,
                                 const std::string& version) {
  const std::string conditions = pytorch_conditions(request, version);
  return {.side = &side,
          .name_in_files = "pytorch",
          .conditions = conditions,
          .run = [&request, &places, conditions](const ComparedTraining& training, const CountImages& count) {
            return run_pytorch_side(training, conditions, request, places, count);
          }};
}

// What the bar counts of a run: passes of single images take about as long as an epoch.
Index images_of_run(const ComparedTraining& training) { return training.images() + training.data.train.size(); }

// Takes what earlier calls left, and says how many images need not be counted again.
Index look_for_runs(SideToMeasure& measured, const std::vector<ComparedTraining>& trainings, bool resume) {
  Index images = 0;
  for (const ComparedTraining& training : trainings) {
    const std::filesystem::path file = training.file(measured.name_in_files, measured.conditions, ".json");
    measured.runs.push_back(resume ? load_side_run(file, training.work, measured.conditions) : std::nullopt);
    if (measured.runs.back()) images += images_of_run(training);
  }
  return images;
}

// The run of this number; a new one is kept for later calls.
SideRun kept_or_measured(const SideToMeasure& measured, std::size_t number, const ComparedTraining& training,
                         const CountImages& count) {
  if (const std::optional<SideRun>& kept = measured.runs[number]) return *kept;
  count(0);
  SideRun run = measured.run(training, count);
  write_file_atomically(training.file(measured.name_in_files, measured.conditions, ".json"),
                        json_of(run).dump(1) + "\n");
  count(images_of_run(training) - training.images());
  return run;
}

// What an earlier call measured for the same first run.
std::optional<SideMemory> kept_memory(const std::filesystem::path& file, const ComparedTraining& training,
                                      const std::string& conditions) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  try {
    const Side kept = side_of(read_json(file));
    const bool same =
        !kept.runs.empty() && kept.runs.front().work == training.work && kept.runs.front().conditions == conditions;
    if (same) return kept.memory;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;  // it is measured again
  }
  return std::nullopt;
}

// The run to be stored, for readers without PyTorch.
void write_run_to_store(const std::filesystem::path& file, Side side) {
  side.stored = different_texts(side, [](const SideRun& run) { return run.made; });
  write_file_atomically(file, json_of(side).dump(1) + "\n");
}

}  // namespace

MeasuredSides measure_sides(const std::vector<ComparedTraining>& trainings, const Request& request,
                            const PyTorchPlaces& places, const std::optional<std::string>& version) {
  MeasuredSides sides;
  const ComparedTraining& first = trainings.front();
  const std::filesystem::path run_file = request.program.out / "pytorch_run.json";
  create_folders(first.folder);
  std::vector<SideToMeasure> all{strata_to_measure(sides.strata, request)};
  std::optional<SideMemory> memory;
  Index total = images_of_strata_memory(first), begun = 0;
  if (version) {
    all.push_back(pytorch_to_measure(sides.pytorch, request, places, *version));
    if (request.resume) memory = kept_memory(run_file, first, all.back().conditions);
    if (!memory) total += images_of_pytorch_memory(first, request);
  }
  for (SideToMeasure& measured : all) {
    for (const ComparedTraining& training : trainings) total += images_of_run(training);
    begun += look_for_runs(measured, trainings, request.resume);
  }

  ProgressBar bar("pytorch", total, {.begun = begun});
  const CountImages count = [&](Index more) { bar.step(more); };
  for (std::size_t i = 0; i < trainings.size(); ++i) {
    for (SideToMeasure& measured : all) {
      bar.title(fmt::format("pytorch: {}, seed {}", measured.side->name, trainings[i].settings.seed));
      measured.side->runs.push_back(kept_or_measured(measured, i, trainings[i], count));
    }
    forget_strata_training(trainings[i], request);
  }
  bar.title("pytorch: memory");
  sides.strata.memory = measure_strata_memory(first, request, count);
  if (version) {
    sides.pytorch.memory =
        memory ? *memory : measure_pytorch_memory(first, sides.pytorch.runs.front(), request, places, count);
    write_run_to_store(run_file, sides.pytorch);
  }
  bar.finish();
  return sides;
}

}  // namespace strata::experiments
