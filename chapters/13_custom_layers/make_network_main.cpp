// The program behind ./strata train, describe and weights: the homework's networks by name.

#include "make_network_program.hpp"

int main(int argc, char** argv) { return run_network_verb(argc, argv); }
