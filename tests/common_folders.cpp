#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "common/atomic_file.hpp"
#include "common/folders.hpp"
#include "tests/error_matchers.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {
namespace {

TEST_CASE("a folder takes the place of another at once", "[layering]") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "new");
  write_file_atomically(folder / "new/file", "one");
  replace_folder(folder / "new", folder / "place");
  CHECK(std::filesystem::exists(folder / "place/file"));
  std::filesystem::create_directories(folder / "new");
  write_file_atomically(folder / "new/other", "two");
  replace_folder(folder / "new", folder / "place");
  CHECK(std::filesystem::exists(folder / "place/other"));
  CHECK_FALSE(std::filesystem::exists(folder / "place/file"));
  CHECK(folder.entries() == 1);
  check_contains(error_message([&] { replace_folder(folder / "new", folder / "place"); }), {"place", "No such file"});
  CHECK(std::filesystem::exists(folder / "place/other"));
}

TEST_CASE("folders are created with those above them, or the message says why not", "[layering]") {
  const TemporaryFolder folder;
  create_folders(folder / "a/b/c");
  create_folders(folder / "a/b/c");
  CHECK(std::filesystem::is_directory(folder / "a/b/c"));
  write_file_atomically(folder / "file", "text");
  check_contains(error_message([&] { create_folders(folder / "file"); }), {(folder / "file").string(), "directory"});
  check_contains(error_message([&] { create_folders(folder / "file/a"); }), {"file/a", "Not a directory"});
}

TEST_CASE("the files in a folder come sorted, without its folders", "[layering]") {
  const TemporaryFolder folder;
  create_folders(folder / "a");
  write_file_atomically(folder / "c", "");
  write_file_atomically(folder / "b", "");
  CHECK(files_in(folder.path()) == std::vector<std::filesystem::path>{folder / "b", folder / "c"});
  check_contains(error_message([&] { files_in(folder / "none"); }), {"none", "No such file", "check the path"});
}

TEST_CASE("a folder has one lock at a time", "[layering]") {
  const TemporaryFolder folder;
  {
    const FolderLock lock(folder.path());
    check_contains(error_message([&] { const FolderLock second(folder.path()); }),
                   {folder.path().string(), "another process that is changing this folder"});
  }
  const FolderLock again(folder.path());
  check_contains(error_message([&] { const FolderLock none(folder / "none"); }), {"none", "No such file"});
}

}  // namespace
}  // namespace strata
