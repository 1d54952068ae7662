#include "13_custom_layers/weights_comparison.hpp"

#include <cmath>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "01_tensors/predictions.hpp"
#include "07_training/data_loader.hpp"
#include "07_training/evaluation_mode.hpp"
#include "07_training/module_state.hpp"
#include "common/checksum.hpp"

namespace strata {
namespace {

constexpr Index batch_size = 1000;

struct Apart {
  double largest = 0, magnitude = 0;
  bool equal = false;
};

// A NaN stays.
void keep_larger(double& largest, double value) {
  if (!(value <= largest) && !std::isnan(largest)) largest = value;
}

Apart distance(const Tensor& one, const Tensor& other) {
  Apart result;
  with_type(one.dtype(), [&]<class T>() {
    const auto a = one.values<T>();
    const auto b = other.values<T>();
    result.equal = std::memcmp(a.data(), b.data(), a.size_bytes()) == 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      keep_larger(result.largest, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
      keep_larger(result.magnitude, std::abs(static_cast<double>(a[i])));
    }
  });
  return result;
}

}  // namespace

std::vector<WeightDifference> compare_weights(Module& one, Module& other) {
  const std::vector<NamedTensor> states = module_state(one), others = module_state(other);
  expect_module_state(one, others);
  std::vector<WeightDifference> result;
  for (std::size_t i = 0; i < states.size(); ++i) {
    const auto& [name, tensor] = states[i];
    if (name.ends_with("random_state")) continue;
    const Apart apart = distance(tensor, others[i].tensor);
    result.push_back({name, tensor.shape(), apart.largest, apart.magnitude, apart.equal});
  }
  return result;
}

Tensor test_logits(Module& network, const DataSplit& data) {
  const DataLoader loader(
      data.test, {.batch_size = batch_size, .shuffle = false, .normalisation = Normalisation::published(data.train)});
  const EvaluationMode mode(network);
  Tensor logits;
  for (Index number = 0; number < loader.batches(); ++number) {
    const Tensor y = network.forward(loader.batch(1, number).x);
    if (!logits.defined()) logits = Tensor(y.shape().with_first(data.test.size()), y.options());
    const Index begin = number * batch_size;
    logits.slice(begin, begin + y.dim(0)).copy_from(y);
  }
  return logits;
}

std::string fingerprint_of_images(const Dataset& data) {
  return hexadecimal(sha256(std::as_bytes(std::as_const(data.images).values<std::uint8_t>())));
}

LogitDifference compare_logits(const Tensor& one, const Tensor& other) {
  expect_shape(other, one.shape(), "logits", "one row for each test image, one column for each class");
  const Apart apart = distance(one, other);
  const Tensor ours = argmax(one), theirs = argmax(other);
  LogitDifference result{.largest = apart.largest, .magnitude = apart.magnitude};
  for (Index n = 0; n < ours.count(); ++n) {
    if (ours.data<std::int32_t>()[n] != theirs.data<std::int32_t>()[n]) ++result.predictions;
  }
  return result;
}

}  // namespace strata
