#include "07_training/fc_net.hpp"

#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"

namespace strata {

// [region fc_net]
Sequential fc_net(Index classes) {
  Sequential network("FCNet");
  network.add(Flatten(), "flatten");
  network.add(Linear(256), "fc1").add(ReLU(), "relu1");
  network.add(Linear(128), "fc2").add(ReLU(), "relu2");
  network.add(Linear(64), "fc3").add(ReLU(), "relu3");
  network.add(Linear(classes), "fc4");
  return network;
}
// [endregion fc_net]

}  // namespace strata
