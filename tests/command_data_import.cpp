#include <catch2/catch.hpp>

#include "common/folders.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"
#include "tests/full_disk.hpp"
#include "tests/small_mnist.hpp"
#include "tests/tar_file.hpp"
#include "tests/temporary_folder.hpp"
#include "tools/strata/data_import.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

TEST_CASE("files are taken from a folder in every packing", "[layering]") {
  const TemporaryFolder folder;
  const SmallMnist mnist(folder.path());
  std::vector<std::pair<std::string, std::string>> plain;
  std::vector<std::pair<std::string, std::string>> packed;
  create_folders(folder / "gz");
  create_folders(folder / "tar.gz");
  create_folders(folder / "tar.xz");
  for (const std::string& name : mnist.source().files) {
    const std::string content = text_of(mnist.original() / name);
    plain.emplace_back("some/folder/" + name, content);
    packed.emplace_back(name + ".gz", gzip_bytes(content));
    write_file_atomically(folder / "gz" / (name + ".gz"), packed.back().second);
  }
  write_tar(folder / "tar.gz/anything.tar.gz", packed);
  write_tar(folder / "tar.xz/anything.tar.xz", plain);
  create_folders(folder / "parent");
  fs::create_directory_symlink(folder / "gz", folder / "parent/mnist");
  for (const std::string from : {"original", "gz", "tar.gz", "tar.xz", "parent"}) {
    INFO(from);
    fs::remove_all(folder / "data");
    create_folders(folder / "data");
    import_dataset(mnist.source(), folder / from, folder / "data/mnist");
    CHECK(mnist.is_complete(folder / "data/mnist"));
    CHECK(std::distance(fs::directory_iterator(folder / "data"), fs::directory_iterator()) == 1);
  }
}

TEST_CASE("CIFAR-10 is taken from its archive", "[layering]") {
  const TemporaryFolder folder;
  write_small_cifar10(folder / "batches");
  const DataSplit split = load_dataset_folder(folder / "batches", "cifar10");
  DataSource source = data_source("cifar10");
  source.train_digest = record_digest(split.train);
  source.test_digest = record_digest(split.test);
  std::vector<std::pair<std::string, std::string>> files = {{"cifar-10-batches-bin/batches.meta.txt", "airplane"}};
  for (const std::string& name : source.files) {
    files.emplace_back("cifar-10-batches-bin/" + name, text_of(folder / "batches" / name));
  }
  create_folders(folder / "from");
  write_tar(folder / "from/cifar-10-binary.tar.gz", files);
  CHECK(import_dataset(source, folder / "from", folder / "cifar10").train.size() == 10);
  CHECK(load_dataset_folder(folder / "cifar10", "cifar10").test.size() == 2);
  CHECK_FALSE(fs::exists(folder / "cifar10/batches.meta.txt"));
}

TEST_CASE("the digest depends on the records, and not on their order", "[layering]") {
  const TemporaryFolder folder;
  const auto digest_of = [&](const std::vector<std::string>& records) {
    std::string bytes;
    for (const std::string& record : records) bytes += record;
    write_small_cifar10(folder.path());
    write_file_atomically(folder / "test_batch.bin", bytes);
    return record_digest(load_dataset_folder(folder.path(), "cifar10").test);
  };
  const std::string a = cifar_record(1, 10);
  const std::string b = cifar_record(2, 20);
  const std::string c = cifar_record(3, 30);
  const std::string digest = digest_of({a, b, c});
  CHECK(digest.size() == 64);
  CHECK(digest_of({c, a, b}) == digest);
  CHECK(digest_of({a, b}) != digest);
  CHECK(digest_of({a, b, c, c}) != digest);
  CHECK(digest_of({cifar_record(2, 10), cifar_record(1, 20), c}) != digest);  // labels changed places
  CHECK(digest_of({a, b, cifar_record(3, 31)}) != digest);
}

TEST_CASE("a folder without the right files is refused, and what is there stays", "[layering]") {
  const TemporaryFolder folder;
  const SmallMnist mnist(folder.path());
  write_small_mnist(folder / "data/mnist");
  create_folders(folder / "from");
  const auto importing = [&] {
    std::string message =
        error_message([&] { import_dataset(mnist.source(), folder / "from", folder / "data/mnist"); });
    CHECK(mnist.is_complete(folder / "data/mnist"));
    CHECK(std::distance(fs::directory_iterator(folder / "data"), fs::directory_iterator()) == 1);
    return message;
  };
  const std::string from = (folder / "from").string();
  check_contains(importing(), {from + ": got no files of mnist", "train-images-idx3-ubyte", "after --from"});
  write_small_mnist(folder / "from");
  fs::remove(folder / "from/t10k-labels-idx1-ubyte");
  check_contains(importing(), {from + ": got no t10k-labels-idx1-ubyte", "all 4 files of mnist"});
  write_file_atomically(folder / "from/t10k-labels-idx1-ubyte", idx_labels(5));
  check_contains(importing(), {"t10k-labels-idx1-ubyte from " + from + ": got 5 labels"});
  std::string changed = idx_labels(4);
  changed.back() = 9;
  write_file_atomically(folder / "from/t10k-labels-idx1-ubyte", changed);
  check_contains(importing(), {from + ": got 4 test images whose digest is ", "those of mnist", "another data set"});
  fs::remove(folder / "from/t10k-labels-idx1-ubyte");
  write_file_atomically(folder / "from/t10k-labels-idx1-ubyte.gz", gzip_bytes(idx_labels(4)).substr(0, 20));
  check_contains(importing(), {from + "/t10k-labels-idx1-ubyte.gz: got a .gz file that breaks off"});
  fs::remove_all(folder / "from");
  check_contains(importing(), {from + ": got no such folder"});
}

TEST_CASE("of several places in a folder, the one with the right records counts", "[layering]") {
  const TemporaryFolder folder;
  const SmallMnist mnist(folder.path());
  std::vector<std::pair<std::string, std::string>> right;
  std::vector<std::pair<std::string, std::string>> wrong;
  for (const std::string& name : mnist.source().files) right.emplace_back(name, text_of(mnist.original() / name));
  wrong = right;
  wrong[1].second.back() = 9;
  create_folders(folder / "from");
  write_file_atomically(folder / "from/a.tar.gz", "no archive at all");
  write_tar(folder / "from/b.tar.xz", wrong);
  write_tar(folder / "from/c.tar", {{"readme.txt", "nothing of interest"}});
  check_contains(error_message([&] { import_dataset(mnist.source(), folder / "from", folder / "mnist"); }),
                 {"a.tar.gz: got an archive that cannot be read"});
  write_tar(folder / "from/d.tar.gz", right);
  create_folders(folder / ".mnist.new");
  write_file_atomically(folder / ".mnist.new/stray", "left by a run that was killed");
  import_dataset(mnist.source(), folder / "from", folder / "mnist");
  CHECK(mnist.is_complete(folder / "mnist"));
  CHECK_FALSE(fs::exists(folder / "mnist/stray"));
}

TEST_CASE("a full disk keeps the data set that is there", "[layering]") {
  const TemporaryFolder folder;
  const SmallMnist mnist(folder.path());
  write_small_mnist(folder / "data/mnist");
  check_contains(error_message([&] {
                   const FullDisk full(50);
                   import_dataset(mnist.source(), mnist.original(), folder / "data/mnist");
                 }),
                 {"File too large", "after 50 bytes"});
  CHECK(mnist.is_complete(folder / "data/mnist"));
  CHECK(std::distance(fs::directory_iterator(folder / "data"), fs::directory_iterator()) == 1);
}

TEST_CASE("Fashion-MNIST as Debian has it has the published records") {
  const std::string debian = "/usr/share/datasets/fashion-mnist";
  if (!fs::exists(debian)) {
    WARN("the package dataset-fashion-mnist is not installed");
    return;
  }
  const TemporaryFolder folder;
  const DataSplit split = import_dataset(data_source("fashion-mnist"), debian, folder / "fashion-mnist");
  CHECK(split.train.size() == 60'000);
  CHECK(split.test.size() == 10'000);
}

}  // namespace
}  // namespace strata
