#pragma once

#include "experiments/request.hpp"

namespace strata::experiments {

/// @{
/// The experiments of experiment_list().
void run_mnist(const Request& request);
void run_cifar10(const Request& request);
void run_kernel_size(const Request& request);
void run_depth(const Request& request);
void run_optimizers(const Request& request);
void run_activations(const Request& request);
void run_custom_layers(const Request& request);
void run_residual_blocks(const Request& request);
void run_diff_blocks(const Request& request);
void run_pytorch(const Request& request);
/// @}

}  // namespace strata::experiments
