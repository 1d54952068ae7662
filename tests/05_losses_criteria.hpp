#pragma once

// Every criterion with batches that it can take, at random: what the tests of chapter 5 run over.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "01_tensors/views.hpp"
#include "05_losses/binary_cross_entropy.hpp"
#include "05_losses/binary_cross_entropy_with_logits.hpp"
#include "05_losses/class_nll.hpp"
#include "05_losses/class_nll_unstable.hpp"
#include "05_losses/cross_entropy.hpp"
#include "05_losses/mean_absolute_error.hpp"
#include "05_losses/mean_squared_error.hpp"
#include "05_losses/one_hot.hpp"
#include "tests/random_tensors.hpp"

namespace strata::losses {

/// The names of all criteria.
inline const std::vector<std::string> kinds{
    "MeanSquaredError",   "MeanAbsoluteError",           "ClassNLL", "ClassNLLUnstable", "CrossEntropy",
    "BinaryCrossEntropy", "BinaryCrossEntropyWithLogits"};

inline bool is_of_classes(const std::string& kind) { return kind.starts_with("Class") || kind == "CrossEntropy"; }

/// A criterion by name.
inline std::unique_ptr<Criterion> make(const std::string& kind, const Tensor& weights = {}) {
  if (kind == "MeanSquaredError") return std::make_unique<MeanSquaredError>();
  if (kind == "MeanAbsoluteError") return std::make_unique<MeanAbsoluteError>();
  if (kind == "ClassNLL") return std::make_unique<ClassNLL>();
  if (kind == "ClassNLLUnstable") return std::make_unique<ClassNLLUnstable>();
  if (kind == "CrossEntropy") return std::make_unique<CrossEntropy>();
  if (kind == "BinaryCrossEntropy") return std::make_unique<BinaryCrossEntropy>(weights);
  return std::make_unique<BinaryCrossEntropyWithLogits>(weights);
}

/// Rows of probabilities, none closer to 0 or 1 than 1e-4.
inline Tensor random_probabilities(const Shape& shape, Rng& rng) {
  Tensor p = normal_tensor(shape, rng);
  row<double>(p) = (1 / (1 + (-2 * row<double>(p).array()).exp())).max(1e-4).min(1 - 1e-4).matrix();
  return p;
}

/// Rows that sum to 1.
inline Tensor random_shares(const Shape& shape, Rng& rng) {
  Tensor p = random_probabilities(shape, rng);
  for (Index n = 0; n < p.dim(0); ++n) matrix<double>(p).row(n) /= matrix<double>(p).row(n).sum();
  return p;
}

inline Tensor random_labels(Index samples, Index classes, Rng& rng) {
  Tensor labels({{samples}, "N"}, {Device::cpu, Dtype::i32});
  for (std::int32_t& label : labels.values<std::int32_t>()) label = static_cast<std::int32_t>(rng.below(classes));
  return labels;
}

/// Outputs that the criterion can take, in float64.
inline Tensor random_outputs(const std::string& kind, const Shape& shape, Rng& rng) {
  if (kind == "BinaryCrossEntropy") return random_probabilities(shape, rng);
  if (kind == "ClassNLLUnstable") return random_shares(shape, rng);
  if (kind != "ClassNLL") return normal_tensor(shape, rng);
  Tensor y = random_shares(shape, rng);
  row<double>(y) = row<double>(y).array().log().matrix();
  return y;
}

/// Targets for them; those of classes are labels.
inline Tensor random_target(const std::string& kind, const Shape& shape, Rng& rng) {
  if (is_of_classes(kind)) return random_labels(shape[0], shape[1], rng);
  return kind.starts_with("Binary") ? random_probabilities(shape, rng) : normal_tensor(shape, rng);
}

}  // namespace strata::losses
