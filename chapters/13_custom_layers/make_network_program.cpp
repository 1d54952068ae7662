// The program behind ./strata train, describe and weights: the homework's networks by name.

#include "common/command_line.hpp"
#include "make_network_train.hpp"
#include "weights_verbs.hpp"

int main(int argc, char** argv) {
  CLI::App app("The homework's networks by name", "./strata");
  app.require_subcommand(1);
  add_train(app);
  add_describe(app);
  add_weights(app);
  return strata::run_command(app, argc, argv, [] {});
}
