#include "14_fast_cpu/image_steps.hpp"

#include <cstddef>
#include <string>
#include <utility>

#include "02_modules/sequential.hpp"
#include "04_activations/activation.hpp"
#include "08_normalization/batch_norm.hpp"
#include "09_dropout/dropout.hpp"
#include "10_convolution/conv2d.hpp"
#include "11_pooling/max_pool.hpp"
#include "12_residual/residual.hpp"
#include "14_fast_cpu/convolution_step.hpp"
#include "14_fast_cpu/fusion.hpp"
#include "14_fast_cpu/layer_image_step.hpp"
#include "14_fast_cpu/pooled_convolution_step.hpp"
#include "14_fast_cpu/residual_step.hpp"

namespace strata::fast_cpu {
namespace {

// Walks over layers and takes those of the kinds that are asked for.
class LayerReader {
 public:
  explicit LayerReader(std::span<Module* const> layers) : layers_(layers) {}

  // The next layer, if it is of this kind.
  template <class Layer>
  Layer* take() {
    Layer* const layer = at_end() ? nullptr : exactly<Layer>(&next());
    if (layer != nullptr) take_any();
    return layer;
  }

  // The next layer, of whatever kind.
  Module& take_any() {
    Module& layer = next();
    names_ += (names_.empty() ? "" : " + ") + layer_name(layer);
    ++next_;
    return layer;
  }

  bool at_end() const { return next_ == layers_.size(); }
  std::size_t position() const { return next_; }
  void go_to(std::size_t position) { next_ = position; }
  Module& next() const { return *layers_[next_]; }

  // The names of what was taken since the last call.
  std::string names() { return std::exchange(names_, ""); }

 private:
  std::span<Module* const> layers_;
  std::size_t next_ = 0;
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
std::unique_ptr<ImageStep<T>> convolution_step(LayerReader& reader, const FusionOptions& options) {
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
  return std::make_unique<ConvolutionStep<T>>(std::move(layers), options);
}

// All layers of a module as convolutions with what is fused with them; empty if something else is among them.
template <class T>
std::vector<std::unique_ptr<ConvolutionStep<T>>> convolutions_of(Module& module, const FusionOptions& options) {
  auto* const network = exactly<Sequential>(&module);
  std::vector<std::unique_ptr<ConvolutionStep<T>>> steps;
  if (network == nullptr) return steps;
  std::vector<Module*> layers;
  for (Index i = 0; i < network->size(); ++i) layers.push_back(&(*network)[i]);
  LayerReader reader(layers);
  while (!reader.at_end()) {
    ConvolutionLayers taken = take_convolution(reader);
    taken.names = reader.names();
    if (taken.convolution == nullptr) return {};
    steps.push_back(std::make_unique<ConvolutionStep<T>>(std::move(taken), options));
  }
  return steps;
}

template <class T>
std::unique_ptr<ImageStep<T>> residual_step(LayerReader& reader, const FusionOptions& options) {
  if (reader.at_end()) return nullptr;
  auto* const block = exactly<Residual>(&reader.next());
  if (block == nullptr) return nullptr;
  const bool rectified = exactly<ReLU>(block->activation()) != nullptr;
  if (block->activation() != nullptr && !rectified) return nullptr;
  auto branch = convolutions_of<T>(block->branch(), options);
  std::unique_ptr<ConvolutionStep<T>> shortcut;
  if (block->shortcut() != nullptr) {
    auto steps = convolutions_of<T>(*block->shortcut(), options);
    if (steps.size() != 1) return nullptr;
    shortcut = std::move(steps.front());
  }
  if (branch.empty()) return nullptr;
  reader.take<Residual>();
  return std::make_unique<ResidualStep<T>>(std::move(branch), std::move(shortcut), rectified, reader.names(), options);
}

template <class T>
std::unique_ptr<ImageStep<T>> layer_step(LayerReader& reader) {
  Module& next = reader.next();
  if (!is_image(next.input_sample()) || !is_image(next.output_sample())) return nullptr;
  reader.take_any();
  return std::make_unique<LayerImageStep<T>>(next, reader.names());
}

}  // namespace

template <class T>
ImageSteps<T> make_image_steps(std::span<Module* const> layers, const FusionOptions& options) {
  std::vector<std::unique_ptr<ImageStep<T>>> steps;
  LayerReader reader(layers);
  bool fused = false;
  while (!reader.at_end()) {
    std::unique_ptr<ImageStep<T>> step = convolution_step<T>(reader, options);
    if (step == nullptr) step = residual_step<T>(reader, options);
    fused = fused || step != nullptr;
    if (step == nullptr) step = layer_step<T>(reader);
    if (step == nullptr) break;
    steps.push_back(std::move(step));
  }
  if (!fused) return {};
  return {std::move(steps), static_cast<Index>(reader.position())};
}

template ImageSteps<float> make_image_steps(std::span<Module* const>, const FusionOptions&);
template ImageSteps<double> make_image_steps(std::span<Module* const>, const FusionOptions&);

}  // namespace strata::fast_cpu
