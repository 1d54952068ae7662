#include "tools/strata/verbs.hpp"

namespace strata {

// Built instead of data.cpp where chapter 1 has been deleted: nothing can read a data set then, so there is no verb.
void add_data(CLI::App&, const Places&) {}

}  // namespace strata
