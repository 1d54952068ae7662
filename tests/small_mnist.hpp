#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "common/checksum.hpp"
#include "tests/dataset_files.hpp"
#include "tests/file_text.hpp"
#include "tests/gzip_bytes.hpp"
#include "tests/http_server.hpp"
#include "tools/strata/data_digest.hpp"
#include "tools/strata/data_source.hpp"

namespace strata {

/// The small MNIST of dataset_files.hpp as a source: in `folder` / "original", and packed as a mirror would have it.
class SmallMnist {
 public:
  explicit SmallMnist(const std::filesystem::path& folder) : original_(folder / "original") {
    write_small_mnist(original_);
    const DataSplit split = load_dataset_folder(original_, "mnist");
    source_.name = "mnist";
    source_.files = data_source("mnist").files;
    source_.train_digest = record_digest(split.train);
    source_.test_digest = record_digest(split.test);
    for (const std::string& name : source_.files) {
      const std::string packed = gzip_bytes(text_of(original_ / name));
      files_["/mirror/" + name + ".gz"] = packed;
      source_.published.push_back({name + ".gz", packed.size(), hexadecimal(sha256(std::as_bytes(std::span(packed))))});
    }
  }

  const std::filesystem::path& original() const { return original_; }

  DataSource source() const { return source_; }

  DataSource source(const HttpServer& server) const {
    DataSource source = source_;
    source.mirrors = {server.url() + "/mirror/"};
    return source;
  }

  HttpResponse respond(const HttpRequest& request) const {
    const auto found = files_.find(request.path);
    return found == files_.end() ? HttpResponse{.status = "404 Not Found"} : ranged_response(request, found->second);
  }

  bool is_complete(const std::filesystem::path& folder) const {
    for (const std::string& name : source_.files) {
      if (!std::filesystem::exists(folder / name) || text_of(folder / name) != text_of(original_ / name)) return false;
    }
    return true;
  }

 private:
  std::filesystem::path original_;
  DataSource source_;
  std::map<std::string, std::string> files_;
};

}  // namespace strata
