#include <utility>
#include <vector>

#include "02_modules/module.hpp"
#include "02_modules/state.hpp"
#include "common/error.hpp"
#include "common/table.hpp"

namespace strata {
namespace {

bool only_holds_others(Module& module) {
  bool children = false, parameters = false;
  for_each_child(module, [&](std::string_view, Module&) { children = true; });
  for_each_own_parameter(module, [&](std::string_view, Parameter&) { parameters = true; });
  return children && !parameters;
}

}  // namespace

std::string Module::describe(KernelColumn kernels) const {
  expect_built("describe");
  const bool shown = kernels == KernelColumn::shown;
  std::vector<Column> columns{{"layer"}, {"what it is"}, {"output"}, {"parameters"}};
  if (shown) columns.push_back({"kernels"});
  Table table(std::move(columns));
  const auto row = [&](Module& module, std::string what, std::string set) {
    std::vector<Cell> cells{module.path(), std::move(what), module.output_sample().with_front(any).to_string(),
                            module.parameter_count()};
    if (shown) cells.emplace_back(std::move(set));
    table.row(std::move(cells));
  };
  auto& network = const_cast<Module&>(*this);  // reads only
  for_each_module(network, [&](Module& module) {
    if (!only_holds_others(module)) row(module, module.summary(), module.kernel_set());
  });
  row(network, "in all", "");
  return table.text();
}

}  // namespace strata
