#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "common/atomic_file.hpp"
#include "common/checksum.hpp"
#include "common/read_file.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"
#include "tests/full_disk.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {
namespace {

std::string hexadecimal_sha256(std::string_view text) {
  return hexadecimal(sha256(std::as_bytes(std::span(text.data(), text.size()))));
}

TEST_CASE("an atomic file appears at commit and replaces an earlier one", "[layering]") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "result.txt", "first");
  CHECK(text_of(folder / "result.txt") == "first");
  AtomicFile file(folder / "result.txt");
  file.write("second ");
  file.write(std::string(200'000, 'x'));
  CHECK(text_of(folder / "result.txt") == "first");
  file.commit();
  CHECK(text_of(folder / "result.txt") == "second " + std::string(200'000, 'x'));
  CHECK(folder.entries() == 1);
}

TEST_CASE("an atomic file that is never committed leaves nothing behind", "[layering]") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "result.txt", "earlier");
  {
    AtomicFile file(folder / "result.txt");
    file.write(std::string(200'000, 'x'));
    CHECK(folder.entries() == 2);
  }
  CHECK(text_of(folder / "result.txt") == "earlier");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a full disk gives one sentence and keeps the earlier file", "[layering]") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "result.txt", "earlier");
  const std::string message = error_message([&] {
    const FullDisk full(100'000);
    write_file_atomically(folder / "result.txt", std::string(300'000, 'x'));
  });
  check_contains(message, {(folder / "result.txt").string(), "File too large", "after 100000 bytes",
                           "to write the whole file", "the earlier file there is unchanged"});
  CHECK(text_of(folder / "result.txt") == "earlier");
  CHECK(folder.entries() == 1);
}

TEST_CASE("an atomic file respects the permissions that new files get", "[layering]") {
  const TemporaryFolder folder;
  const mode_t mask = ::umask(027);
  write_file_atomically(folder / "result.txt", "text");
  ::umask(mask);
  struct stat status {};
  REQUIRE(::stat((folder / "result.txt").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
}

TEST_CASE("an atomic file written through a link replaces the file that the link names", "[layering]") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "real.txt", "earlier");
  std::filesystem::create_symlink(folder / "real.txt", folder / "link.txt");
  write_file_atomically(folder / "link.txt", "new");
  CHECK(text_of(folder / "real.txt") == "new");
  CHECK(std::filesystem::is_symlink(folder / "link.txt"));
}

TEST_CASE("an atomic file refuses what it cannot replace", "[layering]") {
  const TemporaryFolder folder;
  const auto writing = [](const std::filesystem::path& path) {
    return error_message([&] { write_file_atomically(path, "text"); });
  };
  const std::filesystem::path pipe = folder / "pipe";  // no device: a failing test would replace the system's own
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  check_contains(writing(pipe), {pipe.string(), "a device or a pipe", "regular file"});
  CHECK(std::filesystem::is_fifo(pipe));
  check_contains(writing(folder.path()), {folder.path().string(), "a folder"});
  check_contains(writing(folder / "missing/result.txt"), {"missing/result.txt", "No such file", "create the folder"});
}

TEST_CASE("rename_durably moves a file over an earlier one", "[layering]") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "part", "new");
  write_file_atomically(folder / "whole", "earlier");
  rename_durably(folder / "part", folder / "whole");
  CHECK(text_of(folder / "whole") == "new");
  CHECK(folder.entries() == 1);
  check_contains(error_message([&] { rename_durably(folder / "part", folder / "whole"); }), {"whole", "No such file"});
}

TEST_CASE("reading names a file that is missing, a folder or a device", "[layering]") {
  const TemporaryFolder folder;
  const auto reading = [](const std::filesystem::path& path) { return error_message([&] { read_file(path); }); };
  check_contains(reading(folder / "none"), {(folder / "none").string(), "no such file", "check the path"});
  check_contains(reading(folder.path()), {"Is a directory", "name a file inside"});
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  check_contains(reading(folder / "pipe"), {"a device or a pipe"});
}

TEST_CASE("reading names a file that may not be read", "[layering]") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "secret", "text");
  ::chmod((folder / "secret").c_str(), 0);
  const bool root = ::geteuid() == 0;
  constexpr uid_t nobody = 65534;
  if (root) REQUIRE(::seteuid(nobody) == 0);  // root may read everything
  std::string message;
  try {
    read_file(folder / "secret");
  } catch (const Error& error) {
    message = error.what();
  }
  if (root) REQUIRE(::seteuid(0) == 0);
  check_contains(message, {"secret", "Permission denied", "chmod"});
}

TEST_CASE("SHA-256 gives the digests of the standard's examples", "[layering]") {
  CHECK(hexadecimal_sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hexadecimal_sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hexadecimal_sha256(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 in pieces and of a file equals SHA-256 of the whole", "[layering]") {
  const TemporaryFolder folder;
  const std::string text(200'001, 'q');
  write_file_atomically(folder / "data", text);
  const auto bytes = std::as_bytes(std::span(text));
  Sha256 sum;
  for (int repetition = 0; repetition < 2; ++repetition) {
    for (std::size_t begin = 0; begin < bytes.size(); begin += 777) {
      sum.update(bytes.subspan(begin, std::min<std::size_t>(777, bytes.size() - begin)));
    }
    CHECK(sum.finish() == sha256(bytes));
  }
  CHECK(sha256_of_file(folder / "data") == sha256(bytes));
}

}  // namespace
}  // namespace strata
