#include <zlib.h>

#include <catch2/catch.hpp>
#include <string>

#include "common/atomic_file.hpp"
#include "common/gzip_file.hpp"
#include "tests/error_matchers.hpp"
#include "tests/gzip_bytes.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {
namespace {

std::string some_text(std::size_t size) {
  std::string text(size, ' ');
  unsigned state = 1;
  for (char& letter : text) {
    state = state * 1664525U + 1013904223U;
    letter = static_cast<char>('a' + (state >> 24) % 17);
  }
  return text;
}

std::string read_text(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_gzip_or_plain_file(path);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string reading_gzip(const std::filesystem::path& path) {
  return error_message([&] { read_gzip_or_plain_file(path); });
}

TEST_CASE("plain and gzip files read the same, whatever their name", "[layering]") {
  const TemporaryFolder folder;
  for (const std::size_t size : {std::size_t{1}, std::size_t{65'536}, std::size_t{300'001}}) {
    const std::string text = some_text(size);
    write_file_atomically(folder / "plain.gz", text);
    write_file_atomically(folder / "packed", gzip_bytes(text));
    CHECK(read_text(folder / "plain.gz") == text);
    CHECK(read_text(folder / "packed") == text);
  }
}

TEST_CASE("a gzip file of several members reads as one", "[layering]") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "members.gz", gzip_bytes("one ") + gzip_bytes("") + gzip_bytes("two"));
  CHECK(read_text(folder / "members.gz") == "one two");
}

TEST_CASE("a missing and an empty file are named", "[layering]") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "empty.gz", "");
  check_contains(reading_gzip(folder / "empty.gz"), {(folder / "empty.gz").string(), "an empty file", "fetch or copy"});
  check_contains(reading_gzip(folder / "missing.gz"), {(folder / "missing.gz").string(), "no such file"});
}

TEST_CASE("a gzip file cut anywhere is reported as truncated", "[layering]") {
  const TemporaryFolder folder;
  const std::string packed = gzip_bytes(some_text(2'000));
  for (std::size_t size = 2; size < packed.size(); ++size) {
    const std::string message =
        error_message([&] { unpack_gzip(std::as_bytes(std::span(packed.data(), size)), "cut.gz"); });
    INFO("cut to " << size << " of " << packed.size() << " bytes: " << message);
    const std::string found = "cut.gz: got a .gz file that breaks off after " + std::to_string(size) + " bytes";
    REQUIRE(message.starts_with(found));
  }
}

TEST_CASE("a gzip file with any byte changed never reads as good data", "[layering]") {
  const std::string text = some_text(2'000);
  const std::string packed = gzip_bytes(text);
  constexpr std::size_t header_size = 10;  // flags and times: a change there may leave the data as it is
  int damaged = 0;
  for (std::size_t position = header_size; position < packed.size(); ++position) {
    std::string changed = packed;
    changed[position] = static_cast<char>(changed[position] ^ 0x10);
    const std::string message = error_message([&] { unpack_gzip(std::as_bytes(std::span(changed)), "changed.gz"); });
    damaged += message.find("damaged gzip data") != std::string::npos ? 1 : 0;
  }
  CHECK(damaged > 900);  // the rest breaks off or ends early, and was an error as well
}

TEST_CASE("a wrong checksum inside a gzip file is named", "[layering]") {
  std::string packed = gzip_bytes("some data");
  packed[packed.size() - 8] = static_cast<char>(packed[packed.size() - 8] ^ 1);
  check_contains(error_message([&] { unpack_gzip(std::as_bytes(std::span(packed)), "bad.gz"); }),
                 {"bad.gz", "damaged gzip data (incorrect data check)", "an intact .gz file"});
}

TEST_CASE("bytes after the end of gzip data are an error", "[layering]") {
  const std::string packed = gzip_bytes("some data") + "rest";
  check_contains(error_message([&] { unpack_gzip(std::as_bytes(std::span(packed)), "long.gz"); }),
                 {"long.gz", "4 bytes after the end"});
}

}  // namespace
}  // namespace strata
