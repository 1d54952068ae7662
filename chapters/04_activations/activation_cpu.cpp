#include "04_activations/activation_cpu.hpp"

namespace strata {

template struct ActivationKernels<functions::ReLU>;
template struct ActivationKernels<functions::LeakyReLU>;
template struct ActivationKernels<functions::Sigmoid>;
template struct ActivationKernels<functions::Tanh>;
template struct ActivationKernels<functions::SoftPlus>;
template struct ActivationKernels<functions::ELU>;
template struct ActivationKernels<functions::Swish>;

}  // namespace strata
