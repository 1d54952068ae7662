#include "common/gzip_file.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "common/error.hpp"
#include "common/read_file.hpp"

namespace strata {
namespace {

constexpr const char* fetch_again = "fetch or copy the file again";

/// One run of zlib over data in memory.
class Inflater {
 public:
  Inflater(std::span<const std::byte> packed, std::string where) : packed_(packed), where_(std::move(where)) {
    constexpr int gzip_only = 16;
    if (inflateInit2(&stream_, MAX_WBITS + gzip_only) != Z_OK) throw std::bad_alloc();
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  std::vector<std::byte> unpack() {
    do {
      unpack_member();
      if (is_gzip(rest()) && inflateReset(&stream_) != Z_OK) throw std::bad_alloc();
    } while (is_gzip(rest()));
    if (!rest().empty()) {
      throw Error({where_, fmt::format("{} bytes after the end of the gzip data", rest().size()),
                   "a .gz file that ends there", fetch_again});
    }
    unpacked_.resize(size_);
    return std::move(unpacked_);
  }

 private:
  std::span<const std::byte> rest() const { return packed_.subspan(position_); }

  void unpack_member() {
    int result = Z_OK;
    while (result != Z_STREAM_END) {
      // zlib counts in 32 bits, so that long data goes through it in pieces.
      constexpr std::size_t limit = std::numeric_limits<uInt>::max();
      if (size_ == unpacked_.size()) unpacked_.resize(std::max<std::size_t>(1 << 16, 2 * size_));
      const auto input = static_cast<uInt>(std::min(limit, rest().size()));
      const auto output = static_cast<uInt>(std::min(limit, unpacked_.size() - size_));
      stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(rest().data()));
      stream_.avail_in = input;
      stream_.next_out = reinterpret_cast<Bytef*>(unpacked_.data() + size_);
      stream_.avail_out = output;
      result = inflate(&stream_, Z_NO_FLUSH);
      position_ += input - stream_.avail_in;
      size_ += output - stream_.avail_out;
      if (result == Z_MEM_ERROR) throw std::bad_alloc();
      if (result == Z_DATA_ERROR || result == Z_NEED_DICT) fail_damaged();
      if (result == Z_BUF_ERROR || (result == Z_OK && rest().empty() && stream_.avail_out > 0)) fail_truncated();
    }
  }

  [[noreturn]] void fail_damaged() const {
    const std::string reason = stream_.msg == nullptr ? "no details" : stream_.msg;
    throw Error({where_, fmt::format("damaged gzip data ({}) near byte {} of {}", reason, position_, packed_.size()),
                 "an intact .gz file", fetch_again});
  }

  [[noreturn]] void fail_truncated() const {
    throw Error({where_, fmt::format("a .gz file that breaks off after {} bytes", packed_.size()),
                 "a complete .gz file", fetch_again});
  }

  std::span<const std::byte> packed_;
  std::string where_;
  z_stream stream_{};
  std::size_t position_ = 0;
  std::vector<std::byte> unpacked_;
  std::size_t size_ = 0;
};

}  // namespace

bool is_gzip(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
}

std::vector<std::byte> unpack_gzip(std::span<const std::byte> packed, const std::string& where) {
  return Inflater(packed, where).unpack();
}

std::vector<std::byte> read_gzip_or_plain_file(const std::filesystem::path& path) {
  std::vector<std::byte> bytes = read_file(path);
  if (bytes.empty()) throw Error({path.string(), "an empty file", "data", fetch_again});
  return is_gzip(bytes) ? unpack_gzip(bytes, path.string()) : bytes;
}

}  // namespace strata
