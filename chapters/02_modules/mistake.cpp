#include "02_modules/mistake.hpp"

namespace strata {

std::string name(Mistake mistake) {
  switch (mistake) {
    case Mistake::none:
      return "ok";
    case Mistake::never_written:
      return "never written";
    case Mistake::added_to_stale:
      return "added to a stale gradient";
    case Mistake::not_accumulated:
      return "assigned where it should add";
    case Mistake::wrong_accumulation:
      return "wrong accumulation";
    case Mistake::skip_differs:
      return "depends on the input gradient";
    case Mistake::input_changed:
      return "caller's tensor changed";
    case Mistake::always_zero:
      return "always zero";
    case Mistake::wrong_sign:
      return "wrong sign";
    case Mistake::mean_for_sum:
      return "mean for sum";
    case Mistake::sum_for_mean:
      return "sum for mean";
    case Mistake::wrong_factor:
      return "wrong factor";
    case Mistake::transposed_gradient:
      return "transposed gradient";
    case Mistake::transposed_parameter:
      return "transposed parameter";
    case Mistake::stale_cache:
      return "stale cache";
    case Mistake::missing_sum:
      return "missing sum";
    case Mistake::diagonal_alone:
      return "diagonal alone";
    case Mistake::ignored_upstream:
      return "upstream gradient ignored";
    case Mistake::partly_wrong:
      return "partly wrong";
    case Mistake::unknown:
      return "wrong, for no known reason";
  }
  return "";
}

}  // namespace strata
