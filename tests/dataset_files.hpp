#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "common/atomic_file.hpp"

namespace strata {

/// A number as an IDX header has it: 32 bits, the highest byte first.
inline std::string idx_number(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xff);
  return bytes;
}

/// An IDX file of `count` images of 2 rows and 3 columns, pixels counting up from `first`.
inline std::string idx_images(std::uint32_t count, int first = 0) {
  std::string bytes = idx_number(0x803) + idx_number(count) + idx_number(2) + idx_number(3);
  for (std::uint32_t i = 0; i < count * 6; ++i)
    bytes += static_cast<char>((static_cast<std::uint32_t>(first) + i) & 0xff);
  return bytes;
}

/// An IDX file of labels 0, 1, ... 9, 0, ...
inline std::string idx_labels(std::uint32_t count) {
  std::string bytes = idx_number(0x801) + idx_number(count);
  for (std::uint32_t i = 0; i < count; ++i) bytes += static_cast<char>(i % 10);
  return bytes;
}

/// One record of a CIFAR-10 batch: every red value is `red`, green one more, blue two more.
inline std::string cifar_record(int label, int red) {
  std::string bytes(1, static_cast<char>(label));
  for (int channel = 0; channel < 3; ++channel) bytes += std::string(1024, static_cast<char>(red + channel));
  return bytes;
}

/// MNIST's four files: 12 training and 4 test images of 2 rows and 3 columns.
inline void write_small_mnist(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  write_file_atomically(folder / "train-images-idx3-ubyte", idx_images(12));
  write_file_atomically(folder / "train-labels-idx1-ubyte", idx_labels(12));
  write_file_atomically(folder / "t10k-images-idx3-ubyte", idx_images(4, 100));
  write_file_atomically(folder / "t10k-labels-idx1-ubyte", idx_labels(4));
}

/// CIFAR-10's six files, two records each.
inline void write_small_cifar10(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (int batch = 1; batch <= 5; ++batch) {
    const std::string records = cifar_record(batch, 10 * batch) + cifar_record(9, 10 * batch + 5);
    write_file_atomically(folder / ("data_batch_" + std::to_string(batch) + ".bin"), records);
  }
  write_file_atomically(folder / "test_batch.bin", cifar_record(0, 100) + cifar_record(1, 200));
}

}  // namespace strata
