#include "11_pooling/shifts.hpp"

#include <algorithm>
#include <utility>

#include "01_tensors/predictions.hpp"
#include "01_tensors/views.hpp"
#include "04_activations/activation.hpp"
#include "07_training/evaluation_mode.hpp"
#include "07_training/flatten.hpp"
#include "09_dropout/linear_block.hpp"
#include "10_convolution/convolution_block.hpp"
#include "11_pooling/average_pool.hpp"
#include "11_pooling/max_pool.hpp"

namespace strata {
namespace {

constexpr Index images_at_once = 500;

// [region halving]
void add_halved_convolution(Sequential& network, const std::string& number, Index channels, Halving halving) {
  add_convolution(network, "conv" + number,
                  {.channels = channels,
                   .stride = halving == Halving::strided ? 2 : 1,
                   .padding = 1,
                   .activation = make_module<ReLU>});
  if (halving == Halving::max_pool) network.add(MaxPool2d(2), "pool" + number);
  if (halving == Halving::average_pool) network.add(AveragePool2d(2), "pool" + number);
  if (halving == Halving::max_pool_and_mean) {
    network.add(MaxPool2d(3, {.stride = PerAxis(1), .padding = 1}), "pool" + number);
    network.add(AveragePool2d(2), "mean" + number);
  }
}
// [endregion halving]

void add_halved_convolutions(Sequential& network, Halving halving) {
  add_halved_convolution(network, "1", 8, halving);
  add_halved_convolution(network, "2", 16, halving);
}

// (11.32)  the mean over images of |φ' - φ| / |φ|
double relative_distance(const Tensor& at_rest, const Tensor& moved) {
  const auto from = matrix<float>(at_rest), to = matrix<float>(moved);
  const auto length = from.rowwise().norm().cwiseMax(1e-12F);  // a black image has none
  return static_cast<double>((to - from).rowwise().norm().cwiseQuotient(length).mean());
}

}  // namespace

Tensor moved_right(const Tensor& images, Index pixels, Index frame) {
  const auto from = image<std::uint8_t>(images);
  Tensor moved({{from.samples, from.height + 2 * frame, from.width + 2 * frame, from.channels}, "NHWC"},
               images.options());
  const auto to = image<std::uint8_t>(moved);
  for (Index n = 0; n < to.samples; ++n) {
    for (Index h = 0; h < to.height; ++h) {
      const Index row = std::clamp<Index>(h - frame, 0, from.height - 1);
      for (Index w = 0; w < to.width; ++w) {
        const Index column = std::clamp<Index>(w - frame - pixels, 0, from.width - 1);
        for (Index c = 0; c < to.channels; ++c) to(n, h, w, c) = from(n, row, column, c);
      }
    }
  }
  return moved;
}

std::string name(Halving halving) {
  switch (halving) {
    case Halving::max_pool:
      return "max pool";
    case Halving::average_pool:
      return "average pool";
    case Halving::strided:
      return "convolution of stride 2";
    case Halving::max_pool_and_mean:
      return "max pool and mean";
  }
  return "";
}

Sequential halving_network(Halving halving, Head head, Index classes) {
  Sequential network("halving");
  add_halved_convolutions(network, halving);
  if (head == Head::flatten) {
    network.add(Flatten(), "flatten");
  } else {
    network.add(GlobalAveragePool2d(), "mean");
  }
  add_linear(network, "fc", {.features = classes});
  return network;
}

FeatureShifts::FeatureShifts(Sequential& trained, Halving halving, Tensor images, Index frame)
    : network_("features"), images_(std::move(images)), frame_(frame) {
  add_halved_convolutions(network_, halving);
  network_.add(GlobalAveragePool2d(), "mean");
  Rng rng(1);
  network_.build(moved_right(images_.slice(0, 1), 0, frame_).shape().without_front(), rng);
  network_.eval();
  const std::vector<Parameter*> from = trained.parameters(), to = network_.parameters();
  for (std::size_t i = 0; i < to.size(); ++i) to[i]->value.copy_from(from[i]->value);
  at_rest_ = features(moved_right(images_, 0, frame_));
}

double FeatureShifts::distance(Index pixels) {
  return relative_distance(at_rest_, features(moved_right(images_, pixels, frame_)));
}

double FeatureShifts::distance_to_next_image() {
  const Index count = at_rest_.dim(0);
  return relative_distance(at_rest_.slice(0, count - 1), at_rest_.slice(1, count));
}

Tensor FeatureShifts::features(const Tensor& images) {
  const Normalisation as_they_are = Normalisation::none(images.dim(3));
  const Tensor black = network_.forward(Tensor::full(network_.input_sample().with_front(1), 0.0));
  Tensor result(network_.output_sample().with_front(images.dim(0)));
  for (Index begin = 0; begin < images.dim(0); begin += images_at_once) {
    const Index end = std::min(begin + images_at_once, images.dim(0));
    const Tensor part = network_.forward(as_they_are.apply(images.slice(begin, end)));
    Tensor rows = result.slice(begin, end);
    matrix<float>(rows) = matrix<float>(part).rowwise() - row<float>(black);
  }
  return result;
}

PredictionShift prediction_shift(Module& network, const Dataset& data, const Normalisation& normalisation,
                                 Index pixels) {
  const EvaluationMode mode(network);
  double same = 0, right = 0;
  for (Index begin = 0; begin < data.size(); begin += images_at_once) {
    const Index end = std::min(begin + images_at_once, data.size());
    const Tensor images = data.images.slice(begin, end);
    const Tensor at_rest = argmax(network.forward(normalisation.apply(images)));
    const Tensor moved = argmax(network.forward(normalisation.apply(moved_right(images, pixels))));
    const double share = static_cast<double>(end - begin) / static_cast<double>(data.size());
    same += share * accuracy(moved, at_rest);
    right += share * accuracy(moved, data.labels.slice(begin, end));
  }
  return {1 - same, right};
}

}  // namespace strata
