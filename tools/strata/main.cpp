#include "common/command_line.hpp"
#include "tools/strata/verbs.hpp"

int main(int argc, char** argv) {
  CLI::App app("Strata: a neural-network textbook that compiles", "./strata");
  strata::add_verbs(app, strata::places_of_this_build());
  return strata::run_command(app, argc, argv, [] {});
}
