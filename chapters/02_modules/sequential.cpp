#include "02_modules/sequential.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/error.hpp"

namespace strata {

Sequential& Sequential::add(std::unique_ptr<Module> module, std::string name) {
  if (name.empty()) name = fmt::format("{}", layers_.size());
  const bool taken = std::ranges::any_of(layers_, [&](const Layer& layer) { return layer.name == name; });
  if (module == nullptr || taken || name.find('.') != std::string::npos) {
    throw Error({path(), module == nullptr ? "no module" : fmt::format("a module named \"{}\"", name),
                 "a module with a name of its own, without a dot", "names are the parts of a parameter's path"});
  }
  if (built()) {
    throw Error({path(), fmt::format("one more module, \"{}\", in a network that is built", name),
                 "every module before build()", "add all modules first"});
  }
  module->to(options().dtype);
  module->to(options().device);
  module->train(training());
  module->set_path(fmt::format("{}.{}", path(), name));
  layers_.push_back({std::move(name), std::move(module)});
  return *this;
}

Module& Sequential::operator[](Index position) {
  if (position < 0 || position >= size()) {
    throw Error({path(), fmt::format("layer {}", position), fmt::format("0 to {}", size() - 1), ""});
  }
  return *layers_[static_cast<std::size_t>(position)].module;
}

std::unique_ptr<Module> Sequential::fresh() const {
  auto copy = std::make_unique<Sequential>(path());
  for (const Layer& layer : layers_) copy->add(layer.module->fresh(), layer.name);
  return copy;
}

void Sequential::visit(StateVisitor& visitor) {
  for (const Layer& layer : layers_) visitor.child(layer.name, *layer.module);
}

Shape Sequential::do_build(const Shape& sample, Rng& rng) {
  if (layers_.empty()) throw Error({path(), "a network without layers", "at least one", "call add() first"});
  Shape shape = sample;
  for (const Layer& layer : layers_) shape = layer.module->build(shape, rng);
  const auto learns = [](const Layer& layer) { return layer.module->parameter_count() > 0; };
  first_to_learn_ = std::ranges::find_if(layers_, learns) - layers_.begin();
  return shape;
}

// [region sequential]
Tensor Sequential::do_forward(const Tensor& x) {
  Tensor y = x;
  for (const Layer& layer : layers_) y = layer.module->forward(y);  // (2.6)
  return y;
}

Tensor Sequential::do_backward(const Tensor& dy, InputGradient wanted) {
  // Nobody asks for a gradient below the first layer that learns, unless the caller wants dx.
  const Index first = wanted == InputGradient::wanted ? 0 : first_to_learn_;
  Tensor gradient = dy;
  for (Index i = size() - 1; i >= first; --i) {
    gradient = (*this)[i].backward(gradient, i == first ? wanted : InputGradient::wanted);  // (2.7)
  }
  return wanted == InputGradient::wanted ? gradient : Tensor();
}
// [endregion sequential]

}  // namespace strata
