#include <fmt/format.h>

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

std::string Module::describe() const {
  expect_built("describe");
  Table table({{"layer"}, {"what it is"}, {"output"}, {"parameters"}});
  for_each_module(const_cast<Module&>(*this), [&](Module& module) {  // reads only
    if (only_holds_others(module)) return;
    table.row({module.path(), module.summary(), module.output_sample().with_front(any).to_string(),
               module.parameter_count()});
  });
  table.row({path(), "in all", output_sample_.with_front(any).to_string(), parameter_count()});
  return table.text();
}

}  // namespace strata
