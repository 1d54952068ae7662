#include "14_fast_cpu/linear_products.hpp"

#include "14_fast_cpu/few_samples.hpp"

namespace strata::fast_cpu {

template <class T>
void linear_product(const Tensor& x, const Tensor& weight, Tensor& y, FunctionRef<void(const ProductBlock&)> finished) {
  const Index samples = x.dim(0), inputs = weight.dim(1), outputs = weight.dim(0);
  if (samples <= few_samples) {
    return forward_few<T>(samples, inputs, outputs, x.data<T>(), weight.data<T>(), y.data<T>(), finished);
  }
  multiply_turned<T>({outputs, samples, inputs}, {weight.data<T>(), inputs, 1}, {x.data<T>(), 1, inputs},
                     {y.data<T>(), 1, outputs}, finished);
}

template <class T>
void linear_input_gradient(const Tensor& dy, const Tensor& weight, Tensor& dx) {
  const Index samples = dy.dim(0), inputs = weight.dim(1), outputs = weight.dim(0);
  multiply_columns<T>({samples, inputs, outputs}, {dy.data<T>(), outputs, 1}, {weight.data<T>(), inputs, 1},
                      {dx.data<T>(), inputs, 1});
}

template <class T>
void linear_weight_gradient(const Tensor& x, const Tensor& dy, Write write, Tensor& dweight) {
  const Index samples = x.dim(0), inputs = dweight.dim(1), outputs = dweight.dim(0);
  if (samples <= few_samples) {
    return weight_gradient_few<T>(samples, inputs, outputs, x.data<T>(), dy.data<T>(), dweight.data<T>(), write);
  }
  multiply_short<T>({outputs, inputs, samples}, {dy.data<T>(), 1, outputs}, {x.data<T>(), inputs, 1},
                    {dweight.data<T>(), inputs, 1}, write);
}

template void linear_product<float>(const Tensor&, const Tensor&, Tensor&, FunctionRef<void(const ProductBlock&)>);
template void linear_product<double>(const Tensor&, const Tensor&, Tensor&, FunctionRef<void(const ProductBlock&)>);
template void linear_input_gradient<float>(const Tensor&, const Tensor&, Tensor&);
template void linear_input_gradient<double>(const Tensor&, const Tensor&, Tensor&);
template void linear_weight_gradient<float>(const Tensor&, const Tensor&, Write, Tensor&);
template void linear_weight_gradient<double>(const Tensor&, const Tensor&, Write, Tensor&);

}  // namespace strata::fast_cpu
