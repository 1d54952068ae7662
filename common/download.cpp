#include "common/download.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <thread>

#include "common/checksum.hpp"
#include "common/error.hpp"
#include "common/http_transfer.hpp"
#include "common/partial_file.hpp"

namespace strata {
namespace {

using End = TransferResult::End;

/// One file on its way, from any of its addresses.
class Download {
 public:
  Download(const RemoteFile& wanted, const std::filesystem::path& path, const DownloadOptions& options)
      : wanted_(wanted), path_(path), options_(options), file_(path) {
    if (file_.size() > wanted_.size) file_.restart();
  }

  void run() {
    if (is_complete()) return file_.finish();
    std::vector<std::string> reasons;
    for (const std::string& url : wanted_.urls) {
      const std::string reason = fetch(url);
      if (reason.empty()) return file_.finish();
      reasons.push_back(fmt::format("{} from {}", reason, url));
    }
    std::string hint = options_.hint;
    if (file_.size() > 0) {
      hint += fmt::format("; {} of {} bytes are kept, and the next try goes on from there", file_.size(), wanted_.size);
    }
    throw Error({path_.string(), fmt::format("{}", fmt::join(reasons, ", and ")),
                 fmt::format("the published file of {} bytes", wanted_.size), hint});
  }

 private:
  // Empty once the file is complete, and otherwise why this address does not give it.
  std::string fetch(const std::string& url) {
    std::string reason;
    for (int attempt = 0; attempt < options_.attempts; ++attempt) {
      if (attempt > 0) std::this_thread::sleep_for(options_.pause);
      const bool resumed = file_.size() > 0;
      const TransferResult result = transfer(url, wanted_.size, file_, options_.progress);
      if (result.end == End::refused) return result.reason;
      reason = result.end == End::complete ? "a shorter file" : result.reason;
      if (file_.size() < wanted_.size) continue;
      if (is_complete()) return "";
      file_.restart();
      reason = "a file with another checksum";
      if (!resumed) return reason;  // a fetch from the start gave wrong content: trying again will not help
    }
    return reason;
  }

  bool is_complete() const {
    return file_.size() == wanted_.size && hexadecimal(sha256_of_file(file_.partial_path())) == wanted_.sha256;
  }

  const RemoteFile& wanted_;
  const std::filesystem::path& path_;
  const DownloadOptions& options_;
  PartialFile file_;
};

}  // namespace

void download(const RemoteFile& file, const std::filesystem::path& path, const DownloadOptions& options) {
  std::error_code ignored;
  const bool there = std::filesystem::is_regular_file(path, ignored);
  if (!there || hexadecimal(sha256_of_file(path)) != file.sha256) Download(file, path, options).run();
  if (options.progress) options.progress(file.size);
}

}  // namespace strata
