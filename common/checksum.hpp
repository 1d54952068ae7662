#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace strata {

/// The 32 bytes of a SHA-256 digest. Digests compare byte by byte, so they can be sorted.
using Sha256Digest = std::array<std::byte, 32>;

/// SHA-256 of data that comes in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();

  /// @{
  /// Takes over the data so far. Afterwards, `other` can only be assigned to or destroyed.
  Sha256(Sha256&& other) noexcept;
  Sha256& operator=(Sha256&& other) noexcept;
  /// @}

  /// Adds the next piece of data.
  void update(std::span<const std::byte> bytes);

  /// The digest of everything so far. The object then starts anew, as if just made.
  Sha256Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// SHA-256 of bytes in memory.
Sha256Digest sha256(std::span<const std::byte> bytes);

/// SHA-256 of a file's bytes as they are on the disk. Throws Error where the file cannot be read.
Sha256Digest sha256_of_file(const std::filesystem::path& path);

/// Lower-case hexadecimal digits, two a byte: the form in which digests are published.
std::string hexadecimal(std::span<const std::byte> bytes);

}  // namespace strata
