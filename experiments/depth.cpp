#include "experiments/all_experiments.hpp"
#include "experiments/feature_maps.hpp"
#include "experiments/network_comparison.hpp"

namespace strata::experiments {

void run_depth(const Request& request) {
  run_comparison(
      {.name = "depth",
       .heading = "2.2 Networks of different depth",
       .data = "cifar10",
       .networks = networks_named({"ShallowCNN", "MediumCNN", "DeepCNN", "ResNetLikeCNN"}),
       .faults =
           {"The homework trained these for three epochs and those of 2.1 for five. ShallowCNN is CNN3x3 "
            "of 2.1, so the two tables show what two more epochs bring.",
            "The homework's train accuracy is the running value. Here it stands beside the accuracy on the same images "
            "in evaluation mode.",
            "The homework timed one forward pass, without a warm-up: ShallowCNN took 1.72 ms here, and 0.48 ms "
            "under the name of CNN3x3 in 2.1. Here it is the median of many, with its spread.",
            "The homework was asked whether gradients vanish or explode, and for feature maps, and has "
            "neither. They are below."},
       .more = [](const ComparisonRun& run, const Request&, Report& report) { add_feature_maps(report, run, false); }},
      request);
}

}  // namespace strata::experiments
