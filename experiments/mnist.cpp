#include "experiments/all_experiments.hpp"
#include "experiments/network_comparison.hpp"

namespace strata::experiments {

void run_mnist(const Request& request) {
  run_comparison(
      {.name = "mnist",
       .heading = "1.1 Three networks on MNIST",
       .data = "mnist",
       .networks = networks_named({"FCNet", "SimpleCNN", "CNNWithResidual"}),
       .faults = {"The homework's train accuracy is the running value, with Dropout on. Here it stands beside "
                  "the accuracy on the same images in evaluation mode.",
                  "The homework timed one forward pass, without a warm-up. Here it is the median of many, "
                  "with its spread."}},
      request);
}

}  // namespace strata::experiments
