#include "13_custom_layers/pytorch_layout.hpp"

#include <fmt/format.h>

#include "03_linear/linear.hpp"
#include "07_training/flatten.hpp"
#include "10_convolution/conv2d.hpp"
#include "13_custom_layers/pytorch_names.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

// Walks over a network in the order of its layers and remembers what was flattened, until a layer mixes its numbers.
class LayoutVisitor : public StateVisitor {
 public:
  explicit LayoutVisitor(Module& network) : module_(&network) {}

  void parameter(std::string_view name, Parameter& parameter) override {
    add(name, parameter.value);
    if (name != "weight") return;
    PytorchTensor& layout = found.back();
    const bool linear = dynamic_cast<Linear*>(module_) != nullptr;
    const bool convolution = dynamic_cast<Conv2d*>(module_) != nullptr;
    if (convolution) layout.images = layout.shape;
    if (linear && flattened_ && flattened_->count() == layout.shape[1]) {
      layout.images = flattened_->with_front(layout.shape[0], 'O');
    }
    if (linear || convolution) flattened_.reset();
  }

  void buffer(std::string_view name, Tensor& tensor) override {
    if (name == "random_state") return;
    add(name, tensor);
    if (name == "batches_tracked") found.back().pytorch_shape = Shape();
  }

  void child(std::string_view name, Module& module) override {
    const bool flattens = dynamic_cast<Flatten*>(&module) != nullptr && module.input_sample().rank() == 3;
    if (flattens) flattened_ = module.input_sample();
    const std::string outer_prefix = prefix_;
    Module* const outer_module = module_;
    prefix_ += fmt::format("{}.", name);
    module_ = &module;
    module.visit(*this);
    prefix_ = outer_prefix;
    module_ = outer_module;
  }

  std::vector<PytorchTensor> found;

 private:
  void add(std::string_view name, const Tensor& tensor) {
    const std::string whole = fmt::format("{}{}", prefix_, name);
    found.push_back({whole, pytorch_name(whole), tensor.shape(), tensor.shape(), tensor.dtype(), {}});
    const bool one_for_each = flattened_ && tensor.rank() == 1 && tensor.count() == flattened_->count();
    if (one_for_each) found.back().images = flattened_->with_front(1, 'O');
  }

  std::string prefix_;
  Module* module_;
  std::optional<Shape> flattened_;
};

// [region permute]
enum class Towards { pytorch, strata };

// Between [O,H,W,C] and [O,C,H,W], whatever the numbers are.
template <class T>
void permute(const T* from, T* to, const Shape& images, Towards side) {
  const Index pixels = images[1] * images[2], channels = images[3];
  for (Index o = 0; o < images[0]; ++o) {
    for (Index pixel = 0; pixel < pixels; ++pixel) {
      for (Index c = 0; c < channels; ++c) {
        const Index here = (o * pixels + pixel) * channels + c, there = (o * channels + c) * pixels + pixel;
        if (side == Towards::pytorch) to[there] = from[here];
        if (side == Towards::strata) to[here] = from[there];
      }
    }
  }
}
// [endregion permute]

Tensor permuted(const Tensor& tensor, const PytorchTensor& layout, Towards side) {
  const Shape& shape = side == Towards::pytorch ? layout.pytorch_shape : layout.shape;
  if (!layout.images) return tensor.reshape(shape).clone();
  Tensor result(shape, tensor.options());
  with_type(tensor.dtype(), [&]<class T>() { permute(tensor.data<T>(), result.data<T>(), *layout.images, side); });
  return result;
}

}  // namespace

std::vector<PytorchTensor> pytorch_layout(Module& network) {
  if (!network.built()) throw Error({network.path(), "a network that is not built", "one with its tensors", ""});
  LayoutVisitor visitor(network);
  network.visit(visitor);
  for (PytorchTensor& layout : visitor.found) {
    if (layout.images && layout.shape.rank() == 4) {
      const Shape& images = *layout.images;
      layout.pytorch_shape = Shape{images[0], images[3], images[1], images[2]};
    }
  }
  return visitor.found;
}

Tensor to_pytorch(const Tensor& tensor, const PytorchTensor& layout) {
  return permuted(tensor, layout, Towards::pytorch);
}

Tensor from_pytorch(const Tensor& tensor, const PytorchTensor& layout) {
  return permuted(tensor, layout, Towards::strata);
}

}  // namespace strata
