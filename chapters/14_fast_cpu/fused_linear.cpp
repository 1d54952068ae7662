#include "14_fast_cpu/fused_linear.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "02_modules/state.hpp"
#include "03_linear/linear.hpp"
#include "04_activations/activation.hpp"
#include "09_dropout/dropout.hpp"
#include "14_fast_cpu/linear_epilogue.hpp"
#include "14_fast_cpu/linear_products.hpp"

namespace strata::fast_cpu {
namespace {

template <class T>
class FusedLinear : public FusedStep {
 public:
  FusedLinear(Module& linear, Dropout* dropout, std::string names)
      : dropout_(dropout),
        random_state_(dropout != nullptr ? buffers(*dropout).front() : nullptr),
        names_(std::move(names)) {
    const std::vector<Parameter*> parameters = linear.parameters();  // W, and b if there is one
    weight_ = parameters.front();
    bias_ = parameters.size() > 1 ? parameters[1] : nullptr;
  }

  // [region forward]
  Tensor forward(const Tensor& x, bool training) override {
    if (training) {
      weight_->reserve_grad();
      if (bias_ != nullptr) bias_->reserve_grad();
    }
    const Index samples = x.dim(0), outputs = weight_->value.dim(0);
    Tensor y({{samples, outputs}, "NO"}, x.options());
    LinearEpilogue<T> epilogue{y.data<T>(), outputs, bias_ != nullptr ? bias_->value.template data<T>() : nullptr};
    Tensor taken;
    scale_ = 1;
    if (dropout_ != nullptr && dropout_->training() && dropout_->p() > 0) {
      const Bernoulli mask(dropout_->p());
      taken = take_numbers(y.count(), *random_state_);
      scale_ = static_cast<T>(mask.scale);
      epilogue.mask = &mask;
      epilogue.random_state = taken.data<std::int64_t>();
      multiply(x, y, epilogue);
    } else {
      multiply(x, y, epilogue);
    }
    x_ = training ? x : Tensor();
    y_ = training ? y : Tensor();
    return y;
  }
  // [endregion forward]

  // [region backward]
  Tensor backward(const Tensor& dy, InputGradient wanted) override {
    const Tensor x = std::exchange(x_, Tensor()), y = std::exchange(y_, Tensor());
    Tensor dz(dy.shape(), dy.options());
    if (bias_ != nullptr) {
      const auto [dbias, write] = bias_->write_grad();
      rectified_gradient(y.data<T>(), dy.data<T>(), scale_, dz, write, dbias.template data<T>());
    } else {
      rectified_gradient<T>(y.data<T>(), dy.data<T>(), scale_, dz, Write::assign, nullptr);
    }
    const auto [dweight, write] = weight_->write_grad();
    linear_weight_gradient<T>(x, dz, write, dweight);
    if (wanted == InputGradient::skip) return {};
    Tensor dx(x.shape(), x.options());
    linear_input_gradient<T>(dz, weight_->value, dx);
    return dx;
  }
  // [endregion backward]

  std::string summary() const override { return names_; }

 private:
  void multiply(const Tensor& x, Tensor& y, const LinearEpilogue<T>& epilogue) {
    linear_product<T>(x, weight_->value, y, [&](const ProductBlock& block) { epilogue.finish(block); });
  }

  Parameter* weight_ = nullptr;
  Parameter* bias_ = nullptr;
  Dropout* dropout_;
  Tensor* random_state_;
  std::string names_;
  Tensor x_, y_;
  T scale_ = 1;
};

}  // namespace

Fusion fuse_linear(std::span<Module* const> layers) {
  if (layers.size() < 2 || exactly<Linear>(layers[0]) == nullptr || exactly<ReLU>(layers[1]) == nullptr) return {};
  auto* const dropout = layers.size() > 2 ? exactly<Dropout>(layers[2]) : nullptr;
  const Index count = dropout == nullptr ? 2 : 3;
  const std::string names = joined_names(layers.first(static_cast<std::size_t>(count)));
  if (layers[0]->options().dtype == Dtype::f64) {
    return {std::make_unique<FusedLinear<double>>(*layers[0], dropout, names), count};
  }
  return {std::make_unique<FusedLinear<float>>(*layers[0], dropout, names), count};
}

}  // namespace strata::fast_cpu
