#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/index.hpp"
#include "common/picture.hpp"

namespace strata::fast_cpu {

/// How the ladder is measured.
struct LadderOptions {
  Index images = 64;  ///< of a batch
  Index rounds = 16;  ///< how often each work is measured
  Index threads = 2;  ///< of step 9
};

/// What a step brought.
struct LadderRung {
  Index step;        ///< 1 to 10
  std::string name;  ///< a few words
  std::string work;  ///< what was measured
  double before;     ///< milliseconds without the step; 0 for the first one
  double after;      ///< milliseconds with it
  double gain;       ///< times faster, of what the machine could do in each of the two moments
};

/// Steps from `first` to `last` of 1 to 6, each beside the one before it: prints what each adds and a table. Draws the
/// shares of the peak if that is all six.
std::vector<LadderRung> climb_convolutions(Index first, Index last, const LadderOptions& options,
                                           std::vector<Picture>& pictures, const std::filesystem::path& out);

/// @{
/// Steps 7 to 10: each prints what it adds and a table.
LadderRung climb_fusion(const LadderOptions& options);
LadderRung climb_memory(const LadderOptions& options);
LadderRung climb_threads(const LadderOptions& options);
LadderRung climb_optimizer(const LadderOptions& options);
/// @}

}  // namespace strata::fast_cpu
