#include <utility>
#include <vector>

#include "experiments/all_experiments.hpp"
#include "experiments/equal_networks.hpp"
#include "experiments/feature_maps.hpp"
#include "experiments/network_comparison.hpp"
#include "experiments/receptive_fields.hpp"

namespace strata::experiments {

void run_kernel_size(const Request& request) {
  std::vector<ComparedNetwork> networks = networks_named({"CNN3x3", "CNN5x5", "CNN7x7", "CNN1x1+3x3"});
  for (ComparedNetwork& network : equal_networks()) networks.push_back(std::move(network));
  run_comparison(
      {.name = "kernel-size",
       .heading = "2.1 Kernels of different size",
       .data = "cifar10",
       .networks = std::move(networks),
       .faults =
           {"The task wants networks of equal size, and the homework's have 17,722 to 65,226 parameters. "
            "Both families are here: the homework's, and one with nearly 60,362 parameters each.",
            "The homework's train accuracy is the running value. Here it stands beside the accuracy on the same images "
            "in evaluation mode.",
            "The homework timed one forward pass, without a warm-up: the network that it calls CNN3x3 "
            "here and ShallowCNN in 2.2 took 0.48 ms in one table and 1.72 ms in the other.",
            "The homework was asked for receptive fields and activations of the first layer and has "
            "neither. They are below."},
       .more =
           [](const ComparisonRun& run, const Request&, Report& report) {
             add_receptive_fields(report, run);
             add_feature_maps(report, run, true);
           }},
      request);
}

}  // namespace strata::experiments
