#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace strata {

/// Writes a tar archive of these files (name, content). Packed by gzip or xz where the path ends in .gz or .xz.
inline void write_tar(const std::filesystem::path& path,
                      const std::vector<std::pair<std::string, std::string>>& files) {
  archive* handle = archive_write_new();
  archive_write_set_format_pax_restricted(handle);
  if (path.extension() == ".gz") archive_write_add_filter_gzip(handle);
  if (path.extension() == ".xz") archive_write_add_filter_xz(handle);
  bool good = archive_write_open_filename(handle, path.c_str()) == ARCHIVE_OK;
  for (const auto& [name, content] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    good = good && archive_write_header(handle, entry) == ARCHIVE_OK &&
           archive_write_data(handle, content.data(), content.size()) == static_cast<la_ssize_t>(content.size());
    archive_entry_free(entry);
  }
  good = archive_write_close(handle) == ARCHIVE_OK && good;
  archive_write_free(handle);
  if (!good) throw std::runtime_error("no archive written: " + path.string());
}

}  // namespace strata
