#include "experiments/pytorch.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/atomic_file.hpp"
#include "common/folders.hpp"
#include "common/json_file.hpp"
#include "common/parallel.hpp"
#include "common/progress.hpp"
#include "common/provenance.hpp"
#include "experiments/all_experiments.hpp"
#include "experiments/experiment_data.hpp"
#include "experiments/pytorch_exchange.hpp"
#include "experiments/pytorch_report.hpp"
#include "experiments/strata_side.hpp"

namespace strata::experiments {
namespace {

std::vector<ExperimentSettings> wanted_settings(const DataSplit& data, const Request& request) {
  std::vector<ExperimentSettings> all;
  for (const std::uint64_t seed : request.all_seeds()) {
    ExperimentSettings settings = compared_settings(data, seed);
    if (request.quick) settings.epochs = 3;
    if (request.program.epochs > 0) settings.epochs = request.program.epochs;
    if (request.program.batch_size > 0) settings.batch_size = request.program.batch_size;
    all.push_back(settings);
  }
  return all;
}

// A run that an earlier call left, with --resume, or a new one, which is kept for later.
template <class Run>
std::optional<SideRun> kept_or_new(const std::filesystem::path& file, const std::string& asked, bool resume,
                                   const Run& run) {
  if (resume) {
    if (std::optional<SideRun> kept = load_side_run(file, asked)) return kept;
  }
  std::filesystem::remove(file);
  std::optional<SideRun> result = run();
  if (result) write_file_atomically(file, json_of(*result).dump(1) + "\n");
  return result;
}

// What an earlier call measured for the same first run.
std::optional<SideMemory> kept_memory(const std::filesystem::path& file, const Side& side) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  try {
    const Side kept = side_of(read_json(file));
    if (!kept.runs.empty() && kept.runs.front().work == side.runs.front().work) return kept.memory;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;  // it is measured again
  }
  return std::nullopt;
}

std::string now_and_here() {
  return fmt::format("{} on {} with {} {}", today(), processor_name(), thread_count(),
                     thread_count() == 1 ? "thread" : "threads");
}

}  // namespace

void compare_with_pytorch(const Request& request, const PyTorchPlaces& places) {
  const DataSplit data = experiment_data("mnist", request);
  const std::vector<ExperimentSettings> wanted = wanted_settings(data, request);
  const std::filesystem::path trainings = request.program.out / "trainings", exchange = trainings / "exchange";
  create_folders(trainings);
  PyTorchComparison comparison{.strata = {.name = "Strata"},
                               .pytorch = {.name = "PyTorch"},
                               .parameters = compared_start(data, wanted.front()).parameter_count(),
                               .images = data.train.size(),
                               .settings = wanted.front()};
  bool has_pytorch = true;
  ProgressBar bar("pytorch", static_cast<Index>(2 * wanted.size() + 2));
  for (const ExperimentSettings& settings : wanted) {
    const std::string work = compared_work(data, settings);
    bar.title(fmt::format("pytorch: Strata, seed {}", settings.seed));
    comparison.strata.runs.push_back(
        kept_or_new(trainings / fmt::format("strata_seed_{}.json", settings.seed), work, request.resume, [&] {
          return std::optional(run_strata_side(data, settings, request));
        }).value());
    bar.step();
    bar.title(fmt::format("pytorch: PyTorch, seed {}", settings.seed));
    if (has_pytorch) {
      const std::optional<SideRun> run =
          kept_or_new(trainings / fmt::format("pytorch_seed_{}.json", settings.seed), work, request.resume,
                      [&] { return run_pytorch_side(data, settings, request, places, exchange); });
      has_pytorch = run.has_value();
      if (run) comparison.pytorch.runs.push_back(*run);
    }
    bar.step();
  }
  bar.title("pytorch: memory");
  comparison.strata.memory = measure_strata_memory(data, wanted.front(), request);
  bar.step();
  if (has_pytorch) {
    const std::filesystem::path file = request.program.out / "pytorch_run.json";
    const std::optional<SideMemory> kept = request.resume ? kept_memory(file, comparison.pytorch) : std::nullopt;
    comparison.pytorch.memory =
        kept ? *kept : measure_pytorch_memory(data, wanted.front(), request, comparison.pytorch.runs.front(), places);
    Side stored = comparison.pytorch;
    stored.stored = now_and_here();
    write_file_atomically(file, json_of(stored).dump(1) + "\n");
  } else {
    comparison.pytorch = stored_pytorch_side(places);
  }
  bar.step();
  bar.finish();

  Report report("pytorch", "CuPyCNN in Strata and in PyTorch", request);
  if (!has_pytorch) {
    report.paragraph(
        fmt::format("`{}` has no PyTorch, safetensors and NumPy here, so PyTorch's side is the stored run "
                    "of {}.",
                    places.python, comparison.pytorch.stored));
  }
  add_pytorch_comparison(report, comparison, request);
  report.write();
}

void run_pytorch(const Request& request) { compare_with_pytorch(request, {}); }

}  // namespace strata::experiments
