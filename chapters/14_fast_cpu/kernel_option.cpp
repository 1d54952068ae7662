#include "14_fast_cpu/kernel_option.hpp"

#include "01_tensors/kernels.hpp"
#include "14_fast_cpu/fast_cpu.hpp"
#include "common/error.hpp"

namespace strata::fast_cpu {

void KernelOption::add_to(Program& program) {
  program.add_parsed(
      "--kernels", name_, "fast: those of chapter 14; plain: the readable ones of the chapters before", "NAME",
      [this](const std::string& name) {
        if (name != fast_kernels && name != plain_kernels) {
          throw UsageError({"--kernels", "\"" + name + "\"", "fast or plain", "leave the option out for fast"});
        }
        name_ = name;
      });
}

void KernelOption::apply() const {
  if (name_ == fast_kernels) install();
}

std::unique_ptr<Module> KernelOption::execution_of(Sequential&) const { return nullptr; }

}  // namespace strata::fast_cpu
