#include "experiments/pytorch_accuracies.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "common/error.hpp"
#include "common/json_file.hpp"

namespace strata::experiments {
namespace {

constexpr const char* homework_optimizer = "Adam, learning rate 0.001";  // as pytorch_train.py writes it

}  // namespace

std::optional<PyTorchAccuracies> pytorch_accuracies(const std::string& network, const std::string& data, Index epochs,
                                                    Index batch_size, const std::string& folder) {
  const std::filesystem::path file = std::filesystem::path(folder) / fmt::format("{}_{}.json", network, data);
  if (!std::filesystem::exists(file)) return std::nullopt;
  try {
    const auto json = read_json(file);
    const auto& settings = json.at("settings");
    const bool same = settings.at("network") == network && settings.at("data") == data &&
                      settings.at("epochs") == epochs && settings.at("batch_size") == batch_size &&
                      settings.at("optimizer") == homework_optimizer;
    if (!same) return std::nullopt;
    PyTorchAccuracies found{.version = settings.at("pytorch"), .test_accuracy = {}};
    for (const auto& run : json.at("runs")) found.test_accuracy.emplace(run.at("seed"), run.at("test_accuracy"));
    return found;
  } catch (const nlohmann::json::exception& error) {
    throw Error({file.string(), error.what(), "results of tests/parity/pytorch_train.py", "write them again with it"});
  }
}

}  // namespace strata::experiments
