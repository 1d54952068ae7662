// What does a training step of SimpleCNN cost, in time and memory, for batches of 1 to 1,024 images?

#include "07_training/batch_cost.hpp"
#include "11_pooling/networks.hpp"

int main(int argc, char** argv) {
  return strata::batch_cost_program(argc, argv,
                                    {"SimpleCNN", [] { return strata::simple_cnn(); }, {{28, 28, 1}, "HWC"}});
}
