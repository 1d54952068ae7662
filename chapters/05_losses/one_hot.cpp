#include "05_losses/one_hot.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace strata {

Tensor one_hot(const Tensor& labels, Index classes, TensorOptions options) {
  expect_shape(labels, {{any}, "N"}, "one_hot", "one label per sample");
  if (labels.dtype() != Dtype::i32) {
    throw Error({"one_hot", labels.describe(), "int32", "convert labels with to(Dtype::i32)"});
  }
  if (classes < 1) throw Error({"one_hot", fmt::format("{} classes", classes), "1 or more", ""});
  if (first_label_outside(labels, classes) >= 0) throw label_error(labels, classes, "one_hot");
  const Tensor here = labels.to(Device::cpu);
  Tensor rows = Tensor::full({{labels.dim(0), classes}, "NK"}, 0.0, {Device::cpu, Dtype::f64});
  const auto entries = rows.values<double>();
  auto row = entries.begin();
  for (const std::int32_t label : here.values<std::int32_t>()) {
    row[label] = 1;
    row += classes;
  }
  return rows.to(options.dtype).to(options.device);
}

Index first_label_outside(const Tensor& labels, Index classes) {
  const Tensor here = labels.to(Device::cpu);
  const auto values = here.values<std::int32_t>();
  const auto found = std::ranges::find_if(values, [&](Index label) { return label < 0 || label >= classes; });
  return found == values.end() ? -1 : found - values.begin();
}

Error label_error(const Tensor& labels, Index classes, const std::string& where) {
  const Tensor here = labels.to(Device::cpu);
  const Index sample = first_label_outside(here, classes);
  const std::int32_t label = here.values<std::int32_t>()[static_cast<std::size_t>(sample)];
  return Error({where, fmt::format("label {} for sample {}", label, sample),
                fmt::format("0 to {}, one of the network's {} outputs", classes - 1, classes),
                label == classes ? "labels count from 0" : "the last layer needs one output for each class"});
}

}  // namespace strata
