#include "experiments/side_run.hpp"

#include <nlohmann/json.hpp>
#include <numeric>

#include "common/json_file.hpp"

namespace strata::experiments {

double SideRun::training_seconds() const { return std::accumulate(seconds.begin(), seconds.end(), 0.0); }

nlohmann::ordered_json json_of(const InferenceTime& time) {
  return {{"median", time.median}, {"low", time.low}, {"high", time.high}};
}

InferenceTime inference_time_of(const nlohmann::ordered_json& json) {
  return {json.at("median"), json.at("low"), json.at("high")};
}

nlohmann::ordered_json json_of(const TrainingMemory& memory) {
  return {{"idle", memory.idle}, {"above", memory.above}};
}

TrainingMemory training_memory_of(const nlohmann::ordered_json& json) {
  return {.idle = json.at("idle"), .above = json.at("above")};
}

nlohmann::ordered_json json_of(const SideRun& run) {
  return {{"work", run.work},
          {"how", run.how},
          {"layout", run.layout},
          {"seed", run.seed},
          {"losses", run.losses},
          {"epoch seconds", run.seconds},
          {"test accuracy", run.test_accuracy},
          {"forward ms", json_of(run.forward)},
          {"backward ms", json_of(run.backward)}};
}

SideRun side_run_of(const nlohmann::ordered_json& json) {
  return {.work = json.at("work"),
          .how = json.at("how"),
          .layout = json.at("layout"),
          .seed = json.at("seed"),
          .losses = json.at("losses").get<std::vector<double>>(),
          .seconds = json.at("epoch seconds").get<std::vector<double>>(),
          .test_accuracy = json.at("test accuracy"),
          .forward = inference_time_of(json.at("forward ms")),
          .backward = inference_time_of(json.at("backward ms"))};
}

nlohmann::ordered_json json_of(const Side& side) {
  nlohmann::ordered_json json{
      {"name", side.name},
      {"stored", side.stored},
      {"memory MB", {{"batches", json_of(side.memory.batches)}, {"one pass", json_of(side.memory.one_pass)}}},
      {"runs", nlohmann::ordered_json::array()}};
  for (const SideRun& run : side.runs) json["runs"].push_back(json_of(run));
  return json;
}

Side side_of(const nlohmann::ordered_json& json) {
  const auto& memory = json.at("memory MB");
  Side side{.name = json.at("name"),
            .runs = {},
            .memory = {.batches = training_memory_of(memory.at("batches")),
                       .one_pass = training_memory_of(memory.at("one pass"))},
            .stored = json.at("stored")};
  for (const auto& run : json.at("runs")) side.runs.push_back(side_run_of(run));
  return side;
}

std::optional<SideRun> load_side_run(const std::filesystem::path& path, const std::string& work) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  try {
    SideRun run = side_run_of(read_json(path));
    if (run.work == work) return run;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;  // it is measured again
  }
  return std::nullopt;
}

}  // namespace strata::experiments
