#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace strata {

/// A file as the public mirrors have it.
struct PublishedFile {
  std::string name;
  std::uintmax_t size = 0;  ///< bytes
  std::string sha256;       ///< in hexadecimal digits
};

/// Where a data set comes from and how to know that it is the right one.
struct DataSource {
  std::string name;                      ///< as load_dataset knows it
  std::vector<std::string> mirrors;      ///< base addresses, each ending in a slash
  std::vector<PublishedFile> published;  ///< what the mirrors have: the files below, packed
  std::vector<std::string> files;        ///< what load_dataset reads
  std::string train_digest;              ///< record_digest of the training part
  std::string test_digest;               ///< record_digest of the test part
};

/// The source of the data set of this name. @throws UsageError where there is none
const DataSource& data_source(const std::string& name);

}  // namespace strata
