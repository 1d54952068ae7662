#include "experiments/all_experiments.hpp"
#include "experiments/network_comparison.hpp"

namespace strata::experiments {

void run_cifar10(const Request& request) {
  run_comparison(
      {.name = "cifar10",
       .heading = "1.2 Three networks on CIFAR-10",
       .data = "cifar10",
       .networks = networks_named({"DeepFCNet", "CNNWithResidual", "CNNWithResidualReg"}),
       .faults = {"The homework's train accuracy is the running value, with Dropout on: that its test accuracy "
                  "lies above it says nothing about overfitting. The column \"train less test\" takes both in "
                  "evaluation mode.",
                  "The homework was asked for a confusion matrix and for the flow of gradients and has "
                  "neither. They are below.",
                  "The homework timed one forward pass, without a warm-up. Here it is the median of many, "
                  "with its spread."}},
      request);
}

}  // namespace strata::experiments
