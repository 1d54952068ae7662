// Does Conv2d give PyTorch's numbers? tests/parity/10_convolution.py stored them.

#include <catch2/catch.hpp>
#include <string>

#include "10_convolution/conv2d.hpp"
#include "tests/parity_fixture.hpp"

using namespace strata;

namespace {

// A Conv2d with the options and the parameters of a case.
Conv2d convolution_of(const std::string& name, Dtype dtype) {
  const ParityFixture& fixture = parity_fixture();
  const Tensor &weight = fixture[name + "/weight"], &x = fixture[name + "/x"];
  const auto option = fixture[name + "/options"].values<std::int64_t>();
  const bool bias = fixture.has(name + "/bias"), same = option[2] < 0;
  Conv2d layer(weight.dim(0), {weight.dim(1), weight.dim(2)},
               {.stride = {option[0], option[1]},
                .padding = same ? Padding::same() : Padding(PerAxis(option[2], option[3])),
                .dilation = {option[4], option[5]},
                .bias = bias});
  Rng rng(1);
  layer.to(dtype);
  layer.build(x.shape().without_front(), rng);
  layer.weight().value.copy_from(weight);
  if (bias) layer.bias().value.copy_from(fixture[name + "/bias"]);
  return layer;
}

}  // namespace

TEST_CASE("Conv2d computes what PyTorch's does, forwards and backwards", "[layering]") {
  const auto dtype = GENERATE(Dtype::f64, Dtype::f32);
  const PreferKernels prefer(GENERATE(loops_kernels, im2col_kernels));
  const ParityFixture& fixture = parity_fixture();
  int cases = 0;
  for (const std::string kind : {"convolution with bias", "convolution without bias"}) {
    for (const std::string& name : fixture.cases(kind)) {
      Conv2d layer = convolution_of(name, dtype);
      fixture.check(name, "y", "convolution", layer.forward(fixture[name + "/x"].to(dtype)), dtype);
      fixture.check(name, "dx", "convolution", layer.backward(fixture[name + "/dy"].to(dtype)), dtype);
      fixture.check(name, "dweight", "convolution", layer.weight().grad(), dtype);
      if (fixture.has(name + "/bias")) fixture.check(name, "dbias", "convolution", layer.bias().grad(), dtype);
      ++cases;
    }
  }
  CHECK(cases == 24);  // a fixture with less would let everything pass
}

TEST_CASE("The fixture of convolutions says which PyTorch made it", "[layering]") {
  CHECK(parity_fixture().pytorch_version() == "2.15.0");
}
