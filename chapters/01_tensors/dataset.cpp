#include "01_tensors/dataset.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>

#include "01_tensors/cifar.hpp"
#include "01_tensors/idx.hpp"
#include "common/closest_name.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

struct KnownDataset {
  std::string name;
  std::vector<std::string> class_names;
};

const std::vector<std::string>& digits() {
  static const std::vector<std::string> names = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  return names;
}

const std::vector<KnownDataset>& known_datasets() {
  static const std::vector<KnownDataset> known = {
      {"mnist", digits()},
      {"fashion-mnist",
       {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"}},
      {"cifar10", {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"}},
  };
  return known;
}

constexpr const char* debian_fashion_mnist = "/usr/share/datasets/fashion-mnist";

const std::vector<std::string>& class_names_of(const std::string& name) {
  const auto found = std::ranges::find(known_datasets(), name, &KnownDataset::name);
  return found == known_datasets().end() ? digits() : found->class_names;
}

// A folder that may not be searched has no files for us.
bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// The file of this name in the folder, plain or with .gz added; the plain name where there is neither.
fs::path plain_or_packed(const fs::path& folder, const std::string& name) {
  const fs::path packed = folder / (name + ".gz");
  return !is_there(folder / name) && is_there(packed) ? packed : folder / name;
}

bool has_idx_files(const fs::path& folder) { return is_there(plain_or_packed(folder, "train-images-idx3-ubyte")); }

bool has_cifar_files(const fs::path& folder) { return is_there(plain_or_packed(folder, "data_batch_1.bin")); }

Dataset load_idx(const fs::path& folder, const std::string& part, const std::string& name) {
  const fs::path image_path = plain_or_packed(folder, part + "-images-idx3-ubyte");
  const fs::path label_path = plain_or_packed(folder, part + "-labels-idx1-ubyte");
  Dataset dataset{name, read_idx_images(image_path), {}, class_names_of(name)};
  dataset.labels = read_idx_labels(label_path, static_cast<Index>(dataset.class_names.size()));
  if (dataset.labels.dim(0) != dataset.images.dim(0)) {
    throw Error({label_path.string(), fmt::format("{} labels", dataset.labels.dim(0)),
                 fmt::format("{}, one for each image in {}", dataset.images.dim(0), image_path.string()),
                 "the two files belong to different sets; fetch both again"});
  }
  return dataset;
}

Dataset load_cifar(const fs::path& folder, const std::vector<std::string>& files, const std::string& name) {
  std::vector<fs::path> paths;
  for (const std::string& file : files) paths.push_back(plain_or_packed(folder, file));
  const CifarImages read = read_cifar10(paths);
  return {name, read.images, read.labels, class_names_of("cifar10")};
}

void expect_equal_sizes(const fs::path& folder, const DataSplit& split) {
  const Shape train = split.train.images.shape().without_front();
  const Shape test = split.test.images.shape().without_front();
  if (train == test) return;
  throw Error({folder.string(), fmt::format("test images of {}", test.to_string()),
               fmt::format("{}, as the training images have", train.to_string()),
               "the files belong to different sets"});
}

DataSplit load_default() {
  if (has_idx_files(data_folder() / "mnist")) return load_dataset_folder(data_folder() / "mnist", "mnist");
  for (const fs::path& folder : {data_folder() / "fashion-mnist", fs::path(debian_fashion_mnist)}) {
    if (has_idx_files(folder)) return load_dataset_folder(folder, "fashion-mnist");
  }
  throw Error({data_folder().string(), "no data set", "MNIST or Fashion-MNIST",
               "run ./strata setup, which installs Fashion-MNIST, or ./strata data mnist, which fetches MNIST"});
}

DataSplit load_known(const std::string& name) {
  const fs::path folder = data_folder() / name;
  if (has_idx_files(folder) || has_cifar_files(folder)) return load_dataset_folder(folder, name);
  const bool fashion = name == "fashion-mnist";
  if (fashion && has_idx_files(debian_fashion_mnist)) return load_dataset_folder(debian_fashion_mnist, name);
  throw Error({folder.string(), fmt::format("no files of {}", name), "the data set",
               fmt::format("run ./strata data {}{}", name, fashion ? " or ./strata setup" : "")});
}

}  // namespace

DataSplit load_dataset(const std::string& name_or_folder) {
  if (name_or_folder.empty()) return load_default();
  const std::vector<std::string> names = dataset_names();
  if (std::ranges::find(names, name_or_folder) != names.end()) return load_known(name_or_folder);
  if (std::error_code ignored; fs::is_directory(name_or_folder, ignored)) {
    const fs::path folder = fs::canonical(name_or_folder);
    return load_dataset_folder(folder, folder.filename().string());
  }
  const std::string guess = closest_name(name_or_folder, names);
  throw UsageError({"--data", fmt::format("\"{}\"", name_or_folder),
                    fmt::format("{} or an existing folder", fmt::join(names, ", ")),
                    guess.empty() ? "check the path" : fmt::format("did you mean {}?", guess)});
}

DataSplit load_dataset_folder(const fs::path& folder, const std::string& name) {
  DataSplit split;
  if (has_idx_files(folder)) {
    split = {load_idx(folder, "train", name), load_idx(folder, "t10k", name)};
  } else if (has_cifar_files(folder)) {
    split = {
        load_cifar(folder,
                   {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"},
                   name),
        load_cifar(folder, {"test_batch.bin"}, name)};
  } else {
    throw Error({folder.string(), "a folder without a data set",
                 "train-images-idx3-ubyte (MNIST's format) or data_batch_1.bin (CIFAR-10's), plain or .gz",
                 "fetch one with ./strata data mnist"});
  }
  expect_equal_sizes(folder, split);
  return split;
}

std::vector<std::string> dataset_names() {
  std::vector<std::string> names;
  for (const KnownDataset& known : known_datasets()) names.push_back(known.name);
  return names;
}

fs::path data_folder() {
  const char* chosen = std::getenv("STRATA_DATA");
  return chosen != nullptr && *chosen != '\0' ? fs::path(chosen) : fs::path(STRATA_SOURCE_FOLDER) / "data";
}

}  // namespace strata
