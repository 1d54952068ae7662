#include "16_cuda_reductions/demo_mistakes.hpp"

namespace strata {

std::vector<SpoiltSums> spoilt_sums_in_every_order(const Tensor&) { return {}; }

}  // namespace strata
