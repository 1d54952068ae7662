#include "experiments/training_facts.hpp"

#include <fmt/format.h>

#include <span>

#include "common/checksum.hpp"

namespace strata::experiments {
namespace {

std::string digest_of(const std::string& text) { return hexadecimal(sha256(std::as_bytes(std::span(text)))); }

}  // namespace

std::string training_facts(const TrainingPlan& plan, const std::string& layers, const DataSplit& data,
                           const DataDigests& digests, const Request& request) {
  return fmt::format("{}; SHA-256 of the layers {}; {} kernels{}; {}",
                     facts_of(plan.network, data, digests, plan.settings), digest_of(layers), request.kernels.name(),
                     request.kernels.fusion() ? ", fused" : "", device_text(request));
}

std::string short_digest(const std::string& facts) {
  constexpr std::size_t digits = 8;
  return digest_of(facts).substr(0, digits);
}

}  // namespace strata::experiments
