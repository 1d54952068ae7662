#pragma once

#include <functional>
#include <string>
#include <vector>

#include "02_modules/sequential.hpp"
#include "07_training/training_recipe.hpp"

namespace strata {

/// How large a network is for images of one size.
struct NetworkSize {
  Shape image;       ///< one image, [H,W,C]
  Index parameters;  ///< as many numbers as training can then change
};

/// One of the homework's networks: how it is made and what it is made for.
struct NetworkEntry {
  std::string name;                               ///< "SimpleCNN"
  std::string description;                        ///< its layers in a line
  std::function<Sequential(Index classes)> make;  ///< makes it, not built yet; a block alone has no classes
  std::vector<NetworkSize> sizes;                 ///< the homework's images, the usual ones first
  bool block = false;                             ///< a block alone, for images with its own channels only
  double peak_rate = usual_peak_rate;             ///< how high the book's recipe lets its learning rate rise
};

/// Every network and block of the homework, in its order.
const std::vector<NetworkEntry>& network_table();

/// The names of the table, in its order.
std::vector<std::string> network_names();

/// The entry of this name. @throws UsageError for another name, that suggests the nearest
const NetworkEntry& network_entry(const std::string& name);

/// A new network of this name with so many outputs, not built yet.
///
///     Sequential network = make_network("SimpleCNN");
///     network.build({{28, 28, 1}, "HWC"}, rng);
///
/// @throws UsageError as network_entry does
Sequential make_network(const std::string& name, Index classes = 10);

}  // namespace strata
