#include <catch2/catch.hpp>

#include "01_tensors/cifar.hpp"
#include "01_tensors/dataset.hpp"
#include "01_tensors/idx.hpp"
#include "01_tensors/views.hpp"
#include "tests/data_folder.hpp"
#include "tests/dataset_files.hpp"
#include "tests/error_matchers.hpp"
#include "tests/gzip_bytes.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {
namespace {

std::string loading(const std::filesystem::path& folder) {
  return error_message([&] { load_dataset(folder.string()); });
}

TEST_CASE("IDX files give pixels and labels", "[layering]") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "images", idx_images(5));
  write_file_atomically(folder / "labels.gz", gzip_bytes(idx_labels(12)));
  const Tensor images = read_idx_images(folder / "images");
  CHECK(images.shape().to_string() == "[N=5,H=2,W=3,C=1]");
  CHECK(images.dtype() == Dtype::u8);
  CHECK(image<std::uint8_t>(images)(4, 1, 2, 0) == 29);
  const Tensor labels = read_idx_labels(folder / "labels.gz", 10);
  CHECK(labels.shape() == Shape{12});
  CHECK(labels.values<std::int32_t>()[11] == 1);
}

TEST_CASE("CIFAR-10 batches give pixels of three neighbouring values", "[layering]") {
  const TemporaryFolder folder;
  std::string record(3073, '\0');
  for (std::size_t i = 0; i < 3072; ++i) record[1 + i] = static_cast<char>(i % 251);
  write_file_atomically(folder / "a.bin", record);
  write_file_atomically(folder / "b.bin.gz", gzip_bytes(cifar_record(7, 10) + cifar_record(9, 20)));
  const CifarImages read = read_cifar10({folder / "a.bin", folder / "b.bin.gz"});
  CHECK(read.images.shape().to_string() == "[N=3,H=32,W=32,C=3]");
  const auto pixels = image<std::uint8_t>(read.images);
  for (const Index c : {0, 1, 2}) {
    for (const Index h : {0, 5, 31}) {
      for (const Index w : {0, 17, 31}) CHECK(pixels(0, h, w, c) == (c * 1024 + h * 32 + w) % 251);
    }
  }
  CHECK(pixels(2, 31, 31, 2) == 22);
  CHECK(read.labels.values<std::int32_t>()[1] == 7);
  CHECK(read.labels.values<std::int32_t>()[2] == 9);
}

TEST_CASE("a folder of either format loads, plain or packed", "[layering]") {
  const TemporaryFolder folder;
  write_small_mnist(folder / "digits");
  write_file_atomically(folder / "digits/t10k-images-idx3-ubyte.gz", gzip_bytes(idx_images(4, 100)));
  std::filesystem::remove(folder / "digits/t10k-images-idx3-ubyte");
  write_small_cifar10(folder / "pictures");
  const DataSplit digits = load_dataset((folder / "digits").string() + "/");
  CHECK(digits.train.name == "digits");
  CHECK(digits.train.size() == 12);
  CHECK(digits.test.size() == 4);
  CHECK(digits.test.class_names[9] == "9");
  CHECK(image<std::uint8_t>(digits.test.images)(0, 0, 1, 0) == 101);
  const DataSplit pictures = load_dataset((folder / "pictures").string());
  CHECK(pictures.train.size() == 10);
  CHECK(pictures.train.labels.values<std::int32_t>()[8] == 5);
  CHECK(pictures.test.class_names[9] == "truck");
}

TEST_CASE("names are looked for in the data folder, and MNIST comes first", "[layering]") {
  const TemporaryFolder folder;
  const DataFolder data(folder.path());
  CHECK(data_folder() == folder.path());
  write_small_mnist(folder / "fashion-mnist");
  CHECK(load_dataset().train.name == "fashion-mnist");
  CHECK(load_dataset("fashion-mnist").test.class_names[9] == "Ankle boot");
  write_small_mnist(folder / "mnist");
  CHECK(load_dataset().train.name == "mnist");
  check_contains(error_message([] { load_dataset("cifar10"); }),
                 {(folder / "cifar10").string(), "no files of cifar10", "./strata data cifar10"});
  write_small_cifar10(folder / "cifar10");
  CHECK(load_dataset("cifar10").train.size() == 10);
}

TEST_CASE("an unknown name is wrong usage and names the known ones", "[layering]") {
  CHECK_THROWS_AS(load_dataset("fashion-minst"), UsageError);
  check_contains(error_message([] { load_dataset("fashion-minst"); }),
                 {"--data: got \"fashion-minst\"", "mnist, fashion-mnist, cifar10", "did you mean fashion-mnist?"});
}

TEST_CASE("a folder without a data set says what it should hold", "[layering]") {
  const TemporaryFolder folder;
  check_contains(loading(folder.path()),
                 {folder.path().string(), "train-images-idx3-ubyte", "data_batch_1.bin", "./strata data mnist"});
}

TEST_CASE("each kind of bad image file is named", "[layering]") {
  const TemporaryFolder folder;
  write_small_mnist(folder.path());
  const std::filesystem::path path = folder / "train-images-idx3-ubyte";
  const auto with = [&](const std::string& bytes) {
    write_file_atomically(path, bytes);
    std::string message = loading(folder.path());
    check_contains(message, {path.string() + ": got "});
    return message;
  };
  const std::string good = idx_images(12);
  check_contains(with(""), {"an empty file"});
  check_contains(with(good.substr(0, 3)), {"3 bytes, expected a header of 16", "truncated"});
  check_contains(with(good.substr(0, 15)), {"15 bytes, expected a header of 16", "truncated"});
  check_contains(with(good.substr(0, 50)),
                 {"34 bytes after the header, expected 72, because the header promises 12 x 2 x 3", "truncated"});
  check_contains(with(good + "x"), {"73 bytes after the header, expected 72", "trailing bytes"});
  check_contains(with(idx_labels(12)),
                 {"magic number 0x00000801 (an IDX label file)", "0x00000803 (an IDX image file)"});
  check_contains(with("PNG" + good), {"magic number 0x504e4700 (no IDX file"});
  check_contains(with(idx_number(0x803) + std::string(12, '\0')), {"promises no elements"});
  check_contains(with(idx_number(0x803) + std::string(12, '\xff')), {"impossible sizes"});
  check_contains(with(gzip_bytes(good).substr(0, 40)), {"breaks off after 40 bytes"});
  std::string corrupt = gzip_bytes(good);
  corrupt[corrupt.size() - 8] = static_cast<char>(corrupt[corrupt.size() - 8] ^ 1);
  check_contains(with(corrupt), {"damaged gzip data"});
}

TEST_CASE("each kind of bad label file is named", "[layering]") {
  const TemporaryFolder folder;
  write_small_mnist(folder.path());
  const std::filesystem::path path = folder / "t10k-labels-idx1-ubyte";
  const auto with = [&](const std::string& bytes) {
    write_file_atomically(path, bytes);
    return loading(folder.path());
  };
  std::string out_of_range = idx_labels(4);
  out_of_range[8 + 2] = 10;
  check_contains(with(out_of_range), {path.string(), "label 10 for sample 2 (the first is 0)", "labels from 0 to 9"});
  check_contains(with(idx_images(4)), {path.string(), "magic number 0x00000803 (an IDX image file)"});
  check_contains(with(idx_labels(5)), {path.string(), "5 labels", "4, one for each image in", "t10k-images"});
  check_contains(with(idx_labels(4).substr(0, 11)), {path.string(), "3 bytes after the header, expected 4"});
  std::filesystem::remove(path);
  check_contains(loading(folder.path()), {path.string(), "no such file"});
}

TEST_CASE("training and test images of different sizes are refused", "[layering]") {
  const TemporaryFolder folder;
  write_small_mnist(folder.path());
  std::string turned = idx_images(4);
  std::swap(turned[11], turned[15]);
  write_file_atomically(folder / "t10k-images-idx3-ubyte", turned);
  check_contains(loading(folder.path()),
                 {"test images of [H=3,W=2,C=1]", "[H=2,W=3,C=1], as the training images have"});
}

TEST_CASE("each kind of bad CIFAR-10 batch is named", "[layering]") {
  const TemporaryFolder folder;
  write_small_cifar10(folder.path());
  const std::filesystem::path path = folder / "data_batch_3.bin";
  const auto with = [&](const std::string& bytes) {
    write_file_atomically(path, bytes);
    std::string message = loading(folder.path());
    check_contains(message, {path.string() + ": got "});
    return message;
  };
  const std::string record = cifar_record(1, 1);
  check_contains(with(""), {"an empty file"});
  check_contains(with(record + record.substr(0, 100)), {"3173 bytes, which is 1 records and 100 bytes", "3073"});
  check_contains(with(gzip_bytes("")), {"0 bytes"});
  check_contains(with(record + cifar_record(10, 1)), {"label 10 for sample 1 (the first is 0)", "labels from 0 to 9"});
  check_contains(with(gzip_bytes(record).substr(0, 30)), {"breaks off after 30 bytes"});
  std::filesystem::remove(path);
  check_contains(loading(folder.path()), {path.string(), "no such file"});
}

TEST_CASE("Fashion-MNIST as Debian has it is complete") {
  const std::string folder = "/usr/share/datasets/fashion-mnist";
  if (!std::filesystem::exists(folder)) {
    WARN("the package dataset-fashion-mnist is not installed");
    return;
  }
  const DataSplit split = load_dataset(folder);
  CHECK(split.train.name == "fashion-mnist");
  CHECK(split.train.images.shape() == Shape{60'000, 28, 28, 1});
  CHECK(split.test.images.shape() == Shape{10'000, 28, 28, 1});
  std::vector<Index> count(10);
  for (const std::int32_t label : split.train.labels.values<std::int32_t>()) ++count[static_cast<std::size_t>(label)];
  CHECK(count == std::vector<Index>(10, 6'000));
}

}  // namespace
}  // namespace strata
