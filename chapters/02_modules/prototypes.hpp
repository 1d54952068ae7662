#pragma once

#include <memory>
#include <string>

#include "01_tensors/kernels.hpp"
#include "02_modules/module.hpp"

namespace strata {

/// What a device must know to run a Prototypes layer. x is [N,F], prototypes [K,F], y and dy [N,K].
struct PrototypesKernels {
  void (*forward)(const Tensor& x, const Tensor& prototypes, Tensor& y);                            ///< (2.9)
  void (*backward_input)(const Tensor& x, const Tensor& prototypes, const Tensor& dy, Tensor& dx);  ///< (2.10)
  void (*backward_prototypes)(const Tensor& x, const Tensor& prototypes, const Tensor& dy, Write,
                              Tensor& dprototypes);  ///< (2.11)

  /// Which functions run where.
  static KernelTable<PrototypesKernels> table;
};

/// Compares each sample with K prototypes: y_nk = -½ ‖x_n - m_k‖² (2.9). The prototype with the largest output is the
/// nearest. With the class means as prototypes, this layer is the classifier of chapter 1; unlike there, the prototypes
/// can be trained. A sample may have any shape: an image counts as one row of pixels.
class Prototypes : public Module {
 public:
  /// @param count  how many prototypes, K  @throws Error if it is below 1
  explicit Prototypes(Index count);

  /// The prototypes, [K,F].
  Parameter& prototypes() { return *prototypes_; }

  std::string kind() const override { return "Prototypes"; }
  std::string summary() const override;
  std::unique_ptr<Module> fresh() const override { return std::make_unique<Prototypes>(count_); }
  void visit(StateVisitor& visitor) override { visitor.parameter("prototypes", *prototypes_); }

 protected:
  Shape do_build(const Shape& sample, Rng& rng) override;
  Tensor do_forward(const Tensor& x) override;
  Tensor do_backward(const Tensor& dy, InputGradient wanted) override;

 private:
  Index count_;
  std::shared_ptr<Parameter> prototypes_ = std::make_shared<Parameter>();
  Tensor input_;
};

}  // namespace strata
