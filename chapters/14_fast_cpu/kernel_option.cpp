#include "14_fast_cpu/kernel_option.hpp"

#include "01_tensors/kernels.hpp"
#include "14_fast_cpu/fast_cpu.hpp"
#include "14_fast_cpu/optimize.hpp"
#include "common/error.hpp"

namespace strata::fast_cpu {

void KernelOption::add_to(Program& program) {
  const auto take_kernels = [this](const std::string& name) {
    if (name != fast_kernels && name != plain_kernels) {
      throw UsageError({"--kernels", "\"" + name + "\"", "fast or plain", "leave the option out for fast"});
    }
    name_ = name;
  };
  const auto take_fusion = [this](const std::string& fusion) {
    if (fusion != "on" && fusion != "off") {
      throw UsageError({"--fusion", "\"" + fusion + "\"", "on or off", "leave the option out to go by --kernels"});
    }
    fusion_ = fusion;
  };
  program.add_parsed("--kernels", name_, "fast: those of chapter 14; plain: the readable ones of the chapters before",
                     "NAME", take_kernels);
  program.add_parsed("--fusion", "", "on: neighbouring layers run as one; off: not; else on with fast kernels",
                     "on|off", take_fusion);
}

void KernelOption::apply() const {
  if (name_ == fast_kernels) install();
}

bool KernelOption::fusion() const { return fusion_.empty() ? name_ == fast_kernels : fusion_ == "on"; }

std::unique_ptr<Module> KernelOption::execution_of(Sequential& network) const {
  if (!fusion()) return nullptr;
  return optimize(network);
}

std::string KernelOption::plan_of(Sequential& network) const {
  return fusion() ? "\nWhat runs as one step:\n" + optimize(network)->plan() : "";
}

}  // namespace strata::fast_cpu
