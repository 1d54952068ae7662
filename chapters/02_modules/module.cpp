#include "02_modules/module.hpp"

#include <fmt/format.h>

#include <utility>

#include "02_modules/state.hpp"

namespace strata {

Shape Module::build(const Shape& sample, Rng& rng) {
  built_ = false;  // should do_build throw half way
  output_sample_ = do_build(sample, rng);
  input_sample_ = sample;
  built_ = true;
  ready_ = Ready::never_forward;
  set_path(path());
  return output_sample_;
}

Tensor Module::forward(const Tensor& x) {
  expect_built("forward");
  expect_input(x);
  if (training_) for_each_own_parameter(*this, [](std::string_view, Parameter& own) { own.reserve_grad(); });
  ready_ = Ready::never_forward;  // should do_forward throw, there is nothing to go back through
  Tensor y = do_forward(x);
  batch_ = x.dim(0);
  expect_result(y, output_sample_, "do_forward");
  ready_ = training_ ? Ready::yes : Ready::evaluated;
  return y;
}

Tensor Module::backward(const Tensor& dy, InputGradient wanted) {
  expect_built("backward");
  if (ready_ != Ready::yes) throw not_ready();
  expect_output_gradient(dy);
  ready_ = Ready::used;
  try {
    Tensor dx = do_backward(dy, wanted);
    if (wanted == InputGradient::skip) return {};
    expect_result(dx, input_sample_, "do_backward");
    return dx;
  } catch (...) {
    zero_grad();  // nobody shall take half a gradient for a whole one
    throw;
  }
}

void Module::train(bool on) {
  if (training_ != on) ready_ = Ready::mode_changed;
  training_ = on;
  for_each_child(*this, [on](std::string_view, Module& child) { child.train(on); });
}

void Module::expect_built(std::string_view call) const {
  if (built_) return;
  throw Error({path(), fmt::format("{}() on a module that is not built", call), "build(sample shape, rng) first",
               "build the outermost network: it builds the layers inside"});
}

// Messages are put together only where they are needed: these two functions run in every step.
void Module::expect_input(const Tensor& x) const {
  const Shape expected = input_sample_.with_front(any);
  if (x.defined() && x.shape().matches(expected) && x.options() == options_) return;
  const std::string where = path() + ", input";
  expect_shape(x, expected, where,
               fmt::format("the module was built for samples of shape {}", input_sample_.to_string()));
  expect_options(x, options_, where);
}

void Module::expect_output_gradient(const Tensor& dy) const {
  const Shape expected = output_sample_.with_front(batch_);
  if (dy.defined() && dy.shape().matches(expected) && dy.options() == options_) return;
  const std::string where = path() + ", gradient of the output";
  expect_shape(dy, expected, where, "dy must have the shape of the output that forward returned");
  expect_options(dy, options_, where);
}

void Module::expect_result(const Tensor& result, const Shape& sample, std::string_view call) const {
  const Shape expected = sample.with_front(batch_);
  if (result.defined() && result.shape().matches(expected) && result.options() == options_) return;
  const std::string where = fmt::format("{}, result of {}()", path(), call);
  expect_shape(result, expected, where, "a mistake of the layer itself");
  expect_options(result, options_, where);
}

Error Module::not_ready() const {
  const std::string_view got = ready_ == Ready::never_forward  ? "backward() before forward()"
                               : ready_ == Ready::mode_changed ? "backward() after train() or eval() changed the mode"
                               : ready_ == Ready::evaluated    ? "backward() after a forward() in evaluation mode"
                                                               : "a second backward() for one forward()";
  const std::string_view hint = ready_ == Ready::evaluated
                                    ? "call train() before forward(); evaluation keeps nothing for a backward pass"
                                    : "call forward(x) again before each backward(dy)";
  return Error({path(), std::string(got), "one forward() in training mode before each backward()", std::string(hint)});
}

}  // namespace strata
