// The program behind ./strata train, describe and weights where this chapter is there: chapter 13's verbs, with the
// fast kernels unless --kernels says otherwise.

#include "13_custom_layers/make_network_program.hpp"
#include "14_fast_cpu/kernel_option.hpp"

using namespace strata;

int main(int argc, char** argv) {
  fast_cpu::KernelOption kernels;
  return run_network_verb(argc, argv,
                          {.add_options = [&](Program& program) { kernels.add_to(program); },
                           .begin = [&] { kernels.apply(); },
                           .execution = [&](Sequential& network) { return kernels.execution_of(network); },
                           .note = [&](Sequential& network) { return kernels.plan_of(network); }});
}
