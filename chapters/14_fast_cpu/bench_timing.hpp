#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "14_fast_cpu/kernel_option.hpp"
#include "bench_rows.hpp"

/// How rows are timed.
struct BenchTiming {
  strata::Index rounds = 5;  ///< repetitions of each row
  double seconds = 0.2;      ///< a repetition lasts at least so long, and the warm-up before the first one too
};

/// Times rows with Google Benchmark, one after the other, and prints a table: median and extremes of the repetitions.
/// @param rows     which
/// @param timing   how often and for how long
/// @param kernels  the program's option, for the JSON and for how networks run
/// @param out      where Google Benchmark's JSON goes, which has every repetition
/// @throws strata::Error if the file cannot be written
void time_rows(const std::vector<BenchRow>& rows, const BenchTiming& timing,
               const strata::fast_cpu::KernelOption& kernels, const std::filesystem::path& out);
