#include "experiments/pytorch_process.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <future>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "common/error.hpp"
#include "common/json_file.hpp"
#include "common/parallel.hpp"
#include "common/picture_process.hpp"
#include "common/provenance.hpp"
#include "experiments/pytorch_exchange.hpp"

namespace strata::experiments {
namespace {

using Json = nlohmann::ordered_json;

constexpr int missing_package = 3;  // as the script says it

std::string last_line(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text.substr(text.rfind('\n') + 1);
}

std::vector<std::string> command_of(const PyTorchPlaces& places, const std::vector<std::string>& arguments) {
  std::vector<std::string> command{places.python, places.script.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

ProcessResult run_script(const PyTorchPlaces& places, const std::vector<std::string>& arguments) {
  return run_process(command_of(places, arguments), "", ".", std::chrono::hours(6));
}

// What the script printed.
Json output_of(const ProcessResult& result, const PyTorchPlaces& places) {
  Json json = Json::parse(result.output, nullptr, false);
  if (!result.found || result.exit_status != 0 || !json.is_object()) {
    throw Error({fmt::format("{} {}", places.python, places.script.string()),
                 fmt::format("exit code {}: {}", result.exit_status, last_line(result.messages)),
                 "PyTorch's measurements", "start it by hand to see all of its message"});
  }
  return json;
}

std::string text(Index number) { return fmt::format("{}", number); }

// The number in a file that the script writes again and again; 0 before the first time, or in the middle of a time.
Index number_in(const std::filesystem::path& file) {
  Index number = 0;
  std::ifstream(file) >> number;
  return number;
}

// The script trains while this thread looks at how far it has come.
ProcessResult watched_training(const ComparedTraining& training, const PyTorchPlaces& places,
                               const std::vector<std::string>& arguments, const std::filesystem::path& epochs,
                               const CountImages& count) {
  constexpr std::chrono::milliseconds between_looks(100);
  std::filesystem::remove(epochs);
  std::future<ProcessResult> result = std::async(std::launch::async, [&] { return run_script(places, arguments); });
  Index counted = 0;
  const auto count_up_to = [&](Index epoch) {
    const Index now = std::max(counted, epoch);
    count((now - std::exchange(counted, now)) * training.data.train.size());
  };
  while (result.wait_for(between_looks) != std::future_status::ready) count_up_to(number_in(epochs));
  count_up_to(training.settings.epochs);
  std::filesystem::remove(epochs);
  return result.get();
}

std::vector<std::string> layouts_of(const Request& request, const SideRun& run) {
  if (request.quick) return {run.training.layout};
  return {"NCHW", "channels last"};
}

TrainingMemory least_memory(const ComparedTraining& training, const SideRun& run, const Request& request,
                            const PyTorchPlaces& places, Index evaluation_batch, const CountImages& count) {
  std::optional<TrainingMemory> least;
  for (const std::string& layout : layouts_of(request, run)) {
    const ProcessResult result =
        run_script(places, {"memory", "--batch-size", text(training.settings.batch_size), "--evaluation-batch-size",
                            text(evaluation_batch), "--steps", text(steps_of_memory(request)), "--layout", layout,
                            "--threads", text(thread_count())});
    const TrainingMemory memory = training_memory_of(output_of(result, places));
    if (!least || memory.above < least->above) least = memory;
    count(training.data.train.size());
  }
  return least.value();
}

}  // namespace

std::optional<std::string> pytorch_version(const PyTorchPlaces& places) {
  const ProcessResult result = run_script(places, {"version"});
  if (!result.found || result.exit_status == missing_package) return std::nullopt;
  return output_of(result, places).at("version");
}

std::string pytorch_conditions(const Request& request, const std::string& version) {
  return fmt::format("{}, {} at most, PyTorch {}, passes timed for {} s", processor_name(), device_text(request),
                     version, seconds_of_passes(request));
}

SideRun run_pytorch_side(const ComparedTraining& training, const std::string& conditions, const Request& request,
                         const PyTorchPlaces& places, const CountImages& count) {
  const std::filesystem::path exchange = std::filesystem::absolute(training.folder / "exchange");
  write_exchange(exchange, training.data, training.settings);
  const ProcessResult result =
      watched_training(training, places,
                       {"train", "--exchange", exchange.string(), "--batch-size", text(training.settings.batch_size),
                        "--threads", text(thread_count()), "--seconds", fmt::format("{}", seconds_of_passes(request))},
                       exchange / "epochs", count);
  std::filesystem::remove(exchange / "data.safetensors");
  Json json = output_of(result, places);
  json["work"] = training.work;
  json["conditions"] = conditions;
  json["made"] = fmt::format("{} on {}", today(), processor_name());
  json["seed"] = training.settings.seed;
  return side_run_of(json);
}

Index images_of_pytorch_memory(const ComparedTraining& training, const Request& request) {
  const Index processes = request.quick ? 2 : 4;  // a batch and all images; in one layout or in both
  return processes * training.data.train.size();
}

SideMemory measure_pytorch_memory(const ComparedTraining& training, const SideRun& run, const Request& request,
                                  const PyTorchPlaces& places, const CountImages& count) {
  const Index images = training.data.train.size();
  return {.batches = least_memory(training, run, request, places, compared_evaluation_batch, count),
          .one_pass = least_memory(training, run, request, places, images, count)};
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
