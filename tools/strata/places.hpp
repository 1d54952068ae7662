#pragma once

#include <filesystem>
#include <string>

namespace strata {

/// The folders that the command works on.
struct Places {
  std::filesystem::path source;  ///< the checkout: chapters/, Doxyfile, ...
  std::filesystem::path build;   ///< the build folder that this command was built in

  /// Where a chapter's program is: bin/03_linear in the build folder.
  std::filesystem::path program(const std::string& chapter) const { return build / "bin" / chapter; }

  /// Where a chapter's program leaves its results unless told otherwise: out/03_linear in the checkout.
  std::filesystem::path results(const std::string& chapter) const { return source / "out" / chapter; }
};

/// The checkout and the build folder that this command was compiled from and in.
Places places_of_this_build();

}  // namespace strata
