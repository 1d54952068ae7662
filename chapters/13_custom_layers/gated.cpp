#include "13_custom_layers/gated.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/error.hpp"

namespace strata {

Gated::Gated(std::unique_ptr<Module> gate) : gate_(std::move(gate)) {
  if (!gate_) throw Error({"Gated", "no gate", "a module that computes g", ""});
  gate_->to(options().dtype);
  gate_->to(options().device);
  gate_->train(training());
  gate_->set_path("Gated.gate");
}

Shape Gated::do_build(const Shape& sample, Rng& rng) {
  if (sample.rank() != 3) {
    throw Error({path() + ", input", sample.to_string(), "[H=any,W=any,C=any], one image per sample",
                 "attention stands before Flatten"});
  }
  const Shape gates = gate_->build(sample, rng);
  const Shape per_channel({sample[2]}, "C"), per_pixel({sample[0], sample[1], 1}, "HWC");
  if (gates != per_channel && gates != per_pixel) {
    throw Error(
        {path(), fmt::format("a gate whose output is {}", gates.to_string()),
         fmt::format("{} or {}, for images {}", per_channel.to_string(), per_pixel.to_string(), sample.to_string()),
         "one number for each channel, or one for each pixel"});
  }
  return sample;
}

// [region layer]
Tensor Gated::do_forward(const Tensor& x) {
  const Tensor g = gate_->forward(x);
  Tensor y(x.shape(), x.options());
  kernels<GatedKernels>(x).multiply(x, g, y);  // (13.22)
  input_ = training() ? x : Tensor();
  gate_output_ = training() ? g : Tensor();
  return y;
}

Tensor Gated::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor x = std::exchange(input_, Tensor()), g = std::exchange(gate_output_, Tensor());
  const GatedKernels& device = kernels<GatedKernels>(x);
  Tensor dg(g.shape(), g.options());
  device.sum_products(x, dy, dg);  // (13.26), (13.27)
  const Tensor through_gate = gate_->backward(dg, wanted);
  if (wanted == InputGradient::skip) return {};
  Tensor dx(x.shape(), x.options());
  device.multiply(dy, g, dx);
  dx.add(through_gate);  // (13.25)
  return dx;
}
// [endregion layer]

}  // namespace strata
