#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/file_descriptor.hpp"

namespace strata {

/// What a client asked for.
struct HttpRequest {
  std::string path;   ///< "/mnist/train-images-idx3-ubyte.gz"
  std::string range;  ///< the value of the header Range, "bytes=100-", or empty
  std::size_t range_begin() const { return range.empty() ? 0 : std::stoul(range.substr(range.find('=') + 1)); }
};

/// What the server answers.
struct HttpResponse {
  std::string status = "200 OK";
  std::string headers{};                      ///< further lines, each ended by \r\n
  std::string body{};                         ///< announced in full ...
  std::size_t cut_after = std::string::npos;  ///< ... and sent up to here, where the connection breaks
};

/// A web server on 127.0.0.1 for one test. It answers one request after another, in a thread of its own.
class HttpServer {
 public:
  using Handler = std::function<HttpResponse(const HttpRequest&)>;

  explicit HttpServer(Handler handler)
      : handler_(std::move(handler)), socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    ::setenv("no_proxy", "127.0.0.1", 1);  // a proxy of the machine's cannot reach this server
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (!socket_ || ::bind(socket_.get(), generic, length) != 0 || ::listen(socket_.get(), 8) != 0 ||
        ::getsockname(socket_.get(), generic, &length) != 0) {
      throw std::runtime_error("no server on 127.0.0.1");
    }
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer() {
    ::shutdown(socket_.get(), SHUT_RDWR);  // ends accept()
    thread_.join();
  }

  /// "http://127.0.0.1:40123", without a slash at the end.
  const std::string& url() const { return url_; }

  /// All requests so far.
  std::vector<HttpRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve() {
    while (true) {
      const FileDescriptor connection(::accept(socket_.get(), nullptr, nullptr));
      if (!connection) return;
      HttpRequest request;
      if (!read_request(connection, request)) continue;
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      answer(connection, handler_(request));
    }
  }

  static bool read_request(const FileDescriptor& connection, HttpRequest& request) {
    std::string text;
    char block[4096];
    while (text.find("\r\n\r\n") == std::string::npos) {
      const ssize_t count = ::recv(connection.get(), block, sizeof block, 0);
      if (count <= 0) return false;
      text.append(block, static_cast<std::size_t>(count));
    }
    const std::size_t begin = text.find(' ') + 1;
    request.path = text.substr(begin, text.find(' ', begin) - begin);
    const std::string name = "\r\nRange: ";
    if (const std::size_t found = text.find(name); found != std::string::npos) {
      const std::size_t value = found + name.size();
      request.range = text.substr(value, text.find("\r\n", value) - value);
    }
    return true;
  }

  static void answer(const FileDescriptor& connection, const HttpResponse& response) {
    const std::string text =
        "HTTP/1.1 " + response.status + "\r\nContent-Length: " + std::to_string(response.body.size()) +
        "\r\nConnection: close\r\n" + response.headers + "\r\n" + response.body.substr(0, response.cut_after);
    for (std::size_t sent = 0; sent < text.size();) {
      const ssize_t count = ::send(connection.get(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return;
      sent += static_cast<std::size_t>(count);
    }
  }

  Handler handler_;
  FileDescriptor socket_;
  std::string url_;
  mutable std::mutex mutex_;
  std::vector<HttpRequest> requests_;
  std::thread thread_;  // last: it uses everything above
};

/// The part of a file that the request asks for, with the status and header that say so.
inline HttpResponse ranged_response(const HttpRequest& request, const std::string& file) {
  const std::size_t begin = request.range_begin();
  if (request.range.empty()) return {.body = file};
  if (begin >= file.size()) return {.status = "416 Range Not Satisfiable"};
  return {.status = "206 Partial Content",
          .headers = "Content-Range: bytes " + std::to_string(begin) + "-" + std::to_string(file.size() - 1) + "/" +
                     std::to_string(file.size()) + "\r\n",
          .body = file.substr(begin)};
}

}  // namespace strata
