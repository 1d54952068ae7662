#include "experiments/pytorch_process.hpp"

#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "common/error.hpp"
#include "common/json_file.hpp"
#include "common/parallel.hpp"
#include "common/picture_process.hpp"
#include "experiments/pytorch_exchange.hpp"
#include "experiments/strata_side.hpp"

namespace strata::experiments {
namespace {

using Json = nlohmann::ordered_json;

constexpr int missing_package = 3;  // as the script says it

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

// What the script printed; nothing where it could not begin.
std::optional<Json> output_of_script(const PyTorchPlaces& places, std::vector<std::string> arguments) {
  std::vector<std::string> command{places.python, places.script.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const ProcessResult result = run_process(command, "", ".", std::chrono::hours(6));
  if (!result.found || result.exit_status == missing_package) return std::nullopt;
  const Json json = Json::parse(result.output, nullptr, false);
  if (result.exit_status != 0 || !json.is_object()) {
    throw Error({fmt::format("{} {}", places.python, places.script.string()),
                 fmt::format("exit code {}: {}", result.exit_status, last_line(result.messages)),
                 "PyTorch's measurements", "start it by hand to see all of its message"});
  }
  return json;
}

TrainingMemory memory_with(const PyTorchPlaces& places, const ExperimentSettings& settings, const Request& request,
                           const std::string& layout, Index evaluation_batch) {
  const auto text = [](Index number) { return fmt::format("{}", number); };
  const std::optional<Json> json = output_of_script(
      places, {"memory", "--batch-size", text(settings.batch_size), "--evaluation-batch-size", text(evaluation_batch),
               "--steps", text(steps_of_memory(request)), "--layout", layout, "--threads", text(thread_count())});
  if (!json) throw Error({places.python, "no PyTorch", "PyTorch, which was there a moment ago", ""});
  return training_memory_of(*json);
}

// The lesser one of both layouts; of a quick run, that of its training.
TrainingMemory least_memory(const PyTorchPlaces& places, const ExperimentSettings& settings, const Request& request,
                            const SideRun& run, Index evaluation_batch) {
  if (request.quick) return memory_with(places, settings, request, run.layout, evaluation_batch);
  const TrainingMemory one = memory_with(places, settings, request, "NCHW", evaluation_batch),
                       other = memory_with(places, settings, request, "channels last", evaluation_batch);
  return one.above < other.above ? one : other;
}

}  // namespace

std::optional<SideRun> run_pytorch_side(const DataSplit& data, const ExperimentSettings& settings,
                                        const Request& request, const PyTorchPlaces& places,
                                        const std::filesystem::path& exchange) {
  write_exchange(exchange, data, settings);
  std::optional<Json> json =
      output_of_script(places, {"train", "--exchange", std::filesystem::absolute(exchange).string(), "--batch-size",
                                fmt::format("{}", settings.batch_size), "--threads", fmt::format("{}", thread_count()),
                                "--seconds", request.quick ? "0.1" : "3"});
  std::filesystem::remove(exchange / "data.safetensors");
  if (!json) return std::nullopt;
  (*json)["work"] = compared_work(data, settings);
  (*json)["seed"] = settings.seed;
  return side_run_of(*json);
}

SideMemory measure_pytorch_memory(const DataSplit& data, const ExperimentSettings& settings, const Request& request,
                                  const SideRun& run, const PyTorchPlaces& places) {
  return {.batches = least_memory(places, settings, request, run, compared_evaluation_batch),
          .one_pass = least_memory(places, settings, request, run, data.train.size())};
}

Side stored_pytorch_side(const PyTorchPlaces& places) {
  try {
    return side_of(read_json(places.stored));
  } catch (const nlohmann::json::exception& error) {
    throw Error({places.stored.string(), error.what(), "a run that ./strata reproduce pytorch kept",
                 "run it where python3 has PyTorch, and copy pytorch_run.json from its results"});
  }
}

}  // namespace strata::experiments
