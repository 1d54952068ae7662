#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "tools/strata/places.hpp"

namespace strata {

/// Adds every verb to the command. The verb that the arguments name runs at the end of the parsing.
void add_verbs(CLI::App& app, const Places& places);

/// `demo`: runs the main job.
void add_demo(CLI::App& app, const Places& places);
/// `test [NN]`: runs the tests through ctest.
void add_test(CLI::App& app, const Places& places);
/// `setup`: says that everything is there; the bootstrap script has done the work.
void add_setup(CLI::App& app, const Places& places);
/// `list`: the chapters, one line each.
void add_list(CLI::App& app, const Places& places);
/// `run NN`: runs a chapter's program.
void add_run(CLI::App& app, const Places& places);
/// `data NAME`: fetches a data set or takes it from a folder.
void add_data(CLI::App& app, const Places& places);
/// `train NETWORK`, `describe [NETWORK]`, `weights import|export|compare`: networks by name, which chapter 13 knows.
void add_networks(CLI::App& app, const Places& places);
/// `bench`: times the networks, with a program of chapter 14.
void add_bench(CLI::App& app, const Places& places);
/// `reproduce EXPERIMENT`: the homework's tables, measured, with a program of experiments/.
void add_reproduce(CLI::App& app, const Places& places);
/// `docs`: writes the book as HTML.
void add_docs(CLI::App& app, const Places& places);

/// Becomes the program of the chapter whose folder is `chapter`. Its results go to out/NN_name in the checkout,
/// wherever the command was called, unless `arguments` hold another --out. Throws Error when the program is not there.
[[noreturn]] void run_chapter(const Places& places, const std::string& chapter,
                              const std::vector<std::string>& arguments);

}  // namespace strata
