#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "02_modules/module.hpp"

namespace strata {

/// Modules one after the other: y = f_k(... f_2(f_1(x))) (2.6), and the chain rule backwards (2.7).
class Sequential : public Module {
 public:
  /// @param name  the first part of every path inside: "classifier"
  explicit Sequential(const std::string& name = "network") { set_path(name); }

  /// Appends a module, which takes the network's dtype, device and mode. Without a name it is called by its position:
  /// "0", "1", ... @throws Error if the name is taken or contains a dot, or the network is built
  Sequential& add(std::unique_ptr<Module> module, std::string name = "");

  /// Appends a module that was made on the spot: network.add(Linear(10), "fc").
  template <class M>
  requires(std::is_base_of_v<Module, M> && !std::is_lvalue_reference_v<M>) Sequential& add(M&& module,
                                                                                           std::string name = "") {
    return add(std::make_unique<M>(std::forward<M>(module)), std::move(name));
  }

  /// How many modules it holds, those inside of them not counted.
  Index size() const { return static_cast<Index>(layers_.size()); }

  /// A module by position. @throws Error outside [0, size())
  Module& operator[](Index position);

  std::string kind() const override { return "Sequential"; }
  std::unique_ptr<Module> fresh() const override;
  void visit(StateVisitor& visitor) override;

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  struct Layer {
    std::string name;
    std::unique_ptr<Module> module;
  };

  std::vector<Layer> layers_;
  Index first_to_learn_ = 0;
};

/// A Sequential of the given modules: sequential("mlp", Linear(256), Linear(10)).
template <class... M>
Sequential sequential(const std::string& name, M&&... modules) {
  Sequential network(name);
  (network.add(std::forward<M>(modules)), ...);
  return network;
}

}  // namespace strata
