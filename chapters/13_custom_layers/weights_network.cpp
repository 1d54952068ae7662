#include "13_custom_layers/weights_network.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "13_custom_layers/make_network.hpp"
#include "13_custom_layers/pytorch_mismatch.hpp"

namespace strata {
namespace {

// The homework's images for this network, then those of its two data sets. A block is made for its own channels only.
std::vector<Shape> possible_images(const NetworkEntry& entry) {
  std::vector<Shape> images;
  for (const NetworkSize& size : entry.sizes) images.push_back(size.image);
  if (entry.block) return images;
  for (const Shape& image : {Shape{{28, 28, 1}, "HWC"}, Shape{{32, 32, 3}, "HWC"}}) {
    if (std::ranges::find(images, image) == images.end()) images.push_back(image);
  }
  return images;
}

Sequential built(const std::string& name, const Shape& image) {
  Sequential network = make_network(name);
  Rng rng(1);
  network.build(image, rng);
  return network;
}

}  // namespace

Sequential network_with_weights(const std::string& name, const WeightsFile& file, const WeightsHints& hints) {
  const std::vector<Shape> images =
      hints.image ? std::vector<Shape>{*hints.image} : possible_images(network_entry(name));
  const auto format_for = [&](Sequential& network) { return hints.format.value_or(likely_format(network, file)); };
  for (const Shape& image : images) {
    Sequential network = built(name, image);
    if (weights_mismatch(network, file, format_for(network)).count() > 0) continue;
    load_weights(network, file, format_for(network));
    return network;
  }
  // None fits. Most useful is the message of one that the file fits as the other side's, else that of the first.
  for (const Shape& image : images) {
    Sequential network = built(name, image);
    const WeightsFormat format = format_for(network);
    if (fits_other_format(network, file, format)) expect_no_mismatch(network, file, format);
  }
  Sequential network = built(name, images.front());
  expect_no_mismatch(network, file, format_for(network));
  return network;
}

}  // namespace strata
