#pragma once

#include <string>

#include "01_tensors/dataset.hpp"
#include "tools/strata/data_source.hpp"

namespace strata {

/// A digest of what a data set holds, whatever the order of its records and however its files were packed.
///
/// A record is one byte for the label and then the image's bytes in NHWC order. Each record's SHA-256 digest is taken;
/// the digests are sorted, put one after another and digested once more. The result is in hexadecimal digits.
std::string record_digest(const Dataset& dataset);

/// Checks both parts of a data set against the source's digests. `where` names the data in messages.
/// @throws Error where a part has other records than the published one
void verify_dataset(const DataSplit& split, const DataSource& source, const std::string& where);

}  // namespace strata
