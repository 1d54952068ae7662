#include "14_fast_cpu/image_steps.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "02_modules/state.hpp"
#include "04_activations/activation.hpp"
#include "08_normalization/batch_norm.hpp"
#include "09_dropout/dropout.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/max_pool.hpp"
#include "12_residual/residual.hpp"
#include "14_fast_cpu/convolution_step.hpp"
#include "14_fast_cpu/layer_image_step.hpp"
#include "14_fast_cpu/pooled_convolution_step.hpp"
#include "14_fast_cpu/residual_step.hpp"

namespace strata::fast_cpu {
namespace {

// Walks over layers and takes those of the kinds that are asked for.
class LayerReader {
 public:
  LayerReader(const std::vector<NamedLayer>& layers, std::size_t first) : layers_(layers), next_(first) {}

  // The next layer, if it is of this kind.
  template <class Layer>
  Layer* take() {
    Layer* layer = next_ < layers_.size() ? dynamic_cast<Layer*>(layers_[next_].layer) : nullptr;
    if (layer == nullptr) return nullptr;
    names_ += (names_.empty() ? "" : " + ") + layers_[next_++].name;
    return layer;
  }

  bool at_end() const { return next_ == layers_.size(); }
  std::size_t position() const { return next_; }
  void go_to(std::size_t position) { next_ = position; }
  const NamedLayer& next() const { return layers_[next_]; }

  // The names of what was taken since the last call.
  std::string names() { return std::exchange(names_, ""); }

 private:
  const std::vector<NamedLayer>& layers_;
  std::size_t next_;
  std::string names_;
};

bool is_image(const Shape& sample) { return sample.rank() == 3; }

// Windows of 2 × 2 pixels that touch but do not overlap; a last row or column that is left over belongs to none.
bool pools_pairs(const MaxPool2d& pool) {
  const auto pairs = [](const PoolAxis& axis) {
    return !axis.adaptive && axis.kernel == 2 && axis.stride == 2 && axis.padding == 0 && axis.output == axis.input / 2;
  };
  return pairs(pool.windows().rows) && pairs(pool.windows().columns);
}

// [region take]
// A convolution with all that can be fused with it.
ConvolutionLayers take_convolution(LayerReader& reader) {
  ConvolutionLayers layers;
  layers.convolution = reader.take<Conv2d>();
  if (layers.convolution == nullptr) return layers;
  layers.norm = reader.take<BatchNorm>();
  layers.rectified = reader.take<ReLU>() != nullptr;
  layers.dropout = reader.take<Dropout2d>();
  return layers;
}
// [endregion take]

template <class T>
std::unique_ptr<ImageStep<T>> convolution_step(LayerReader& reader) {
  ConvolutionLayers layers = take_convolution(reader);
  if (layers.convolution == nullptr) return nullptr;
  if (layers.norm == nullptr && layers.dropout == nullptr) {
    const std::size_t before = reader.position();
    std::string names = reader.names();
    const MaxPool2d* pool = reader.take<MaxPool2d>();
    if (pool != nullptr && pools_pairs(*pool)) {
      names += " + " + reader.names();
      return std::make_unique<PooledConvolutionStep<T>>(*layers.convolution, layers.rectified, names);
    }
    reader.names();
    reader.go_to(before);
    layers.names = names;
  } else {
    layers.names = reader.names();
  }
  return std::make_unique<ConvolutionStep<T>>(std::move(layers));
}

// All layers of a module as convolutions with what is fused with them; empty if something else is among them.
template <class T>
std::vector<std::unique_ptr<ConvolutionStep<T>>> convolutions_of(Module& module) {
  auto* const network = dynamic_cast<Sequential*>(&module);
  std::vector<std::unique_ptr<ConvolutionStep<T>>> steps;
  if (network == nullptr) return steps;
  const std::vector<NamedLayer> layers = layers_of(*network);
  LayerReader reader(layers, 0);
  while (!reader.at_end()) {
    ConvolutionLayers taken = take_convolution(reader);
    taken.names = reader.names();
    if (taken.convolution == nullptr) return {};
    steps.push_back(std::make_unique<ConvolutionStep<T>>(std::move(taken)));
  }
  return steps;
}

template <class T>
std::unique_ptr<ImageStep<T>> residual_step(LayerReader& reader) {
  if (reader.at_end()) return nullptr;
  auto* const block = dynamic_cast<Residual*>(reader.next().layer);
  if (block == nullptr) return nullptr;
  const bool rectified = dynamic_cast<ReLU*>(block->activation()) != nullptr;
  if (block->activation() != nullptr && !rectified) return nullptr;
  auto branch = convolutions_of<T>(block->branch());
  std::unique_ptr<ConvolutionStep<T>> shortcut;
  if (block->shortcut() != nullptr) {
    auto steps = convolutions_of<T>(*block->shortcut());
    if (steps.size() != 1) return nullptr;
    shortcut = std::move(steps.front());
  }
  if (branch.empty()) return nullptr;
  reader.take<Residual>();
  return std::make_unique<ResidualStep<T>>(std::move(branch), std::move(shortcut), rectified, reader.names());
}

template <class T>
std::unique_ptr<ImageStep<T>> layer_step(LayerReader& reader) {
  const NamedLayer& next = reader.next();
  if (!is_image(next.layer->input_sample()) || !is_image(next.layer->output_sample())) return nullptr;
  reader.take<Module>();
  return std::make_unique<LayerImageStep<T>>(*next.layer, reader.names());
}

}  // namespace

std::vector<NamedLayer> layers_of(Sequential& network) {
  std::vector<NamedLayer> layers;
  for_each_child(network, [&](std::string_view name, Module& layer) { layers.push_back({std::string(name), &layer}); });
  return layers;
}

template <class T>
std::vector<std::unique_ptr<ImageStep<T>>> make_image_steps(const std::vector<NamedLayer>& layers, std::size_t& first) {
  std::vector<std::unique_ptr<ImageStep<T>>> steps;
  LayerReader reader(layers, first);
  bool fused = false;
  while (!reader.at_end()) {
    std::unique_ptr<ImageStep<T>> step = convolution_step<T>(reader);
    if (step == nullptr) step = residual_step<T>(reader);
    fused = fused || step != nullptr;
    if (step == nullptr) step = layer_step<T>(reader);
    if (step == nullptr) break;
    steps.push_back(std::move(step));
  }
  if (!fused) return {};
  first = reader.position();
  return steps;
}

template std::vector<std::unique_ptr<ImageStep<float>>> make_image_steps(const std::vector<NamedLayer>&, std::size_t&);
template std::vector<std::unique_ptr<ImageStep<double>>> make_image_steps(const std::vector<NamedLayer>&, std::size_t&);

}  // namespace strata::fast_cpu
