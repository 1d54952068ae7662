#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "01_tensors/tensor.hpp"

namespace strata {

/// Images with one label each.
struct Dataset {
  std::string name;                      ///< "mnist", "fashion-mnist", "cifar10" or a folder's name
  Tensor images;                         ///< uint8 [N,H,W,C], 0 is black
  Tensor labels;                         ///< int32 [N], each an index into class_names
  std::vector<std::string> class_names;  ///< what the labels stand for

  /// The number of images.
  Index size() const { return labels.count(); }
};

/// A data set as it is published: one part to learn from, one to be tested on and never learnt from.
struct DataSplit {
  Dataset train;  ///< to learn from
  Dataset test;   ///< to be tested on
};

/// Loads a data set by its name or from a folder, whose files may be plain or .gz.
///
/// A name (mnist, fashion-mnist, cifar10) is looked for in data_folder(); Fashion-MNIST also where Debian's package
/// dataset-fashion-mnist has it. A folder holds either MNIST's four files or CIFAR-10's six. Empty text means MNIST if
/// it has been fetched and Fashion-MNIST otherwise.
///
/// @throws UsageError if the text is neither a known name nor a folder
/// @throws Error      if files are missing, damaged, or do not fit each other; the message names the file
DataSplit load_dataset(const std::string& name_or_folder = "");

/// Loads from one folder only. The name decides what the classes of files in MNIST's format are called; another name
/// than the known ones gives "0" to "9". Files in CIFAR-10's format have its classes. @throws Error as load_dataset
/// does
DataSplit load_dataset_folder(const std::filesystem::path& folder, const std::string& name);

/// The names that load_dataset knows.
std::vector<std::string> dataset_names();

/// Where `./strata data` puts data sets, a folder each: $STRATA_DATA, or data/ in the source folder.
std::filesystem::path data_folder();

}  // namespace strata
