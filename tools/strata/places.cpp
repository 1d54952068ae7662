#include "tools/strata/places.hpp"

namespace strata {

Places places_of_this_build() { return {STRATA_SOURCE_FOLDER, STRATA_BUILD_FOLDER}; }

}  // namespace strata
