#include <catch2/catch.hpp>
#include <map>

#include "common/archive.hpp"
#include "common/atomic_file.hpp"
#include "common/read_file.hpp"
#include "tests/error_matchers.hpp"
#include "tests/tar_file.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {
namespace {

std::map<std::string, std::string> contents(const std::filesystem::path& path) {
  std::map<std::string, std::string> found;
  read_archive(
      path, [](const std::string& name) { return name != "readme.html"; },
      [&](const std::string& name, const std::vector<std::byte>& bytes) {
        found[name] = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
      });
  return found;
}

std::string reading_archive(const std::filesystem::path& path) {
  return error_message([&] { contents(path); });
}

TEST_CASE("archives of every packing give the files that are wanted", "[layering]") {
  const TemporaryFolder folder;
  const std::string long_text(2'500'000, 'q');
  for (const std::string name : {"a.tar", "a.tar.gz", "a.tar.xz"}) {
    write_tar(folder / name, {{"batches/one.bin", "first"}, {"readme.html", "no"}, {"../../two.bin", long_text}});
    const auto found = contents(folder / name);
    CHECK(found.size() == 2);
    CHECK(found.at("one.bin") == "first");
    CHECK(found.at("two.bin") == long_text);
  }
}

TEST_CASE("a bad archive is named", "[layering]") {
  const TemporaryFolder folder;
  check_contains(reading_archive(folder / "none.tar.gz"), {(folder / "none.tar.gz").string(), "no such file"});
  write_file_atomically(folder / "text.tar.gz", "this is no archive, whatever its name says");
  check_contains(reading_archive(folder / "text.tar.gz"), {"text.tar.gz", "an archive that cannot be read"});
  std::string content(100'000, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * i % 253 ^ i >> 9);
  for (const std::string name : {"a.tar", "a.tar.gz", "a.tar.xz"}) {
    write_tar(folder / name, {{"one.bin", content}, {"two.bin", content}});
    std::vector<std::byte> bytes = read_file(folder / name);
    bytes.resize(bytes.size() * 2 / 5);
    write_file_atomically(folder / name, bytes);
    check_contains(reading_archive(folder / name),
                   {(folder / name).string(), "an archive that cannot be read", "again"});
  }
}

}  // namespace
}  // namespace strata
