#include "02_modules/gradient_subject.hpp"

#include <utility>

#include "02_modules/state.hpp"

namespace strata {

ModuleSubject::ModuleSubject(const Module& module, const Tensor& x) : device_(x.device()), module_(module.clone()) {
  module_->to(device_);
  module_->to(Dtype::f64);
  module_->train();
  slots_.push_back({"input", x.to(Device::cpu).to(Dtype::f64).clone(), false});
  // On the CPU, a slot is the parameter itself.
  for (Parameter* parameter : module_->parameters()) {
    slots_.push_back({parameter->path, parameter->value.to(Device::cpu), true});
  }
  for (const Tensor* buffer : buffers(*module_)) buffers_at_start_.push_back(buffer->clone());
}

Tensor ModuleSubject::forward() {
  // Running statistics and the positions of random masks go back to where they were: every call sees the same function.
  std::size_t next = 0;
  for (Tensor* buffer : buffers(*module_)) buffer->copy_from(buffers_at_start_[next++]);
  if (device_ == Device::cpu) {
    // A module may return its input, a view of it, or a block that it writes anew in every pass.
    return module_->forward(slots_.front().value).clone();
  }
  std::size_t slot = 1;
  for (Parameter* parameter : module_->parameters()) parameter->value.copy_from(slots_[slot++].value);
  input_ = slots_.front().value.to(device_);
  return module_->forward(input_).to(Device::cpu);
}

std::vector<Tensor> ModuleSubject::backward(const Tensor& dy, InputGradient wanted) {
  Tensor upstream = dy.to(device_);
  const Tensor dx = module_->backward(upstream, wanted);
  if (device_ != Device::cpu) {  // whoever wrote into x or dy shall be seen
    slots_.front().value.copy_from(std::exchange(input_, Tensor()));
    Tensor(dy).copy_from(upstream);
  }
  std::vector<Tensor> gradients{dx.defined() ? dx.to(Device::cpu) : Tensor()};
  for (Parameter* parameter : module_->parameters()) {
    gradients.push_back(parameter->has_grad() ? parameter->grad().clone().to(Device::cpu) : Tensor());
  }
  return gradients;
}

void ModuleSubject::poison_gradients(double value) {
  for (Parameter* parameter : module_->parameters()) parameter->poison_grad(value);
}

}  // namespace strata
