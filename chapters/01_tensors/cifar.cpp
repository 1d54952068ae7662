#include "01_tensors/cifar.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <span>
#include <string>

#include "common/error.hpp"
#include "common/gzip_file.hpp"
#include "common/parallel.hpp"

namespace strata {
namespace {

constexpr Index side = 32;
constexpr Index channels = 3;
constexpr Index pixels = side * side;
constexpr Index image_bytes = channels * pixels;
constexpr Index record_bytes = 1 + image_bytes;
constexpr int cifar_classes = 10;

std::vector<std::byte> read_records(const std::filesystem::path& path) {
  std::vector<std::byte> bytes = read_gzip_or_plain_file(path);
  const auto size = static_cast<Index>(bytes.size());
  if (size == 0 || size % record_bytes != 0) {
    throw Error(
        {path.string(),
         fmt::format("{} bytes, which is {} records and {} bytes", size, size / record_bytes, size % record_bytes),
         fmt::format("whole records of {} bytes", record_bytes), "the file is truncated or no CIFAR-10 batch"});
  }
  for (Index record = 0; record * record_bytes < size; ++record) {
    const int label = std::to_integer<int>(bytes[static_cast<std::size_t>(record * record_bytes)]);
    if (label < cifar_classes) continue;
    throw Error({path.string(), fmt::format("label {} for sample {} (the first is 0)", label, record),
                 fmt::format("labels from 0 to {}", cifar_classes - 1), "the file is damaged or no CIFAR-10 batch"});
  }
  return bytes;
}

// Three planes of one value per pixel become pixels of three values.
void interleave(const std::byte* planes, std::uint8_t* image) {
  for (Index pixel = 0; pixel < pixels; ++pixel) {
    for (Index channel = 0; channel < channels; ++channel) {
      image[pixel * channels + channel] = std::to_integer<std::uint8_t>(planes[channel * pixels + pixel]);
    }
  }
}

}  // namespace

CifarImages read_cifar10(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::vector<std::byte>> files;
  Index count = 0;
  for (const auto& path : paths) {
    files.push_back(read_records(path));
    count += static_cast<Index>(files.back().size()) / record_bytes;
  }
  CifarImages result{Tensor({{count, side, side, channels}, "NHWC"}, {Device::cpu, Dtype::u8}),
                     Tensor({{count}, "N"}, {Device::cpu, Dtype::i32})};
  auto* image = result.images.data<std::uint8_t>();
  auto* label = result.labels.data<std::int32_t>();
  for (const std::vector<std::byte>& file : files) {
    const Index records = static_cast<Index>(file.size()) / record_bytes;
    constexpr Index grain = 1000;
    parallel_for(records, grain, [&](Index begin, Index end) {
      for (Index i = begin; i < end; ++i) {
        const std::byte* record = file.data() + i * record_bytes;
        label[i] = std::to_integer<std::int32_t>(record[0]);
        interleave(record + 1, image + i * image_bytes);
      }
    });
    image += records * image_bytes;
    label += records;
  }
  return result;
}

}  // namespace strata
