#pragma once

#include <string_view>

namespace strata {

/// The name of a kernel as its source has it, with its types: "sum_rows<float>". The compiler writes it into the name
/// of this function, and everything around it is cut off.
template <auto kernel>
constexpr std::string_view kernel_name() {
  std::string_view name = __PRETTY_FUNCTION__;
  name.remove_prefix(name.find("kernel = ") + 9);
  name = name.substr(0, name.find("; std::string_view"));  // g++ says what a string_view is, and clang++ does not
  if (name.ends_with(']')) name.remove_suffix(1);
  // Without the namespaces in front, which end before the types in pointed brackets begin.
  const std::size_t scope = name.substr(0, name.find('<')).rfind("::");
  if (scope != std::string_view::npos) name.remove_prefix(scope + 2);
  if (name.starts_with('&')) name.remove_prefix(1);
  return name;
}

}  // namespace strata
