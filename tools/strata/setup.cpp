#include <fmt/format.h>

#include "tools/strata/verbs.hpp"

namespace strata {

void add_setup(CLI::App& app, const Places& places) {
  CLI::App* verb = app.add_subcommand("setup", "Install what is missing, configure and build");
  verb->callback([places] {
    fmt::print("Everything is installed and built in {}.\nNext: ./strata demo trains on real images.\n",
               places.build.string());
  });
}

}  // namespace strata
