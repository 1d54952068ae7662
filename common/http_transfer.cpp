#include "common/http_transfer.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <exception>
#include <memory>
#include <new>
#include <span>

namespace strata {
namespace {

struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};

/// One request and what its callback must know.
class Request {
 public:
  Request(const std::string& url, std::uintmax_t size, PartialFile& file,
          const std::function<void(std::uintmax_t)>& progress)
      : handle_(curl_easy_init()), size_(size), start_(file.size()), file_(file), progress_(progress) {
    if (handle_ == nullptr) throw std::bad_alloc();
    set(CURLOPT_URL, url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    set(CURLOPT_FOLLOWLOCATION, 1L);
    set(CURLOPT_MAXREDIRS, 5L);
    set(CURLOPT_FAILONERROR, 1L);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_USERAGENT, "strata");
    set(CURLOPT_CONNECTTIMEOUT, 20L);
    set(CURLOPT_LOW_SPEED_LIMIT, 100L);  // bytes a second, below which for so many seconds ...
    set(CURLOPT_LOW_SPEED_TIME, 30L);    // ... the connection counts as broken
    set(CURLOPT_ERRORBUFFER, words_.data());
    set(CURLOPT_WRITEFUNCTION, &Request::receive);
    set(CURLOPT_WRITEDATA, static_cast<void*>(this));
    if (start_ > 0) set(CURLOPT_RANGE, fmt::format("{}-", start_).c_str());
  }

  TransferResult run() {
    const CURLcode code = curl_easy_perform(handle_.get());
    if (failure_) std::rethrow_exception(failure_);
    if (!refusal_.empty()) return {TransferResult::End::refused, refusal_};
    if (code == CURLE_OK) return {TransferResult::End::complete, ""};
    if (code == CURLE_HTTP_RETURNED_ERROR) return http_error();
    const std::string reason = words_[0] == '\0' ? curl_easy_strerror(code) : words_.data();
    return {worth_another_try(code) ? TransferResult::End::interrupted : TransferResult::End::refused, reason};
  }

 private:
  template <class Value>
  void set(CURLoption option, Value value) {
    curl_easy_setopt(handle_.get(), option, value);
  }

  static bool worth_another_try(CURLcode code) {
    return code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR ||
           code == CURLE_GOT_NOTHING || code == CURLE_OPERATION_TIMEDOUT || code == CURLE_HTTP2 ||
           code == CURLE_HTTP2_STREAM;
  }

  long status() const {
    long status = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  TransferResult http_error() {
    constexpr long range_not_satisfiable = 416;
    const std::string reason = fmt::format("HTTP status {}", status());
    if (status() == range_not_satisfiable && start_ > 0) {
      file_.restart();
      return {TransferResult::End::interrupted, reason};
    }
    return {status() >= 500 ? TransferResult::End::interrupted : TransferResult::End::refused, reason};
  }

  // Called by libcurl, a C library: no exception may leave it. Another number than that of the bytes ends the transfer.
  static std::size_t receive(char* data, std::size_t one, std::size_t count, void* self) {
    auto& request = *static_cast<Request*>(self);
    try {
      return request.accept(std::as_bytes(std::span(data, one * count))) ? one * count : 0;
    } catch (...) {
      request.failure_ = std::current_exception();
      return 0;
    }
  }

  bool accept(std::span<const std::byte> bytes) {
    if (!started_ && !start()) return false;
    if (bytes.size() > size_ - file_.size()) {
      refusal_ = fmt::format("more than {} bytes", size_);
      file_.restart();
      return false;
    }
    file_.append(bytes);
    if (progress_) progress_(file_.size());
    return true;
  }

  // The first bytes are here, so the server's header is, too: does the body begin where it should?
  bool start() {
    started_ = true;
    if (start_ == 0) return true;
    constexpr long partial_content = 206;
    if (status() != partial_content) {
      file_.restart();
      return true;
    }
    curl_header* range = nullptr;
    const std::string expected = fmt::format("bytes {}-", start_);
    if (curl_easy_header(handle_.get(), "Content-Range", 0, CURLH_HEADER, -1, &range) == CURLHE_OK &&
        std::string_view(range->value).starts_with(expected)) {
      return true;
    }
    refusal_ = fmt::format("another part of the file than the one from byte {}", start_);
    return false;
  }

  std::unique_ptr<CURL, FreeHandle> handle_;
  std::array<char, CURL_ERROR_SIZE> words_{};
  std::uintmax_t size_;
  std::uintmax_t start_;
  PartialFile& file_;
  const std::function<void(std::uintmax_t)>& progress_;
  bool started_ = false;
  std::string refusal_;
  std::exception_ptr failure_;
};

}  // namespace

TransferResult transfer(const std::string& url, std::uintmax_t size, PartialFile& file,
                        const std::function<void(std::uintmax_t)>& progress) {
  return Request(url, size, file, progress).run();
}

}  // namespace strata
