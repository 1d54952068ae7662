#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "14_fast_cpu/machine_peak.hpp"
#include "common/picture.hpp"

namespace strata::fast_cpu {

/// What a layer, or a whole network, did in how much time.
struct MeasuredWork {
  std::string name;   ///< stands beside its point
  double operations;  ///< multiplications and additions, two for each product that is added
  double bytes;       ///< that it has to read and write at least: inputs, outputs and parameters, each once
  double seconds;     ///< how long it took

  /// I (14.1): operations for each byte that has to be moved.
  double intensity() const { return operations / bytes; }

  /// Operations per second.
  double speed() const { return operations / seconds; }
};

/// The most that can be reached (14.2): min(operations per second, intensity · bytes per second), if the bytes come
/// from a footprint of this size.
/// @param ceilings   what the machine reaches
/// @param intensity  operations per byte
/// @param footprint  bytes that each thread works on; the next larger footprint that was measured counts
double attainable(const ThreadCeilings& ceilings, double intensity, Index footprint);

/// The same for work, whose bytes are shared by all threads: how fast it was, as a fraction of what can be reached.
double share_of_roofline(const ThreadCeilings& ceilings, const MeasuredWork& work);

/// Draws the ceilings as lines and work as points, speed against intensity, with the name beside each point, as
/// `base`.png; see Plot::write().
/// @param ceilings  what the machine reaches
/// @param base      the picture's path without its ending
/// @param groups    the points of each group share a colour, such as {"forward", ...} and {"backward", ...}
Picture draw_roofline(const ThreadCeilings& ceilings,
                      const std::vector<std::pair<std::string, std::vector<MeasuredWork>>>& groups,
                      const std::filesystem::path& base);

}  // namespace strata::fast_cpu
