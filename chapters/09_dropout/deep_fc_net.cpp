#include "09_dropout/deep_fc_net.hpp"

#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "09_dropout/linear_block.hpp"

namespace strata {

// [region deep_fc_net]
Sequential deep_fc_net(Index classes, double dropout) {
  Sequential network("DeepFCNet");
  network.add(Flatten(), "flatten");
  add_linear(network, "fc1", {.features = 1024, .activation = make_module<ReLU>, .dropout = dropout});
  add_linear(network, "fc2", {.features = 512, .activation = make_module<ReLU>, .dropout = dropout});
  add_linear(network, "fc3", {.features = 256, .activation = make_module<ReLU>, .dropout = dropout});
  add_linear(network, "fc4", {.features = classes});
  return network;
}
// [endregion deep_fc_net]

}  // namespace strata
