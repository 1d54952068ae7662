#include "tools/strata/data_fetch.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "common/error.hpp"
#include "common/folders.hpp"
#include "tools/strata/data_import.hpp"

namespace strata {

namespace fs = std::filesystem;

std::uintmax_t published_size(const DataSource& source) {
  std::uintmax_t size = 0;
  for (const PublishedFile& published : source.published) size += published.size;
  return size;
}

namespace {

// Fetches the published files into a folder.
void download_all(const DataSource& source, const fs::path& folder, const FetchProgress& progress,
                  DownloadOptions options) {
  options.hint = fmt::format(
      "check the network connection, or fetch the files by other means and run ./strata data {} --from THEIR_FOLDER",
      source.name);
  std::uintmax_t before = 0;  // the bytes of the files that are complete
  for (const PublishedFile& published : source.published) {
    RemoteFile file{{}, published.size, published.sha256};
    for (const std::string& mirror : source.mirrors) file.urls.push_back(mirror + published.name);
    if (progress) options.progress = [&](std::uintmax_t done) { progress(before + done); };
    download(file, folder / published.name, options);
    before += published.size;
  }
}

}  // namespace

DataSplit fetch_dataset(const DataSource& source, const fs::path& target, const FetchProgress& progress,
                        DownloadOptions options) {
  const fs::path folder = target.parent_path() / ("." + source.name + ".download");
  create_folders(folder);
  std::error_code ignored;
  try {
    download_all(source, folder, progress, std::move(options));
  } catch (const Error&) {
    fs::remove(folder, ignored);  // does nothing where something has arrived
    throw;
  }
  DataSplit split = import_dataset(source, folder, target);
  fs::remove_all(folder, ignored);
  return split;
}

}  // namespace strata
