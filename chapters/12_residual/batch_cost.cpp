// What does a training step of CNNWithResidual cost, in time and memory, for batches of 1 to 1,024 images?

#include "07_training/batch_cost.hpp"
#include "12_residual/networks.hpp"

int main(int argc, char** argv) {
  return strata::batch_cost_program(
      argc, argv, {"CNNWithResidual", [] { return strata::cnn_with_residual(); }, {{28, 28, 1}, "HWC"}});
}
