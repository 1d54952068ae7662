#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "01_tensors/dataset.hpp"
#include "common/error.hpp"
#include "common/folders.hpp"
#include "common/progress.hpp"
#include "tools/strata/data_digest.hpp"
#include "tools/strata/data_fetch.hpp"
#include "tools/strata/data_import.hpp"
#include "tools/strata/data_source.hpp"
#include "tools/strata/verbs.hpp"

namespace strata {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::string name;
  std::string from;
  std::string mirror;
};

// What is in the data folder already, if all of it is right.
std::optional<DataSplit> verified(const DataSource& source, const fs::path& target) {
  if (!fs::exists(target)) return std::nullopt;
  try {
    DataSplit split = load_dataset_folder(target, source.name);
    verify_dataset(split, source, target.string());
    return split;
  } catch (const Error& error) {
    fmt::print("What is there is not right, so it is replaced. {}\n", error.what());
    return std::nullopt;
  }
}

DataSplit fetch_with_progress(DataSource source, const std::string& mirror, const fs::path& target) {
  if (!mirror.empty()) source.mirrors = {mirror.ends_with('/') ? mirror : mirror + "/"};
  constexpr std::uintmax_t kilobyte = 1000;
  ProgressBar bar(source.name, static_cast<Index>(published_size(source) / kilobyte), {.unit = "kB"});
  std::uintmax_t shown = 0;
  return fetch_dataset(source, target, [&](std::uintmax_t done) {
    if (done / kilobyte <= shown) return;  // a file that starts again
    bar.step(static_cast<Index>(done / kilobyte - shown));
    shown = done / kilobyte;
  });
}

void get_data(const Arguments& arguments) {
  const DataSource& source = data_source(arguments.name);
  if (!arguments.from.empty() && !arguments.mirror.empty()) {
    throw UsageError({"./strata data", "both --from and --mirror", "one of them", ""});
  }
  create_folders(data_folder());
  const FolderLock lock(data_folder());
  const fs::path target = data_folder() / source.name;
  std::optional<DataSplit> split = verified(source, target);
  const bool there = split.has_value();
  if (!there && arguments.from.empty()) {
    split = fetch_with_progress(source, arguments.mirror, target);
  } else if (!there) {
    fmt::print("Looking for {} in {}.\n", source.name, arguments.from);
    std::fflush(stdout);  // unpacking an archive takes a while
    split = import_dataset(source, arguments.from, target);
  }
  fmt::print("{} is {}in {}: {} training and {} test images, all verified.\n", source.name, there ? "already " : "",
             target.string(), split->train.size(), split->test.size());
}

}  // namespace

void add_data(CLI::App& app, const Places&) {
  CLI::App* verb = app.add_subcommand("data", "Fetch a data set, or take it from a folder, and verify it");
  const auto arguments = std::make_shared<Arguments>();
  verb->add_option("NAME", arguments->name, "mnist, fashion-mnist or cifar10")->type_name("");
  verb->add_option("--from", arguments->from, "A folder that has the files: plain, .gz, or in a .tar.gz or .tar.xz")
      ->type_name("DIR");
  verb->add_option("--mirror", arguments->mirror, "Fetch from this address instead of the public mirrors")
      ->type_name("URL");
  verb->footer(
      "Data sets are put into data/ in the checkout, or into the folder that the environment variable\n"
      "STRATA_DATA names. A download that breaks off goes on with the next call.");
  verb->callback([arguments] { get_data(*arguments); });
}

}  // namespace strata
