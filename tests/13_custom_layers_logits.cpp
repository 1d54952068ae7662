// The homework's networks layer by layer: what each makes of an image is what PyTorch makes of it. Parameters do not
// tell whether a ReLU stands where it should, or what kind of pool.

#include <catch2/catch.hpp>
#include <string>

#include "11_pooling/networks.hpp"
#include "12_residual/networks.hpp"
#include "13_custom_layers/make_network.hpp"
#include "tests/filled_tensors.hpp"
#include "tests/parity_fixture.hpp"
#include "tests/training_trace.hpp"

using namespace strata;

namespace {

// Of the largest ones the same function makes narrow ones, as in tests/parity/13_networks.py.
Sequential network_for(const std::string& name) {
  constexpr Index classes = 10, channels = 16;
  if (name == "DiffBlocksNN_basic") return diff_blocks_nn(BlockKind::basic, classes, channels);
  if (name == "DiffBlocksNN_bottleneck") return diff_blocks_nn(BlockKind::bottleneck, classes, channels);
  if (name == "DiffBlocksNN_wide") return diff_blocks_nn(BlockKind::wide, classes, channels);
  return make_network(name);
}

}  // namespace

TEST_CASE("Every network of the homework makes of two images what PyTorch makes of them") {
  const ParityFixture fixture(std::filesystem::path(STRATA_PARITY_FIXTURE).replace_filename("13_networks.safetensors"));
  CHECK(fixture.pytorch_version() == "2.15.0");
  for (const NetworkEntry& entry : network_table()) {
    const Shape batch({2, 13, 9, entry.sizes.front().image[2]}, "NHWC");
    Sequential network = network_for(entry.name);
    Rng rng(1);
    network.to(Dtype::f64);
    network.build(batch.without_front(), rng);
    fill_parameters(network);
    network.eval();
    fixture.check_entries(entry.name, kept_entries(network.forward(filled_images(1000, batch))), 1e-10);
  }
}
