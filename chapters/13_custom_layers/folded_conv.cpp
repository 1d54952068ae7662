#include "13_custom_layers/folded_conv.hpp"

#include "01_tensors/views.hpp"
#include "08_normalization/channelwise_scaling.hpp"
#include "13_custom_layers/add_channel_mean.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

Conv2d& convolution_of(Sequential& custom) {
  auto* const convolution = custom.size() == 2 ? dynamic_cast<Conv2d*>(&custom[0]) : nullptr;
  if (convolution != nullptr && custom.built()) return *convolution;
  throw Error({custom.path(), "a network that cannot be folded", "a built Conv2d with one layer behind it",
               "make it by mean_conv2d() or scaled_conv2d(), and build it"});
}

// [region fold]
// A matrix has a row for each output channel: the weight [O,KH,KW,I], or the bias [O].
using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// (13.19)
Rows with_mean_added(const Rows& rows) { return rows.rowwise() + rows.colwise().mean(); }

// (13.21), the part that is equal for weight and bias
Rows scaled(const Rows& rows, ChannelwiseScaling& scaling) {
  const Tensor scale = scaling.scale().value.to(Dtype::f64);
  return row<double>(scale).asDiagonal() * rows;
}
// [endregion fold]

void write(const Rows& rows, Tensor& to) {
  Tensor wide(to.shape(), {Device::cpu, Dtype::f64});
  matrix<double>(wide) = rows;
  to.copy_from(wide);
}

}  // namespace

std::unique_ptr<Conv2d> folded_conv2d(Sequential& custom) {
  Conv2d& original = convolution_of(custom);
  const Tensor weight = original.weight().value.to(Dtype::f64);
  Tensor bias = Tensor::full({weight.dim(0)}, 0.0, {Device::cpu, Dtype::f64});
  if (original.conv_options().bias) bias.copy_from(original.bias().value);
  Rows weights = matrix<double>(weight), biases = matrix<double>(bias);
  if (dynamic_cast<AddChannelMean*>(&custom[1]) != nullptr) {
    weights = with_mean_added(weights);
    biases = with_mean_added(biases);
  } else if (auto* const scaling = dynamic_cast<ChannelwiseScaling*>(&custom[1])) {
    const Tensor shift = scaling->shift().value.to(Dtype::f64);
    weights = scaled(weights, *scaling);
    biases = scaled(biases, *scaling) + row<double>(shift).transpose();
  } else {
    throw Error({custom.path(), "a " + custom[1].kind() + " behind the convolution",
                 "AddChannelMean or ChannelwiseScaling", "make it by mean_conv2d() or scaled_conv2d()"});
  }
  Conv2dOptions options = original.conv_options();
  options.bias = true;
  auto folded = std::make_unique<Conv2d>(weight.dim(0), PerAxis(weight.dim(1), weight.dim(2)), options);
  folded->to(custom.options().dtype);
  Rng rng(0);  // its first values are overwritten
  folded->build(custom.input_sample(), rng);
  write(weights, folded->weight().value);
  write(biases, folded->bias().value);
  return folded;
}

}  // namespace strata
