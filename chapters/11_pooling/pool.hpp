#pragma once

#include <string>

#include "02_modules/module.hpp"
#include "11_pooling/window_rule.hpp"

namespace strata {

/// What all poolings share: windows on images [N,H,W,C], and every channel by itself. The output is [N,H,W,C] with
/// fewer rows and columns, or [N,C] where one window covers the whole image.
class Pool2d : public Module {
 public:
  /// The windows, after build().
  const PoolWindows& windows() const { return windows_; }

  std::string summary() const override;

 protected:
  /// With windows that are laid by this rule.
  explicit Pool2d(WindowRule rule) : rule_(rule) {}

  /// How its windows are laid.
  const WindowRule& rule() const { return rule_; }

  /// What else stands in the brackets of summary(): "p 1.5".
  virtual std::string more_options() const { return ""; }

  Shape do_build(const Shape& sample, Rng&) override;

  /// The outputs of a batch as images [N,H,W,C], which is how kernels see them even where they are vectors.
  Shape output_images(Index samples) const;

  /// The same numbers in the shape that the layer promised.
  Tensor as_output(const Tensor& y) const { return y.reshape(output_sample().with_front(y.dim(0))); }

 private:
  WindowRule rule_;
  PoolWindows windows_{};
  Index channels_ = 0;
};

}  // namespace strata
