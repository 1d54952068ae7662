#include "12_residual/residual.hpp"

#include <fmt/format.h>

#include "12_residual/shortcut_hint.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

std::unique_ptr<Module> fresh_or_null(const std::unique_ptr<Module>& module) {
  return module ? module->fresh() : nullptr;
}

// In memory of its own: a and b belong to others, who may still need them.
Tensor sum_of(const Tensor& a, const Tensor& b) {
  Tensor sum = a.clone();
  sum.add(b);
  return sum;
}

}  // namespace

Residual::Residual(std::unique_ptr<Module> branch, std::unique_ptr<Module> shortcut, std::unique_ptr<Module> activation)
    : branch_(std::move(branch)), shortcut_(std::move(shortcut)), activation_(std::move(activation)) {
  if (!branch_) throw Error({"Residual", "no branch", "a module that computes f", ""});
  adopt(*branch_, "branch");
  if (shortcut_) adopt(*shortcut_, "shortcut");
  if (activation_) adopt(*activation_, "activation");
}

void Residual::adopt(Module& part, std::string_view name) {
  part.to(options().dtype);
  part.to(options().device);
  part.train(training());
  part.set_path(fmt::format("Residual.{}", name));
}

std::unique_ptr<Module> Residual::fresh() const {
  return std::make_unique<Residual>(branch_->fresh(), fresh_or_null(shortcut_), fresh_or_null(activation_));
}

void Residual::visit(StateVisitor& visitor) {
  visitor.child("branch", *branch_);
  if (shortcut_) visitor.child("shortcut", *shortcut_);
  if (activation_) visitor.child("activation", *activation_);
}

Shape Residual::do_build(const Shape& sample, Rng& rng) {
  const Shape of_branch = branch_->build(sample, rng);
  const Shape of_shortcut = shortcut_ ? shortcut_->build(sample, rng) : sample;
  if (of_branch != of_shortcut) {
    throw Error({path(), fmt::format("a branch whose output is {}", of_branch.to_string()),
                 fmt::format("{}, as {} has it", of_shortcut.to_string(),
                             shortcut_ ? "the output of the shortcut" : "the input that is added to it"),
                 hint_for_shortcut(sample, of_branch)});
  }
  return activation_ ? activation_->build(of_branch, rng) : of_branch;
}

// [region forward]
Tensor Residual::do_forward(const Tensor& x) {
  const Tensor f = branch_->forward(x);
  const Tensor s = shortcut_ ? shortcut_->forward(x) : x;
  const Tensor z = sum_of(f, s);                     // (12.1)
  return activation_ ? activation_->forward(z) : z;  // (12.2)
}
// [endregion forward]

// [region backward]
Tensor Residual::do_backward(const Tensor& dy, InputGradient wanted) {
  const Tensor dz = activation_ ? activation_->backward(dy) : dy;
  const Tensor through_branch = branch_->backward(dz, wanted);
  const Tensor through_shortcut = shortcut_ ? shortcut_->backward(dz, wanted) : dz;
  return wanted == InputGradient::wanted ? sum_of(through_branch, through_shortcut) : Tensor();  // (12.5)
}
// [endregion backward]

}  // namespace strata
