#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace strata {

/// True where the bytes begin as every gzip file does (1f 8b).
bool is_gzip(std::span<const std::byte> bytes);

/// Unpacks gzip data, several members one after another included. `where` names the data in messages. Throws Error
/// where the data ends early, is damaged (the checksum inside does not fit) or goes on after the last member.
std::vector<std::byte> unpack_gzip(std::span<const std::byte> packed, const std::string& where);

/// Reads a file and unpacks it where its content (not its name) says that it is gzip. Throws Error where the file is
/// missing, cannot be read, is empty, or is a truncated or damaged gzip file.
std::vector<std::byte> read_gzip_or_plain_file(const std::filesystem::path& path);

}  // namespace strata
