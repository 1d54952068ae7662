// Which set of kernels runs, and how a convolution describes itself.

#include <catch2/catch.hpp>

#include "02_modules/sequential.hpp"
#include "04_activations/activation.hpp"
#include "07_training/flatten.hpp"
#include "10_convolution/convolution_block.hpp"
#include "tests/error_matchers.hpp"

using namespace strata;

TEST_CASE("A convolution describes itself, and the set of kernels if asked", "[layering]") {
  Rng rng(1);
  Sequential network("net");
  add_convolution(network, "conv1",
                  {.channels = 4,
                   .kernel = {3, 5},
                   .stride = 2,
                   .padding = Padding::same(),
                   .bias = false,
                   .normalisation = make_module<Tanh>,
                   .activation = make_module<ReLU>,
                   .dropout = make_module<Sigmoid>});
  add_convolution(network, "conv2", {.channels = 2, .padding = 1, .dilation = {1, 2}});
  network.add(Flatten(), "flatten").build({{9, 8, 3}, "HWC"}, rng);
  const std::string usual = network.describe();
  check_contains(usual, {"net.conv1 ", "Conv2d(3 -> 4, 3x5, stride 2, same padding, no bias)", "[N=any,H=5,W=4,C=4]",
                         "net.conv1_norm ", "Tanh", "net.conv1_activation", "ReLU", "net.conv1_dropout", "Sigmoid",
                         "Conv2d(4 -> 2, 3x3, dilation 1x2, padding 1)", "180", "74", "254"});
  CHECK(usual.find("kernels") == std::string::npos);
  CHECK(usual.find("im2col") == std::string::npos);
  check_contains(network.describe(KernelColumn::shown), {"kernels", "im2col"});
  const PreferKernels prefer(loops_kernels);
  check_contains(network.describe(KernelColumn::shown), {"kernels", "loops"});
  CHECK(network[0].kernel_set() == "loops");
  CHECK(network[1].kernel_set().empty());
}

TEST_CASE("The two sets of kernels are two, for each dtype", "[layering]") {
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    const Conv2dKernels &loops = Conv2dKernels::table.find(Device::cpu, dtype, loops_kernels),
                        &products = Conv2dKernels::table.find(Device::cpu, dtype, im2col_kernels);
    CHECK(loops.forward != products.forward);
    CHECK(loops.backward_input != products.backward_input);
    CHECK(loops.backward_weight != products.backward_weight);
    CHECK(loops.backward_bias != products.backward_bias);
  }
}

TEST_CASE("The set of kernels that is asked for runs, else im2col, else what was installed last", "[layering]") {
  const auto chosen = [] { return Conv2dKernels::table.chosen_set(Device::cpu, Dtype::f32); };
  CHECK(chosen() == im2col_kernels);
  {
    const PreferKernels prefer(loops_kernels);
    CHECK(chosen() == loops_kernels);
    CHECK(&Conv2dKernels::table.find(Device::cpu, Dtype::f32) ==
          &Conv2dKernels::table.find(Device::cpu, Dtype::f32, loops_kernels));
  }
  {
    const PreferKernels prefer("a set of another layer");
    CHECK(chosen() == im2col_kernels);
  }
  const Conv2dKernels own = Conv2dKernels::table.find(Device::cpu, Dtype::f32, loops_kernels);
  const KernelScope<Conv2dKernels> scope({Device::cpu, Dtype::f32, "own", &own});
  CHECK(chosen() == "own");
  CHECK(Conv2dKernels::table.chosen_set(Device::cpu, Dtype::f64) == im2col_kernels);
}
