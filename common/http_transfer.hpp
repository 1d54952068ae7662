#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "common/partial_file.hpp"

namespace strata {

/// How one HTTP request ended.
struct TransferResult {
  /// What the caller has to decide between: go on, try again or take another address.
  enum class End {
    complete,     ///< the server sent everything that it announced
    interrupted,  ///< the connection broke or the server is busy: worth another try
    refused       ///< this address will not give the file
  };
  End end = End::refused;  ///< how it ended
  std::string reason;      ///< in words, where not complete: "HTTP status 404"
};

/// Asks one address for what `file` still lacks, and appends it. Where the server sends the whole file in spite of
/// that, the file starts again. More than `size` bytes in total are refused. `progress` may be empty.
/// @throws Error where the file cannot be written
TransferResult transfer(const std::string& url, std::uintmax_t size, PartialFile& file,
                        const std::function<void(std::uintmax_t)>& progress);

}  // namespace strata
