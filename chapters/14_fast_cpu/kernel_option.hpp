#pragma once

#include <memory>
#include <string>

#include "02_modules/sequential.hpp"
#include "common/program.hpp"

namespace strata::fast_cpu {

/// The options --kernels and --fusion of a program, and what they stand for.
///
///     KernelOption kernels;
///     kernels.add_to(program);
///     return program.run(argc, argv, [&] { kernels.apply(); ... });
class KernelOption {
 public:
  /// Adds --kernels fast|plain and --fusion on|off. The object must outlive the parsing.
  void add_to(Program& program);

  /// With "fast", installs this chapter's kernels. With "plain" nothing is installed: the kernels of Part I run, each
  /// layer's own first choice.
  void apply() const;

  /// What to run in the place of a network that was built: what optimize() makes of it, or null, which says that the
  /// network runs as it is. Without --fusion, networks are optimised with "fast" and run as they are with "plain".
  std::unique_ptr<Module> execution_of(Sequential& network) const;

  /// The steps of what execution_of() makes, with a heading; empty where the network runs as it is.
  std::string plan_of(Sequential& network) const;

  /// "fast" or "plain".
  const std::string& name() const { return name_; }

  /// Whether networks are optimised.
  bool fusion() const;

 private:
  std::string name_ = "fast";
  std::string fusion_;  // "on", "off" or as the kernels want it
};

}  // namespace strata::fast_cpu
