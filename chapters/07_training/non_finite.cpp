#include "07_training/non_finite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "02_modules/sequential.hpp"

namespace strata {
namespace {

template <class T>
bool all_finite(const Tensor& tensor) {
  const Tensor here = tensor.to(Device::cpu);
  return std::ranges::all_of(here.values<T>(), [](T value) { return std::isfinite(value); });
}

// Goes through the layers of a Sequential one by one; a module of another kind is one layer. Leaves the output in x.
std::string bad_layer(Module& module, Tensor& x) {
  if (auto* const layers = dynamic_cast<Sequential*>(&module)) {
    for (Index i = 0; i < layers->size(); ++i) {
      std::string found = bad_layer((*layers)[i], x);
      if (!found.empty()) return found;
    }
    return "";
  }
  for (const Parameter* parameter : module.parameters()) {
    if (!is_finite(parameter->value)) return fmt::format("parameter {}", parameter->path);
  }
  x = module.forward(x);
  return is_finite(x) ? "" : fmt::format("the output of {}", module.path());
}

}  // namespace

bool is_finite(const Tensor& tensor) {
  if (tensor.dtype() == Dtype::f32) return all_finite<float>(tensor);
  if (tensor.dtype() == Dtype::f64) return all_finite<double>(tensor);
  return true;
}

std::string first_non_finite(Module& network, const Tensor& x) {
  if (!is_finite(x)) return "the input batch";
  Tensor y = x;
  return bad_layer(network, y);
}

}  // namespace strata
