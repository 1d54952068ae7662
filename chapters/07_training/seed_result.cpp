#include "07_training/seed_result.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "common/atomic_file.hpp"
#include "common/checksum.hpp"
#include "common/json_file.hpp"

namespace strata {
namespace {

std::string digest_of(const Dataset& data) {
  Sha256 sha;
  sha.update(std::as_bytes(std::as_const(data.images).values<std::uint8_t>()));
  sha.update(std::as_bytes(std::as_const(data.labels).values<std::int32_t>()));
  return hexadecimal(sha.finish());
}

}  // namespace

DataDigests digests_of(const DataSplit& data) { return {digest_of(data.train), digest_of(data.test)}; }

std::string facts_of(const std::string& network, const DataSplit& data, const DataDigests& digests,
                     const ExperimentSettings& settings) {
  return fmt::format("{}, {}, {} epochs, batch size {}, seed {}; SHA-256 of the {} images {} (training), {} (test)",
                     network, recipe_of(settings, data.train).name, settings.epochs, settings.batch_size, settings.seed,
                     data.train.name, digests.train, digests.test);
}

void save_seed_result(const std::filesystem::path& path, const std::string& facts, const SeedResult& result) {
  const nlohmann::ordered_json json{{"facts", facts},
                                    {"seconds", result.seconds},
                                    {"train accuracy", result.train_accuracy},
                                    {"test accuracy", result.test_accuracy}};
  write_file_atomically(path, json.dump(2) + "\n");
}

std::optional<SeedResult> load_seed_result(const std::filesystem::path& path, const std::string& facts) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  try {
    const auto json = read_json(path);
    if (json.at("facts") != facts) return std::nullopt;
    return SeedResult{json.at("seconds"), json.at("train accuracy"), json.at("test accuracy")};
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;  // the seed is trained again
  }
}

}  // namespace strata
