#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "02_modules/module.hpp"

namespace strata {

/// y = φ(f(x) + s(x)) (12.1), (12.2): what a branch f makes of x is added to x itself, or to a projection s of it, and
/// goes through an activation φ.
///
///     Residual block(std::move(branch), nullptr, std::make_unique<ReLU>());   // y = ReLU(f(x) + x)
///
/// Backwards, dx is the sum of what comes through both (12.5). Parts are called "branch", "shortcut" and "activation".
class Residual : public Module {
 public:
  /// @param branch      f: usually a Sequential
  /// @param shortcut    s: a projection, where f changes the shape; null: x itself
  /// @param activation  φ; null: none
  /// @throws Error if there is no branch
  explicit Residual(std::unique_ptr<Module> branch, std::unique_ptr<Module> shortcut = nullptr,
                    std::unique_ptr<Module> activation = nullptr);

  /// The same with a branch that was made on the spot: Residual(sequential("", Linear(64), ReLU())).
  template <class M>
  requires(std::is_base_of_v<Module, M> && !std::is_same_v<M, Residual> &&
           !std::is_lvalue_reference_v<M>) explicit Residual(M&& branch, std::unique_ptr<Module> shortcut = nullptr,
                                                             std::unique_ptr<Module> activation = nullptr)
      : Residual(std::make_unique<M>(std::forward<M>(branch)), std::move(shortcut), std::move(activation)) {}

  /// f.
  Module& branch() { return *branch_; }

  /// s, or null where x itself is added.
  Module* shortcut() { return shortcut_.get(); }

  /// φ, or null where there is none.
  Module* activation() { return activation_.get(); }

  /// Whether x itself is added.
  bool has_identity_shortcut() const { return shortcut_ == nullptr; }

  std::string kind() const override { return "Residual"; }
  std::unique_ptr<Module> fresh() const override;
  void visit(StateVisitor& visitor) override;

 protected:
  /// @throws Error naming both shapes, and the shortcut that would help, if f and s give different ones
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  void adopt(Module& part, std::string_view name);

  std::unique_ptr<Module> branch_, shortcut_, activation_;  // the last two may be null
};

}  // namespace strata
