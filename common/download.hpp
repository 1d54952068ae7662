#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace strata {

/// A published file: where it can be had, and how to know that it is the right one.
struct RemoteFile {
  std::vector<std::string> urls;  ///< HTTP or HTTPS, tried in this order
  std::uintmax_t size = 0;        ///< in bytes
  std::string sha256;             ///< 64 lower-case hexadecimal digits
};

/// How a download behaves.
struct DownloadOptions {
  int attempts = 5;                                   ///< connections per address, each after the first a resumption
  std::chrono::milliseconds pause{1000};              ///< between two attempts
  std::function<void(std::uintmax_t)> progress{};     ///< called with the number of bytes that have arrived
  std::string hint = "check the network connection";  ///< what the reader can do where no address answers
};

/// Fetches a file to `path`, unless it is there already with the right checksum.
///
/// The data arrives in `path` + ".part" and gets its real name only once size and checksum are right. A connection that
/// breaks is taken up where it broke (HTTP ranges), also by a later run; where the server does not do ranges, the file
/// comes from its start. Data that was put together from pieces and has the wrong checksum is fetched anew.
///
/// @throws Error where no address gives the file (the message says what each one did) or the disk refuses
void download(const RemoteFile& file, const std::filesystem::path& path, const DownloadOptions& options = {});

}  // namespace strata
