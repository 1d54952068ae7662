#include "14_fast_cpu/profile_counts.hpp"

#include <span>
#include <string_view>
#include <vector>

#include "02_modules/sequential.hpp"
#include "02_modules/state.hpp"
#include "03_linear/linear.hpp"
#include "07_training/flatten.hpp"
#include "10_convolution/conv2d.hpp"
#include "12_residual/residual.hpp"

namespace strata::fast_cpu {
namespace {

// Multiplications of the plain sums for one sample; 0 for a layer that has no such sums.
double products_of(Module& layer) {
  if (auto* convolution = dynamic_cast<Conv2d*>(&layer)) {
    return static_cast<double>(convolution->weight().value.count() * convolution->window().positions());
  }
  if (auto* linear = dynamic_cast<Linear*>(&layer)) return static_cast<double>(linear->weight().value.count());
  return 0;
}

std::vector<Module*> children_of(Module& module) {
  std::vector<Module*> children;
  for_each_child(module, [&](std::string_view, Module& child) { children.push_back(&child); });
  return children;
}

double forward_operations(Module& layer) {
  if (const double products = products_of(layer); products > 0) return 2 * products;
  if (dynamic_cast<Flatten*>(&layer) != nullptr) return 0;
  const std::vector<Module*> children = children_of(layer);
  if (children.empty()) return static_cast<double>(layer.input_sample().count());
  double sum = dynamic_cast<Residual*>(&layer) != nullptr ? static_cast<double>(layer.output_sample().count()) : 0;
  for (Module* child : children) sum += forward_operations(*child);
  return sum;
}

double backward_operations(Module& layer, InputGradient wanted);

// Of layers one after the other: whether dx is wanted is asked of the first one that learns.
double backward_operations(std::span<Module* const> layers, InputGradient wanted) {
  double sum = 0;
  for (Module* layer : layers) {
    if (wanted == InputGradient::skip && layer->parameter_count() == 0) continue;  // its gradient goes nowhere
    sum += backward_operations(*layer, wanted);
    wanted = InputGradient::wanted;
  }
  return sum;
}

double backward_operations(Module& layer, InputGradient wanted) {
  if (const double products = products_of(layer); products > 0) {
    return wanted == InputGradient::wanted ? 4 * products : 2 * products;  // dW and dx, or dW alone
  }
  const std::vector<Module*> children = children_of(layer);
  if (children.empty()) return forward_operations(layer);
  if (dynamic_cast<Sequential*>(&layer) != nullptr) return backward_operations(children, wanted);
  double sum = dynamic_cast<Residual*>(&layer) != nullptr ? static_cast<double>(layer.input_sample().count()) : 0;
  for (Module* child : children) sum += backward_operations(*child, wanted);
  return sum;
}

double bytes_of_numbers(const Module& layer, Index count) {
  return static_cast<double>(count * static_cast<Index>(size_of(layer.options().dtype)));
}

Index parameters_of(std::span<Module* const> layers) {
  Index sum = 0;
  for (const Module* layer : layers) sum += layer->parameter_count();
  return sum;
}

}  // namespace

WorkCounts count_forward(std::span<Module* const> layers, Index images) {
  double operations = 0;
  for (Module* layer : layers) operations += static_cast<double>(images) * forward_operations(*layer);
  const Index x = layers.front()->input_sample().count(), y = layers.back()->output_sample().count();
  return {operations, bytes_of_numbers(*layers.front(), images * (x + y) + parameters_of(layers))};
}

WorkCounts count_backward(std::span<Module* const> layers, Index images, InputGradient wanted) {
  const Index x = layers.front()->input_sample().count(), y = layers.back()->output_sample().count();
  const Index parameters = parameters_of(layers);
  const Index for_dx = wanted == InputGradient::wanted ? images * x + parameters : 0;
  return {static_cast<double>(images) * backward_operations(layers, wanted),
          bytes_of_numbers(*layers.front(), images * (x + y) + parameters + for_dx)};
}

}  // namespace strata::fast_cpu
