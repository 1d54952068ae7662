#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "01_tensors/dataset.hpp"
#include "common/download.hpp"
#include "tools/strata/data_source.hpp"

namespace strata {

/// Called with the number of bytes that are there, of all files together.
using FetchProgress = std::function<void(std::uintmax_t done)>;

/// The bytes of all published files of a source.
std::uintmax_t published_size(const DataSource& source);

/// Fetches a data set's published files from the source's mirrors, checks them and puts them, unpacked, into the folder
/// `target`, as import_dataset does.
///
/// What has arrived is kept in a folder beside `target`, whose name begins with a dot and ends in ".download", until
/// the data set is complete; a later call goes on with it.
/// @throws Error where no mirror gives a file, or the files are not the right ones
DataSplit fetch_dataset(const DataSource& source, const std::filesystem::path& target, const FetchProgress& progress,
                        DownloadOptions options = {});

}  // namespace strata
