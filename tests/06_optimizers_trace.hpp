#pragma once

#include <string>
#include <utility>
#include <vector>

#include "01_tensors/views.hpp"
#include "06_optimizers/optimizer.hpp"
#include "common/function_ref.hpp"
#include "tests/parity_fixture.hpp"

namespace strata {

/// A weight and a bias whose gradients depend on their values, as tests/parity/06_optimizers.py has them.
class Trace {
 public:
  static constexpr Index steps = 100;

  explicit Trace(Dtype dtype, Device device = Device::cpu)
      : dtype_(dtype),
        weight_(fixture()["trace/weight"].to(dtype).to(device).clone()),
        bias_(fixture()["trace/bias"].to(dtype).to(device).clone()) {
    weight_.path = "layer.weight";
    bias_.path = "layer.bias";
  }
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

  std::vector<Parameter*> parameters() { return {&weight_, &bias_}; }

  /// Writes the gradients of a step: curvature · value + noise.
  void write_gradients(Index step) {
    Index at = 0;
    for (Parameter* parameter : parameters()) {
      parameter->zero_grad();
      const Tensor value = parameter->value.to(Device::cpu);
      Tensor gradient(value.shape(), value.options());
      const Index count = gradient.count();
      const auto fill = [&]<class T>() {
        const Tensor curvature = fixture()["trace/curvature"].to(dtype_), noise = fixture()["trace/noise"].to(dtype_);
        row<T>(gradient) = (row<T>(curvature).segment(at, count).array() * row<T>(value).array() +
                            row<T>(noise).segment(step + at, count).array())
                               .matrix();
      };
      dtype_ == Dtype::f64 ? fill.template operator()<double>() : fill.template operator()<float>();
      parameter->write_grad().tensor.copy_from(gradient);
      at += count;
    }
  }

  /// Takes the steps [begin, end); before each, calls before_step(step, optimizer, *this).
  void run(Optimizer& optimizer, FunctionRef<void(Index, Optimizer&, Trace&)> before_step = nothing, Index begin = 0,
           Index end = steps) {
    for (Index step = begin; step < end; ++step) {
      write_gradients(step);
      before_step(step, optimizer, *this);
      optimizer.step();
      const Tensor value = weight_.value.to(Device::cpu).to(Dtype::f64);
      for (std::size_t i = 0; i < 3; ++i) path_.push_back(value.values<double>()[i]);
    }
  }

  /// Compares the whole trace with PyTorch's.
  void check(const std::string& name, const std::string& kind) const {
    const Tensor path = Tensor::from<double>({steps, 3}, path_);
    fixture().check(name, "path", kind, path, dtype_);
    fixture().check(name, "weight", kind, weight_.value.to(Device::cpu), dtype_);
    fixture().check(name, "bias", kind, bias_.value.to(Device::cpu), dtype_);
  }

  Parameter& weight() { return weight_; }
  Parameter& bias() { return bias_; }

  /// Where the weight was after each step.
  const std::vector<double>& path() const { return path_; }

  /// The bytes of both values.
  std::vector<double> values() const {
    std::vector<double> all;
    for (const Parameter* parameter : {&weight_, &bias_}) {
      const Tensor wide = parameter->value.to(Device::cpu).to(Dtype::f64);
      all.insert(all.end(), wide.values<double>().begin(), wide.values<double>().end());
    }
    return all;
  }

 private:
  static constexpr auto nothing = [](Index, Optimizer&, Trace&) {};
  static const ParityFixture& fixture() { return parity_fixture_of("06_optimizers"); }

  Dtype dtype_;
  Parameter weight_, bias_;
  std::vector<double> path_;
};

}  // namespace strata
