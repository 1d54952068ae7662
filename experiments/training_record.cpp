#include "experiments/training_record.hpp"

#include <cmath>
#include <limits>

#include "common/atomic_file.hpp"
#include "common/json_file.hpp"
#include "experiments/results_version.hpp"

namespace strata::experiments {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no NaN: null stands for it.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

double number_in(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

Json json_of(const EpochRecord& epoch) {
  return {{"epoch", epoch.epoch},
          {"steps", epoch.steps},
          {"learning rate", epoch.learning_rate},
          {"running loss", number(epoch.running_loss)},
          {"running accuracy", number(epoch.running_accuracy)},
          {"test loss", number(epoch.test_loss)},
          {"test accuracy", number(epoch.test_accuracy)},
          {"seconds", epoch.seconds}};
}

EpochRecord epoch_in(const Json& json) {
  return {.epoch = json.at("epoch"),
          .steps = json.at("steps"),
          .learning_rate = json.at("learning rate"),
          .running_loss = number_in(json.at("running loss")),
          .running_accuracy = number_in(json.at("running accuracy")),
          .test_loss = number_in(json.at("test loss")),
          .test_accuracy = number_in(json.at("test accuracy")),
          .seconds = json.at("seconds")};
}

TrainingRecord record_in(const Json& json) {
  TrainingRecord record{.facts = json.at("facts"),
                        .network = json.at("network"),
                        .recipe = json.at("recipe"),
                        .seed = json.at("seed"),
                        .parameters = json.at("parameters"),
                        .batch_size = json.at("batch size"),
                        .made = json.at("made"),
                        .history = {},
                        .train_loss = number_in(json.at("train loss")),
                        .train_accuracy = json.at("train accuracy"),
                        .test_loss = number_in(json.at("test loss")),
                        .test_accuracy = json.at("test accuracy"),
                        .confusions = json.at("confusions").get<Confusions>(),
                        .trace = trace_of(json.at("trace"))};
  for (const Json& epoch : json.at("epochs")) record.history.epochs.push_back(epoch_in(epoch));
  return record;
}

}  // namespace

Confusions counts_of(const ConfusionMatrix& matrix, Index classes) {
  Confusions counts;
  for (Index truth = 0; truth < classes; ++truth) {
    counts.emplace_back();
    for (Index predicted = 0; predicted < classes; ++predicted) {
      counts.back().push_back(matrix.count(truth, predicted));
    }
  }
  return counts;
}

nlohmann::ordered_json json_of(const TrainingRecord& record) {
  Json json{{"version", results_version},
            {"facts", record.facts},
            {"network", record.network},
            {"recipe", record.recipe},
            {"seed", record.seed},
            {"parameters", record.parameters},
            {"batch size", record.batch_size},
            {"made", record.made},
            {"train loss", number(record.train_loss)},
            {"train accuracy", record.train_accuracy},
            {"test loss", number(record.test_loss)},
            {"test accuracy", record.test_accuracy},
            {"confusions", record.confusions},
            {"epochs", Json::array()},
            {"trace", json_of(record.trace)}};
  for (const EpochRecord& epoch : record.history.epochs) json["epochs"].push_back(json_of(epoch));
  return json;
}

void save_record(const std::filesystem::path& path, const TrainingRecord& record) {
  write_file_atomically(path, json_of(record).dump() + "\n");
}

std::optional<TrainingRecord> load_record(const std::filesystem::path& path, const std::string& facts) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  try {
    const Json json = read_json(path);
    if (json.at("version") != results_version || json.at("facts") != facts) return std::nullopt;
    return record_in(json);
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;  // it is trained again
  }
}

}  // namespace strata::experiments
