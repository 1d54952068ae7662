#pragma once

#include <memory>
#include <string>

#include "11_pooling/choice_pool.hpp"

namespace strata {

/// The largest pixel of each window (11.4). Of several that are equally large, the first in the order of rows gets the
/// whole gradient; so does the last NaN where there are any. Padding never wins.
class MaxPool2d : public ChoicePool2d<Largest> {
 public:
  /// MaxPool2d(3, {.stride = 2, .padding = 1}). @throws Error as WindowRule::sliding does
  explicit MaxPool2d(PerAxis kernel, const PoolOptions& options = {})
      : ChoicePool2d(WindowRule::sliding("MaxPool2d", kernel, options)) {}
  /// Windows that another layer had.
  explicit MaxPool2d(const WindowRule& rule) : ChoicePool2d(rule) {}

  std::string kind() const override { return "MaxPool2d"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<MaxPool2d>(rule()); }
};

/// The smallest pixel of each window (11.8), with the same rule for ties.
class MinPool2d : public ChoicePool2d<Smallest> {
 public:
  /// MinPool2d(2). @throws Error as WindowRule::sliding does
  explicit MinPool2d(PerAxis kernel, const PoolOptions& options = {})
      : ChoicePool2d(WindowRule::sliding("MinPool2d", kernel, options)) {}
  /// Windows that another layer had.
  explicit MinPool2d(const WindowRule& rule) : ChoicePool2d(rule) {}

  std::string kind() const override { return "MinPool2d"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<MinPool2d>(rule()); }
};

/// The largest pixel of each channel: [N,H,W,C] -> [N,C].
class GlobalMaxPool2d : public ChoicePool2d<Largest> {
 public:
  GlobalMaxPool2d() : ChoicePool2d(WindowRule::global()) {}

  std::string kind() const override { return "GlobalMaxPool2d"; }
  std::unique_ptr<Module> fresh() const override { return std::make_unique<GlobalMaxPool2d>(); }
};

}  // namespace strata
