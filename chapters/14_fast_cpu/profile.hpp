#pragma once

#include <filesystem>
#include <string>

#include "14_fast_cpu/kernel_option.hpp"
#include "common/index.hpp"

namespace strata::fast_cpu {

/// What is profiled, and how.
struct ProfileOptions {
  std::string network;        ///< a name of chapter 13's table
  Index images = 64;          ///< of a batch
  Index threads = 1;          ///< as set_thread_count() was told
  double seconds = 1;         ///< for which passes are timed
  std::filesystem::path out;  ///< folder of the table and the pictures
};

/// Prints where the time of a training step goes, layer by layer or, where layers are fused, step by step: time,
/// operations, bytes and share of the roofline, forward and backward. Leaves the table as profile.md, bars as
/// profile.png and the layers below the roofline as profile_roofline.png.
/// @throws UsageError for a network that nobody knows
void print_profile(const ProfileOptions& options, const KernelOption& kernels);

}  // namespace strata::fast_cpu
