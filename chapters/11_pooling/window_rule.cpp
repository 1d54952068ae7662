#include "11_pooling/window_rule.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/error.hpp"

namespace strata {
namespace {

std::string pixels(Index height, Index width) { return fmt::format("{} x {} pixels", height, width); }

PoolAxis adaptive_axis(Index input, Index output) { return {input, output, 0, 0, 0, true}; }

// [region outputs]
// (11.2)  How many windows fit. In ceil mode, what is left over gets one more, if it begins on the image.
PoolAxis sliding_axis(Index input, Index kernel, Index stride, Index padding, bool ceil_mode) {
  const Index room = input + 2 * padding - kernel;
  Index output = room / stride + 1;
  if (ceil_mode && room % stride != 0 && output * stride < input + padding) ++output;
  return {input, output, kernel, stride, padding};
}
// [endregion outputs]

}  // namespace

std::string to_string(PerAxis size) {
  return size.height == size.width ? fmt::format("{}", size.height) : fmt::format("{}x{}", size.height, size.width);
}

WindowRule WindowRule::sliding(const std::string& layer, PerAxis kernel, const PoolOptions& options,
                               bool count_padding) {
  WindowRule rule(Kind::sliding);
  rule.kernel_ = kernel;
  rule.stride_ = options.stride.value_or(kernel);
  rule.padding_ = options.padding;
  rule.ceil_mode_ = options.ceil_mode;
  rule.count_padding_ = count_padding;
  if (std::min(kernel.height, kernel.width) < 1) {
    throw Error({layer, "a window of " + pixels(kernel.height, kernel.width), "1 or more each way", ""});
  }
  if (std::min(rule.stride_.height, rule.stride_.width) < 1) {
    throw Error(
        {layer, "stride " + to_string(rule.stride_), "1 or more each way", "leave it out for windows side by side"});
  }
  const PerAxis padding = rule.padding_;
  if (std::min(padding.height, padding.width) < 0 || 2 * padding.height > kernel.height ||
      2 * padding.width > kernel.width) {
    throw Error({layer, fmt::format("padding {} around windows of {}", to_string(padding), to_string(kernel)),
                 "from 0 to half a window", "with more, a window could hold no pixel of the image"});
  }
  return rule;
}

WindowRule WindowRule::adaptive(const std::string& layer, PerAxis output) {
  WindowRule rule(Kind::adaptive);
  rule.kernel_ = output;
  if (std::min(output.height, output.width) < 1) {
    throw Error({layer, "outputs of " + pixels(output.height, output.width), "1 or more each way", ""});
  }
  return rule;
}

WindowRule WindowRule::global() { return WindowRule(Kind::global); }

PoolWindows WindowRule::on(const Shape& sample, const std::string& where) const {
  if (sample.rank() != 3) {
    throw Error({where, sample.to_string(), "[H=any,W=any,C=any], one image",
                 "pool before images are flattened, and keep one axis for the channels"});
  }
  const Index height = sample[0], width = sample[1];
  if (kind_ != Kind::sliding) return {adaptive_axis(height, kernel_.height), adaptive_axis(width, kernel_.width)};
  const Index padded_height = height + 2 * padding_.height, padded_width = width + 2 * padding_.width;
  if (padded_height < kernel_.height || padded_width < kernel_.width) {
    const std::string with_padding =
        padding_ == PerAxis(0) ? "" : fmt::format(", with its padding {}", pixels(padded_height, padded_width));
    throw Error({where, sample.to_string() + with_padding,
                 fmt::format("at least the window, {}", pixels(kernel_.height, kernel_.width)),
                 "take a smaller window, or pool less often before it"});
  }
  return {sliding_axis(height, kernel_.height, stride_.height, padding_.height, ceil_mode_),
          sliding_axis(width, kernel_.width, stride_.width, padding_.width, ceil_mode_), count_padding_};
}

std::string WindowRule::summary() const {
  if (kind_ == Kind::global) return "";
  std::string text = to_string(kernel_);
  if (kind_ == Kind::adaptive) return text;
  if (stride_ != kernel_) text += ", stride " + to_string(stride_);
  if (padding_ != PerAxis(0)) text += ", padding " + to_string(padding_);
  if (padding_ != PerAxis(0) && !count_padding_) text += " not counted";
  if (ceil_mode_) text += ", ceil mode";
  return text;
}

}  // namespace strata
