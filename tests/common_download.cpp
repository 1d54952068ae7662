#include <catch2/catch.hpp>

#include "common/atomic_file.hpp"
#include "common/checksum.hpp"
#include "common/download.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"
#include "tests/http_server.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {
namespace {

const DownloadOptions quick{.attempts = 3, .pause = std::chrono::milliseconds(0)};

std::string some_file(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * i % 253);
  return text;
}

RemoteFile published(const std::string& content, std::vector<std::string> urls) {
  return {std::move(urls), content.size(), hexadecimal(sha256(std::as_bytes(std::span(content))))};
}

TEST_CASE("a download arrives whole, and is not fetched twice", "[layering]") {
  const TemporaryFolder folder;
  const std::string content = some_file(300'000);
  const HttpServer server([&](const HttpRequest& request) { return ranged_response(request, content); });
  const RemoteFile file = published(content, {server.url() + "/file"});
  std::uintmax_t arrived = 0;
  DownloadOptions options = quick;
  options.progress = [&](std::uintmax_t bytes) { arrived = bytes; };
  download(file, folder / "file", options);
  download(file, folder / "file", options);
  CHECK(text_of(folder / "file") == content);
  CHECK(arrived == content.size());
  CHECK(server.requests().size() == 1);
  CHECK(server.requests()[0].path == "/file");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a connection that breaks is taken up where it broke", "[layering]") {
  const TemporaryFolder folder;
  const std::string content = some_file(300'000);
  const HttpServer server([&](const HttpRequest& request) {
    HttpResponse response = ranged_response(request, content);
    if (request.range_begin() < 200'000) response.cut_after = 100'000;
    return response;
  });
  download(published(content, {server.url() + "/file"}), folder / "file", quick);
  CHECK(text_of(folder / "file") == content);
  const auto requests = server.requests();
  REQUIRE(requests.size() == 3);
  CHECK(requests[0].range.empty());
  CHECK(requests[1].range == "bytes=100000-");
  CHECK(requests[2].range == "bytes=200000-");
}

TEST_CASE("a later run goes on with what an earlier one left", "[layering]") {
  const TemporaryFolder folder;
  const std::string content = some_file(300'000);
  bool broken = true;
  const HttpServer server([&](const HttpRequest& request) {
    HttpResponse response = ranged_response(request, content);
    if (broken) response.cut_after = request.range.empty() ? 120'000 : 0;
    return response;
  });
  const RemoteFile file = published(content, {server.url() + "/file"});
  check_contains(error_message([&] { download(file, folder / "file", quick); }),
                 {(folder / "file").string() + ": got ", server.url() + "/file", "file of 300000 bytes",
                  "120000 of 300000 bytes are kept"});
  CHECK_FALSE(std::filesystem::exists(folder / "file"));
  CHECK(text_of(folder / "file.part") == content.substr(0, 120'000));
  broken = false;
  download(file, folder / "file", quick);
  CHECK(text_of(folder / "file") == content);
  CHECK(server.requests().back().range == "bytes=120000-");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a server without ranges sends the file from its start", "[layering]") {
  const TemporaryFolder folder;
  const std::string content = some_file(50'000);
  write_file_atomically(folder / "file.part", "what an earlier run left");
  const HttpServer server([&](const HttpRequest&) { return HttpResponse{.body = content}; });
  download(published(content, {server.url() + "/file"}), folder / "file", quick);
  CHECK(text_of(folder / "file") == content);
  REQUIRE(server.requests().size() == 1);
  CHECK(server.requests()[0].range == "bytes=24-");
}

TEST_CASE("a wrong beginning from an earlier run is found out and fetched anew", "[layering]") {
  const TemporaryFolder folder;
  const std::string content = some_file(50'000);
  const HttpServer server([&](const HttpRequest& request) { return ranged_response(request, content); });
  const RemoteFile file = published(content, {server.url() + "/file"});
  for (const std::size_t size : {std::size_t{24}, content.size(), content.size() + 1}) {
    write_file_atomically(folder / "file.part", std::string(size, 'x'));
    std::filesystem::remove(folder / "file");
    download(file, folder / "file", quick);
    CHECK(text_of(folder / "file") == content);
  }
}

TEST_CASE("a part that is not the one asked for is never put into the file", "[layering]") {
  const TemporaryFolder folder;
  const std::string content = some_file(50'000);
  write_file_atomically(folder / "file.part", content.substr(0, 1'000));
  const HttpServer server([&](const HttpRequest&) {
    return HttpResponse{
        .status = "206 Partial Content", .headers = "Content-Range: bytes 0-49999/50000\r\n", .body = content};
  });
  check_contains(error_message([&] { download(published(content, {server.url() + "/file"}), folder / "file", quick); }),
                 {"another part of the file than the one from byte 1000"});
  CHECK(text_of(folder / "file.part") == content.substr(0, 1'000));
}

TEST_CASE("wrong content never gets the file's name", "[layering]") {
  const TemporaryFolder folder;
  const std::string content = some_file(50'000);
  const auto downloading = [&](const std::string& sent) {
    const HttpServer server([&](const HttpRequest& request) { return ranged_response(request, sent); });
    std::string message =
        error_message([&] { download(published(content, {server.url() + "/file"}), folder / "file", quick); });
    CHECK_FALSE(std::filesystem::exists(folder / "file"));
    std::filesystem::remove(folder / "file.part");
    return message;
  };
  std::string changed = content;
  changed[40'000] ^= 1;
  check_contains(downloading(changed), {"a file with another checksum from http://127.0.0.1:"});
  check_contains(downloading(content + "x"), {"more than 50000 bytes"});
  check_contains(downloading(content.substr(1)), {"expected the published file of 50000 bytes"});
}

TEST_CASE("where one address fails, the next is asked, and the message names them all", "[layering]") {
  const TemporaryFolder folder;
  const std::string content = some_file(50'000);
  const HttpServer missing([](const HttpRequest&) { return HttpResponse{.status = "404 Not Found", .body = "no"}; });
  const HttpServer server([&](const HttpRequest& request) { return ranged_response(request, content); });
  const std::string closed = "http://127.0.0.1:1/file";
  check_contains(error_message([&] {
                   download(published(content, {closed, missing.url() + "/file"}), folder / "file", quick);
                 }),
                 {"connect", "from " + closed, "and HTTP status 404 from " + missing.url() + "/file",
                  "check the network connection"});
  CHECK(missing.requests().size() == 1);
  CHECK(folder.entries() == 0);
  download(published(content, {closed, missing.url() + "/file", server.url() + "/file"}), folder / "file", quick);
  CHECK(text_of(folder / "file") == content);
}

TEST_CASE("a busy server is asked again", "[layering]") {
  const TemporaryFolder folder;
  const std::string content = some_file(50'000);
  int busy = 2;
  const HttpServer server([&](const HttpRequest& request) {
    return busy-- > 0 ? HttpResponse{.status = "503 Service Unavailable"} : ranged_response(request, content);
  });
  download(published(content, {server.url() + "/file"}), folder / "file", quick);
  CHECK(text_of(folder / "file") == content);
}

TEST_CASE("a redirection is followed, but only to the web", "[layering]") {
  const TemporaryFolder folder;
  const std::string content = some_file(50'000);
  write_file_atomically(folder / "local", content);
  const HttpServer server([&](const HttpRequest& request) {
    const std::string target = request.path == "/web" ? "/file" : "file://" + (folder / "local").string();
    if (request.path == "/file") return ranged_response(request, content);
    return HttpResponse{.status = "302 Found", .headers = "Location: " + target + "\r\n"};
  });
  download(published(content, {server.url() + "/web"}), folder / "file", quick);
  CHECK(text_of(folder / "file") == content);
  check_contains(
      error_message([&] { download(published(content, {server.url() + "/disk"}), folder / "file2", quick); }),
      {"Protocol \"file\""});
}

TEST_CASE("two downloads of one file do not mix", "[layering]") {
  const TemporaryFolder folder;
  const std::string content = some_file(50'000);
  const HttpServer server([&](const HttpRequest& request) { return ranged_response(request, content); });
  const RemoteFile file = published(content, {server.url() + "/file"});
  std::string message;
  DownloadOptions options = quick;
  options.progress = [&](std::uintmax_t) {
    if (message.empty()) message = error_message([&] { download(file, folder / "file", quick); });
  };
  download(file, folder / "file", options);
  check_contains(message, {"file.part", "another process that writes it"});
  CHECK(text_of(folder / "file") == content);
}

}  // namespace
}  // namespace strata
