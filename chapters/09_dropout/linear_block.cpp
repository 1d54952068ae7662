#include "09_dropout/linear_block.hpp"

#include <fmt/format.h>

#include <utility>

#include "03_linear/linear.hpp"
#include "09_dropout/dropout.hpp"

namespace strata {

// [region add_linear]
Sequential& add_linear(Sequential& network, const std::string& name, const LinearBlock& block) {
  Linear linear(block.features, {.bias = block.bias});
  Dropout dropout(block.dropout);
  network.add(std::move(linear), name);
  if (block.normalisation) network.add(block.normalisation(), name + "_norm");
  if (block.activation) network.add(block.activation(), name + "_activation");
  if (block.dropout > 0) network.add(std::move(dropout), name + "_dropout");
  return network;
}
// [endregion add_linear]

}  // namespace strata
