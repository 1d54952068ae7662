#pragma once

#include <memory>

#include "14_fast_cpu/kernel_option.hpp"
#include "bench_rows.hpp"

/// A network that was built for a row, with random images, ready to be timed.
class BenchWork {
 public:
  /// Builds the network and makes images. What training needs beside them is made in the first step, as in PyTorch.
  BenchWork(const BenchRow& row, const strata::fast_cpu::KernelOption& kernels);
  BenchWork(const BenchWork&) = delete;
  BenchWork& operator=(const BenchWork&) = delete;
  ~BenchWork();

  /// One training step, or one forward pass.
  void run();

 private:
  struct Training;

  bool trains_;
  strata::Sequential network_;
  std::unique_ptr<strata::Module> execution_;  // null: the network runs as it is
  strata::Module& module_;
  strata::Tensor images_;
  std::unique_ptr<Training> training_;  // null before the first step, and where only forward is timed
};
