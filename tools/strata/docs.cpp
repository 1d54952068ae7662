#include <fmt/format.h>

#include "common/error.hpp"
#include "tools/strata/process.hpp"
#include "tools/strata/verbs.hpp"

namespace strata {

void add_docs(CLI::App& app, const Places& places) {
  CLI::App* verb = app.add_subcommand("docs", "Write the book and its reference as HTML, with Doxygen");
  verb->callback([places] {
    std::filesystem::current_path(places.source);  // the Doxyfile's paths start here
    std::filesystem::create_directories("build/docs");
    const int exit_code = run_and_wait("doxygen", {"Doxyfile"}, "install the packages in tools/packages/docs.txt");
    const std::filesystem::path start = places.source / "build/docs/html/index.html";
    if (exit_code != 0 || !std::filesystem::exists(start)) {
      throw Error({"doxygen Doxyfile", fmt::format("exit code {}", exit_code), fmt::format("0 and {}", start.string()),
                   "its messages stand above and in build/docs/warnings.txt"});
    }
    fmt::print("The book is written. Open {}\n", start.string());
  });
}

}  // namespace strata
