#pragma once

#include <memory>
#include <string>

#include "02_modules/sequential.hpp"
#include "common/program.hpp"

namespace strata::fast_cpu {

/// The option --kernels of a program, and what it stands for.
///
///     KernelOption kernels;
///     kernels.add_to(program);
///     return program.run(argc, argv, [&] { kernels.apply(); ... });
class KernelOption {
 public:
  /// Adds --kernels fast|plain. The object must outlive the parsing.
  void add_to(Program& program);

  /// With "fast", installs this chapter's kernels. With "plain" nothing is installed: the kernels of Part I run, each
  /// layer's own first choice.
  void apply() const;

  /// What to run in the place of a network that was built: with "fast", a module that shares its parameters; with
  /// "plain", null, which says that the network runs as it is.
  std::unique_ptr<Module> execution_of(Sequential& network) const;

  /// "fast" or "plain".
  const std::string& name() const { return name_; }

 private:
  std::string name_ = "fast";
};

}  // namespace strata::fast_cpu
