#include "ladder_network.hpp"

#include <vector>

#include "14_fast_cpu/measured_network.hpp"

namespace strata::fast_cpu {

LadderComparison compare_with_layers(const std::function<Sequential()>& make, const Shape& image, Index images,
                                     Index rounds) {
  MeasuredNetwork layers(make, image, images, false), one(make, image, images, true);
  const StepMemory of_layers = layers.step_memory(), of_one = one.step_memory();
  const std::vector<LadderTime> times = time_in_turns(
      {{[&] { layers.evaluate(); }}, {[&] { one.evaluate(); }}, {[&] { layers.train(); }}, {[&] { one.train(); }}},
      rounds);
  return {{times[0], times[1]}, {times[2], times[3]}, {of_layers.kept, of_one.kept}, {of_layers.peak, of_one.peak}};
}

}  // namespace strata::fast_cpu
