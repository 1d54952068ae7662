#pragma once

#include <optional>
#include <string>

#include "01_tensors/shape.hpp"
#include "10_convolution/per_axis.hpp"
#include "11_pooling/pool_windows.hpp"

namespace strata {

/// "2" for a square, "2x3" for a rectangle.
std::string to_string(PerAxis size);

/// How windows lie on an image.
struct PoolOptions {
  std::optional<PerAxis> stride{};  ///< from one window to the next; without, the window's size: side by side
  PerAxis padding = 0;              ///< rows and columns around the image that are not there; at most half a window
  bool ceil_mode = false;           ///< one window more for rows that are left over, instead of leaving them out (11.2)
};

/// Lays windows on images whose size becomes known when a layer is built.
class WindowRule {
 public:
  /// Windows of one size at equal distances.
  /// @param layer          for messages: "MaxPool2d"
  /// @param kernel         rows and columns of a window
  /// @param options        distances, padding, and what happens to rows that are left over
  /// @param count_padding  whether a mean divides by the pixels of the padding, too
  /// @throws Error if the window or the stride is below 1, or the padding is below 0 or more than half a window
  static WindowRule sliding(const std::string& layer, PerAxis kernel, const PoolOptions& options,
                            bool count_padding = true);

  /// As many windows as there shall be outputs (11.25). @throws Error if there are none
  static WindowRule adaptive(const std::string& layer, PerAxis output);

  /// One window for the whole image.
  static WindowRule global();

  /// The windows on images of this size. @throws Error unless a sample is [H,W,C] and a window fits on it
  PoolWindows on(const Shape& sample, const std::string& where) const;

  /// Whether the outputs are vectors [C] and not images.
  bool is_global() const { return kind_ == Kind::global; }

  /// "3, stride 2, padding 1": what differs from the defaults.
  std::string summary() const;

 private:
  enum class Kind { sliding, adaptive, global };
  explicit WindowRule(Kind kind) : kind_(kind) {}

  Kind kind_;
  PerAxis kernel_ = 1;  // of adaptive windows: how many
  PerAxis stride_ = 1;
  PerAxis padding_ = 0;
  bool ceil_mode_ = false;
  bool count_padding_ = false;
};

}  // namespace strata
