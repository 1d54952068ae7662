#include "experiments/equal_networks.hpp"

#include "11_pooling/networks.hpp"

namespace strata::experiments {

std::vector<ComparedNetwork> equal_networks() {
  return {{"CNN5x5 equal", [](Index classes) { return two_convolutions("CNN5x5 equal", 5, 24, 47, classes); }},
          {"CNN7x7 equal", [](Index classes) { return two_convolutions("CNN7x7 equal", 7, 18, 38, classes); }},
          {"CNN1x1+3x3 equal", [](Index classes) { return ones_and_threes("CNN1x1+3x3 equal", 59, classes); }}};
}

}  // namespace strata::experiments
