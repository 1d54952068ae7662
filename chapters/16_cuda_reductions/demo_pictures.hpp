#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "16_cuda_reductions/sum_rungs.hpp"
#include "common/picture.hpp"

namespace strata {

/// Which of sixteen threads adds in which step of the two trees, and how many numbers its sum then has.
Picture draw_trees(const std::filesystem::path& out);

/// What threads wait for on the rungs that are trees, for each thousand numbers.
Picture draw_counts(const std::vector<SumCounts>& counts, Index numbers, const std::filesystem::path& out);

/// The relative error of the sum of tenths in float32, by three rungs.
Picture draw_errors(const std::filesystem::path& out);

/// What rows of every length cost by a thread and by a warp for each; nothing on a GPU.
std::optional<Picture> draw_rows(const std::filesystem::path& out);

}  // namespace strata
