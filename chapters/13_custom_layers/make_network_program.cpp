// The program behind ./strata train, describe and weights: the homework's networks by name.

#include <string_view>

#include "common/error.hpp"
#include "common/program.hpp"
#include "make_network_train.hpp"
#include "weights_verbs.hpp"

int main(int argc, char** argv) {
  const std::string_view verb = argc > 1 ? argv[1] : "";
  if (verb == "train") return run_train(argc - 1, argv + 1);
  if (verb == "describe") return run_describe(argc - 1, argv + 1);
  if (verb == "weights") return run_weights(argc - 1, argv + 1);
  return strata::Program("The homework's networks by name", "./strata").run(1, argv, [] {
    throw strata::UsageError({"./strata", "no verb", "train, describe or weights", ""});
  });
}
