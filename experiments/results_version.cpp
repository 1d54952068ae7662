#include "experiments/results_version.hpp"

#include <fmt/format.h>

#include <string>

#include "common/atomic_file.hpp"
#include "common/error.hpp"
#include "common/folders.hpp"
#include "common/json_file.hpp"

namespace strata::experiments {
namespace {

std::string version_in(const std::filesystem::path& file) {
  const auto json = read_json(file);
  if (!json.is_object() || !json.contains("version") || !json["version"].is_number_integer()) {
    throw Error({file.string(), "no version that can be read", fmt::format("version {}", results_version),
                 "it is damaged: name another folder with --out, or remove this file"});
  }
  return fmt::format("{}", json["version"].get<int>());
}

}  // namespace

void open_results(const std::filesystem::path& folder) {
  create_folders(folder);
  const std::filesystem::path file = folder / "version.json";
  const std::string wanted = fmt::format("{}", results_version);
  if (std::filesystem::exists(file)) {
    const std::string found = version_in(file);
    if (found != wanted) {
      throw Error({folder.string(), fmt::format("results of version {}", found), "version " + wanted,
                   "another Strata wrote them: name another folder with --out, or move this one away"});
    }
  }
  // Even where it is there: a folder that cannot be written to shows now and not when everything is measured.
  write_file_atomically(file, fmt::format("{{\"version\": {}}}\n", wanted));
}

}  // namespace strata::experiments
