#include "02_modules/gradient_subject.hpp"

#include "02_modules/state.hpp"

namespace strata {

ModuleSubject::ModuleSubject(const Module& module, const Tensor& x) : module_(module.clone()) {
  module_->to(Device::cpu);
  module_->to(Dtype::f64);
  module_->train();
  slots_.push_back({"input", x.to(Device::cpu).to(Dtype::f64).clone(), false});
  for (Parameter* parameter : module_->parameters()) slots_.push_back({parameter->path, parameter->value, true});
  for (const Tensor* buffer : buffers(*module_)) buffers_at_start_.push_back(buffer->clone());
}

Tensor ModuleSubject::forward() {
  // Running statistics and the positions of random masks go back to where they were: every call sees the same function.
  std::size_t next = 0;
  for (Tensor* buffer : buffers(*module_)) buffer->copy_from(buffers_at_start_[next++]);
  // A module may return its input, a view of it, or a block that it writes anew in every pass.
  return module_->forward(slots_.front().value).clone();
}

std::vector<Tensor> ModuleSubject::backward(const Tensor& dy, InputGradient wanted) {
  std::vector<Tensor> gradients{module_->backward(dy, wanted)};
  for (Parameter* parameter : module_->parameters()) {
    gradients.push_back(parameter->has_grad() ? parameter->grad().clone() : Tensor());
  }
  return gradients;
}

void ModuleSubject::poison_gradients(double value) {
  for (Parameter* parameter : module_->parameters()) parameter->poison_grad(value);
}

}  // namespace strata
