#include <catch2/catch.hpp>

#include "common/folders.hpp"
#include "tests/error_matchers.hpp"
#include "tests/small_mnist.hpp"
#include "tests/temporary_folder.hpp"
#include "tools/strata/data_fetch.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

const DownloadOptions quick{.attempts = 2, .pause = std::chrono::milliseconds(0)};

TEST_CASE("a data set is fetched from a mirror, checked and unpacked", "[layering]") {
  const TemporaryFolder folder;
  const SmallMnist mnist(folder.path());
  const HttpServer server([&](const HttpRequest& request) { return mnist.respond(request); });
  create_folders(folder / "data");
  const DataSource source = mnist.source(server);
  std::uintmax_t arrived = 0;
  const DataSplit split = fetch_dataset(
      source, folder / "data/mnist", [&](std::uintmax_t done) { arrived = done; }, quick);
  CHECK(split.train.size() == 12);
  CHECK(split.test.size() == 4);
  CHECK(mnist.is_complete(folder / "data/mnist"));
  CHECK(arrived == published_size(source));
  CHECK(server.requests().size() == 4);
  CHECK(std::distance(fs::directory_iterator(folder / "data"), fs::directory_iterator()) == 1);
}

TEST_CASE("a fetch that breaks off leaves no data set, and the next goes on where it broke", "[layering]") {
  const TemporaryFolder folder;
  const SmallMnist mnist(folder.path());
  bool broken = true;
  const HttpServer server([&](const HttpRequest& request) {
    HttpResponse response = mnist.respond(request);
    if (broken && request.path == "/mirror/t10k-images-idx3-ubyte.gz") response.cut_after = 10;
    return response;
  });
  create_folders(folder / "data");
  const auto fetch = [&] { fetch_dataset(mnist.source(server), folder / "data/mnist", {}, quick); };
  check_contains(error_message(fetch),
                 {"t10k-images-idx3-ubyte.gz: got ", "from " + server.url() + "/mirror/t10k-images",
                  "./strata data mnist --from", "20 of ", "the next try goes on from there"});
  CHECK_FALSE(fs::exists(folder / "data/mnist"));
  broken = false;
  const std::size_t before = server.requests().size();
  fetch();
  CHECK(mnist.is_complete(folder / "data/mnist"));
  const std::vector<HttpRequest> requests = server.requests();
  REQUIRE(requests.size() == before + 2);  // the two files that were complete are not fetched again
  CHECK(requests[before].range == "bytes=20-");
}

TEST_CASE("a mirror with other content, or without the files, changes nothing", "[layering]") {
  const TemporaryFolder folder;
  const SmallMnist mnist(folder.path());
  write_small_mnist(folder / "data/mnist");
  const auto fetching = [&](const HttpServer& server) {
    std::string message = error_message([&] { fetch_dataset(mnist.source(server), folder / "data/mnist", {}, quick); });
    CHECK(mnist.is_complete(folder / "data/mnist"));
    return message;
  };
  const HttpServer other([&](const HttpRequest& request) {
    HttpResponse response = mnist.respond(request);
    if (!response.body.empty()) response.body.back() ^= 1;
    return response;
  });
  check_contains(fetching(other), {"train-images-idx3-ubyte.gz: got a file with another checksum from"});
  const HttpServer empty([](const HttpRequest&) { return HttpResponse{.status = "404 Not Found"}; });
  check_contains(fetching(empty), {"HTTP status 404 from " + empty.url() + "/mirror/train-images-idx3-ubyte.gz"});
}

TEST_CASE("a mirror that does not resume sends a file anew", "[layering]") {
  const TemporaryFolder folder;
  const SmallMnist mnist(folder.path());
  create_folders(folder / "data/.mnist.download");
  write_file_atomically(folder / "data/.mnist.download/train-labels-idx1-ubyte.gz.part", "an earlier part");
  const HttpServer server([&](HttpRequest request) {
    request.range.clear();
    return mnist.respond(request);
  });
  fetch_dataset(mnist.source(server), folder / "data/mnist", {}, quick);
  CHECK(mnist.is_complete(folder / "data/mnist"));
  CHECK(server.requests()[1].range == "bytes=15-");
}

}  // namespace
}  // namespace strata
