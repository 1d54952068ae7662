#pragma once

#include <filesystem>

#include "01_tensors/dataset.hpp"
#include "tools/strata/data_source.hpp"

namespace strata {

/// Takes a data set's files from the folder `from`, checks them and puts them, unpacked, into the folder `target`.
///
/// The files may lie in `from` itself, in its folder of the set's name or in cifar-10-batches-bin, each plain or .gz,
/// or in a .tar.gz, .tar.xz or .tar archive in `from`. Where several places have files of these names, the first whose
/// records are those of the source counts. `target` is replaced at once and only then: until everything is checked,
/// the files are in a folder beside it, whose name begins with a dot.
///
/// @return what has been put there
/// @throws Error where nothing is found, or nothing that has the right records
DataSplit import_dataset(const DataSource& source, const std::filesystem::path& from,
                         const std::filesystem::path& target);

}  // namespace strata
