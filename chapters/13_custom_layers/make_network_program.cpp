#include "make_network_program.hpp"

#include <string_view>

#include "common/error.hpp"
#include "common/program.hpp"
#include "weights_verbs.hpp"

int run_network_verb(int argc, const char* const* argv, const VerbExtension& extension) {
  const std::string_view verb = argc > 1 ? argv[1] : "";
  if (verb == "train") return run_train(argc - 1, argv + 1, extension);
  if (verb == "describe") return run_describe(argc - 1, argv + 1, extension);
  if (verb == "weights") return run_weights(argc - 1, argv + 1);
  return strata::Program("The homework's networks by name", "./strata").run(1, argv, [] {
    throw strata::UsageError({"./strata", "no verb", "train, describe or weights", ""});
  });
}
