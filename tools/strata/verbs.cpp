#include "tools/strata/verbs.hpp"

namespace strata {

void add_verbs(CLI::App& app, const Places& places) {
  app.require_subcommand(1);
  add_demo(app, places);
  add_test(app, places);
  add_setup(app, places);
  add_list(app, places);
  add_run(app, places);
  add_data(app, places);
  add_networks(app, places);
  add_bench(app, places);
  add_reproduce(app, places);
  add_docs(app, places);
}

}  // namespace strata
