#include "01_tensors/idx.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "common/error.hpp"
#include "common/gzip_file.hpp"

namespace strata {
namespace {

constexpr std::uint32_t image_magic = 0x00000803;
constexpr std::uint32_t label_magic = 0x00000801;

const char* kind_of(std::uint32_t magic) {
  if (magic == image_magic) return "an IDX image file";
  if (magic == label_magic) return "an IDX label file";
  return "no IDX file of images or labels";
}

/// An IDX file in memory: its header's sizes checked against the bytes that follow.
class IdxFile {
 public:
  IdxFile(const std::filesystem::path& path, std::uint32_t magic, std::size_t sizes)
      : path_(path), bytes_(read_gzip_or_plain_file(path)) {
    const std::size_t header = 4 * (1 + sizes);
    if (bytes_.size() < 4) {
      fail(fmt::format("{} bytes", bytes_.size()), fmt::format("a header of {}", header), "the file is truncated");
    }
    expect_magic(magic);
    if (bytes_.size() < header) {
      fail(fmt::format("{} bytes", bytes_.size()), fmt::format("a header of {}", header), "the file is truncated");
    }
    expect_sizes(sizes);
    elements_ = std::span(bytes_).subspan(header);
  }

  Index size(std::size_t axis) const { return static_cast<Index>(number(1 + axis)); }

  std::span<const std::byte> elements() const { return elements_; }

 private:
  std::uint32_t number(std::size_t position) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | std::to_integer<std::uint32_t>(bytes_[4 * position + i]);
    return value;
  }

  void expect_magic(std::uint32_t magic) const {
    if (number(0) == magic) return;
    fail(fmt::format("magic number 0x{:08x} ({})", number(0), kind_of(number(0))),
         fmt::format("0x{:08x} ({})", magic, kind_of(magic)), "check that images and labels are not mixed up");
  }

  void expect_sizes(std::size_t sizes) const {
    std::string promised;
    Index count = 1;
    for (std::size_t axis = 0; axis < sizes; ++axis) {
      promised += (axis == 0 ? "" : " x ") + std::to_string(size(axis));
      if (size(axis) == 0) fail("a header that promises no elements", "sizes of 1 or more", "");
      if (__builtin_mul_overflow(count, size(axis), &count)) fail("a header of impossible sizes", "real ones", "");
    }
    const auto found = static_cast<Index>(bytes_.size() - 4 * (1 + sizes));
    if (found == count) return;
    fail(fmt::format("{} bytes after the header", found),
         fmt::format("{}, because the header promises {}", count, promised),
         found < count ? "the file is truncated; fetch it again" : "the file has trailing bytes; fetch it again");
  }

  [[noreturn]] void fail(const std::string& got, const std::string& expected, const std::string& hint) const {
    throw Error({path_.string(), got, expected, hint});
  }

  std::filesystem::path path_;
  std::vector<std::byte> bytes_;
  std::span<const std::byte> elements_;
};

}  // namespace

Tensor read_idx_images(const std::filesystem::path& path) {
  const IdxFile file(path, image_magic, 3);
  Tensor images({{file.size(0), file.size(1), file.size(2), 1}, "NHWC"}, {Device::cpu, Dtype::u8});
  std::memcpy(images.data<std::uint8_t>(), file.elements().data(), file.elements().size());
  return images;
}

Tensor read_idx_labels(const std::filesystem::path& path, Index class_count) {
  const IdxFile file(path, label_magic, 1);
  Tensor labels({{file.size(0)}, "N"}, {Device::cpu, Dtype::i32});
  const auto bytes = file.elements();
  const auto wrong = std::ranges::find_if(bytes, [&](std::byte b) { return std::to_integer<Index>(b) >= class_count; });
  if (wrong != bytes.end()) {
    throw Error(
        {path.string(),
         fmt::format("label {} for sample {} (the first is 0)", std::to_integer<int>(*wrong), wrong - bytes.begin()),
         fmt::format("labels from 0 to {}", class_count - 1), "the file is damaged or has other classes"});
  }
  std::ranges::transform(bytes, labels.data<std::int32_t>(), [](std::byte b) { return std::to_integer<int>(b); });
  return labels;
}

}  // namespace strata
