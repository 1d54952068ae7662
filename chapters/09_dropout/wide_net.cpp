#include "09_dropout/wide_net.hpp"

#include <vector>

#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "09_dropout/linear_block.hpp"

namespace strata {
namespace {

Sequential unbuilt_wide_net(Index classes, Index width, double p) {
  Sequential network("WideNet");
  network.add(Flatten(), "flatten");
  // [region wide_net]
  add_linear(network, "fc1", {.features = width, .activation = make_module<ReLU>, .dropout = p});
  add_linear(network, "fc2", {.features = width, .activation = make_module<ReLU>, .dropout = p});
  add_linear(network, "fc3", {.features = classes});
  // [endregion wide_net]
  return network;
}

}  // namespace

// A layer of Dropout draws its seed where the next layer would draw its first weight. So the weights are drawn without.
Sequential wide_net(const Dataset& data, Index width, double p, std::uint64_t seed) {
  const auto classes = static_cast<Index>(data.class_names.size());
  const Shape sample = data.images.shape().without_front();
  Sequential network = unbuilt_wide_net(classes, width, p), plain = unbuilt_wide_net(classes, width, 0);
  Rng rng(seed), same(seed);
  network.build(sample, rng);
  plain.build(sample, same);
  const std::vector<Parameter*> to = network.parameters(), from = plain.parameters();
  for (std::size_t i = 0; i < to.size(); ++i) to[i]->value.copy_from(from[i]->value);
  return network;
}

}  // namespace strata
