#pragma once

#include <string>

namespace strata {

/// @{
/// Where a measured number comes from; "unknown" where the system does not tell.
std::string processor_name();   ///< "Intel(R) Xeon(R) Processor"
std::string compiler_name();    ///< "g++ 12.2.0"
std::string checkout_commit();  ///< of the checkout that this was built in; with a + behind it where that has changes
std::string today();            ///< "2026-11-22", in UTC
/// @}

}  // namespace strata
