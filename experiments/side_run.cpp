#include "experiments/side_run.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "common/json_file.hpp"
#include "experiments/request.hpp"

namespace strata::experiments {
namespace {

nlohmann::ordered_json measured_or_null(double value) {
  return std::isnan(value) ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(value);
}

double measured_in(const nlohmann::ordered_json& json) { return json.is_null() ? unmeasured : json.get<double>(); }

nlohmann::ordered_json json_of_way(const Way& way) { return {{"threads", way.threads}, {"layout", way.layout}}; }

Way way_in(const nlohmann::ordered_json& json) { return {.threads = json.at("threads"), .layout = json.at("layout")}; }

}  // namespace

std::string Way::text() const { return fmt::format("{}, {}", threads_text(threads), layout); }

double SideRun::training_seconds() const { return std::accumulate(seconds.begin(), seconds.end(), 0.0); }

nlohmann::ordered_json json_of(const TimedPass& pass) {
  nlohmann::ordered_json json = json_of_way(pass.way);
  json["median"] = measured_or_null(pass.time.median);
  json["low"] = measured_or_null(pass.time.low);
  json["high"] = measured_or_null(pass.time.high);
  return json;
}

TimedPass timed_pass_of(const nlohmann::ordered_json& json) {
  return {.way = way_in(json),
          .time = {measured_in(json.at("median")), measured_in(json.at("low")), measured_in(json.at("high"))}};
}

nlohmann::ordered_json json_of(const TrainingMemory& memory) {
  return {{"idle", memory.idle}, {"above", memory.above}};
}

TrainingMemory training_memory_of(const nlohmann::ordered_json& json) {
  return {.idle = json.at("idle"), .above = json.at("above")};
}

nlohmann::ordered_json json_of(const SideRun& run) {
  return {{"work", run.work},
          {"conditions", run.conditions},
          {"made", run.made},
          {"software", run.software},
          {"device", run.device},
          {"seed", run.seed},
          {"images", run.images},
          {"batch size", run.batch_size},
          {"way of training", json_of_way(run.training)},
          {"losses", run.losses},
          {"epoch seconds", run.seconds},
          {"running accuracy", measured_or_null(run.running_accuracy)},
          {"train accuracy", measured_or_null(run.train_accuracy)},
          {"test accuracy", measured_or_null(run.test_accuracy)},
          {"forward of 1 ms", json_of(run.forward)},
          {"backward of 1 ms", json_of(run.backward)},
          {"inference of 1 ms", json_of(run.one)},
          {"inference of 64 ms", json_of(run.many)}};
}

SideRun side_run_of(const nlohmann::ordered_json& json) {
  return {.work = json.at("work"),
          .conditions = json.at("conditions"),
          .made = json.at("made"),
          .software = json.at("software"),
          .device = json.at("device"),
          .seed = json.at("seed"),
          .images = json.at("images"),
          .batch_size = json.at("batch size"),
          .training = way_in(json.at("way of training")),
          .losses = json.at("losses").get<std::vector<double>>(),
          .seconds = json.at("epoch seconds").get<std::vector<double>>(),
          .running_accuracy = measured_in(json.at("running accuracy")),
          .train_accuracy = measured_in(json.at("train accuracy")),
          .test_accuracy = measured_in(json.at("test accuracy")),
          .forward = timed_pass_of(json.at("forward of 1 ms")),
          .backward = timed_pass_of(json.at("backward of 1 ms")),
          .one = timed_pass_of(json.at("inference of 1 ms")),
          .many = timed_pass_of(json.at("inference of 64 ms"))};
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

std::optional<SideRun> load_side_run(const std::filesystem::path& path, const std::string& work,
                                     const std::string& conditions) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  try {
    SideRun run = side_run_of(read_json(path));
    if (run.work == work && run.conditions == conditions) return run;
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;  // it is measured again
  }
  return std::nullopt;
}

}  // namespace strata::experiments
