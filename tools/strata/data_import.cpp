#include "tools/strata/data_import.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/archive.hpp"
#include "common/atomic_file.hpp"
#include "common/error.hpp"
#include "common/folders.hpp"
#include "common/gzip_file.hpp"
#include "tools/strata/data_digest.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

bool is_archive(const fs::path& path) {
  const std::string name = path.filename().string();
  return std::ranges::any_of(std::initializer_list<const char*>{".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz"},
                             [&](const char* ending) { return name.ends_with(ending); });
}

/// One attempt after another to make a complete data set out of what a folder holds.
class Import {
 public:
  Import(const DataSource& source, const fs::path& from, const fs::path& target)
      : source_(source), from_(from), target_(target), staging_(target.parent_path() / ("." + source.name + ".new")) {}
  Import(const Import&) = delete;
  Import& operator=(const Import&) = delete;
  ~Import() {
    std::error_code ignored;
    fs::remove_all(staging_, ignored);
  }

  DataSplit run() {
    if (!fs::is_directory(from_)) {
      throw Error({from_.string(), fs::exists(from_) ? "a file" : "no such folder",
                   fmt::format("a folder with the files of {}", source_.name), "check the path after --from"});
    }
    for (const fs::path& folder : {from_, from_ / source_.name, from_ / "cifar-10-batches-bin"}) {
      if (attempt(folder, [&] { return stage_folder(folder); })) return std::move(*split_);
    }
    for (const fs::path& archive : archives()) {
      if (attempt(archive, [&] { return stage_archive(archive); })) return std::move(*split_);
    }
    if (failure_) throw Error(*failure_);
    throw Error({from_.string(), fmt::format("no files of {}", source_.name),
                 fmt::format("{}, plain or .gz, or in a .tar.gz or .tar.xz archive", fmt::join(source_.files, ", ")),
                 "check the path after --from"});
  }

 private:
  // True once everything from this place is in `target`. What goes wrong is kept: another place may be the right one.
  template <class Stage>
  bool attempt(const fs::path& place, const Stage& stage) {
    try {
      fs::remove_all(staging_);
      create_folders(staging_);
      if (!stage()) return false;
      split_ = load_staged(place);
      verify_dataset(*split_, source_, place.string());
      replace_folder(staging_, target_);
      return true;
    } catch (const Error& error) {
      if (!failure_) failure_ = error.problem();
      return false;
    }
  }

  // Messages name the reader's file, not its copy.
  DataSplit load_staged(const fs::path& place) const {
    try {
      return load_dataset_folder(staging_, source_.name);
    } catch (const Error& error) {
      Problem problem = error.problem();
      problem.where = fmt::format("{} from {}", fs::path(problem.where).filename().string(), place.string());
      throw Error(problem);
    }
  }

  // False where the folder has none of the files.
  bool stage_folder(const fs::path& folder) const {
    std::vector<std::string> missing;
    for (const std::string& name : source_.files) {
      const fs::path plain = folder / name;
      const fs::path packed = folder / (name + ".gz");
      if (fs::exists(plain) || fs::exists(packed)) {
        write_file_atomically(staging_ / name, read_gzip_or_plain_file(fs::exists(plain) ? plain : packed));
      } else {
        missing.push_back(name);
      }
    }
    return some_found(missing, folder);
  }

  bool stage_archive(const fs::path& archive) const {
    std::set<std::string> missing(source_.files.begin(), source_.files.end());
    const auto plain_name = [](const std::string& name) {
      return name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name;
    };
    const auto wanted = [&](const std::string& name) { return missing.contains(plain_name(name)); };
    const auto use = [&](const std::string& name, const std::vector<std::byte>& bytes) {
      missing.erase(plain_name(name));
      const std::string where = fmt::format("{} in {}", name, archive.string());
      write_file_atomically(staging_ / plain_name(name), is_gzip(bytes) ? unpack_gzip(bytes, where) : bytes);
    };
    read_archive(archive, wanted, use);
    return some_found({missing.begin(), missing.end()}, archive);
  }

  bool some_found(const std::vector<std::string>& missing, const fs::path& place) const {
    if (missing.size() == source_.files.size()) return false;
    if (missing.empty()) return true;
    throw Error({place.string(), fmt::format("no {}", fmt::join(missing, ", no ")),
                 fmt::format("all {} files of {}", source_.files.size(), source_.name), ""});
  }

  std::vector<fs::path> archives() const {
    std::vector<fs::path> found = files_in(from_);
    std::erase_if(found, [](const fs::path& path) { return !is_archive(path); });
    return found;
  }

  const DataSource& source_;
  fs::path from_;
  fs::path target_;
  fs::path staging_;
  std::optional<DataSplit> split_;
  std::optional<Problem> failure_;
};

}  // namespace

DataSplit import_dataset(const DataSource& source, const fs::path& from, const fs::path& target) {
  return Import(source, from, target).run();
}

}  // namespace strata
