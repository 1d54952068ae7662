// The program behind ./strata reproduce.

#include <fmt/format.h>

#include <iostream>
#include <string>

#include "common/error.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "experiments/experiment_list.hpp"
#include "experiments/results_version.hpp"

using namespace strata;
using namespace strata::experiments;

namespace {

std::string description() {
  std::string text =
      "Run an experiment of the course, and print its table beside the homework's. EXPERIMENT is one of\n";
  for (const Experiment& experiment : experiment_list()) {
    text += fmt::format("  {:<16}{}\n", experiment.name, experiment.question);
  }
  return text + fmt::format("  {:<16}{}", "all", "every one of them, one after the other");
}

// What the user typed, for the page of results: without the folders, which say nothing about the numbers.
std::string typed(int argc, char** argv) {
  std::string command = "./strata reproduce";
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--results" || argument == "--out") {
      ++i;
    } else {
      command += " " + argument;
    }
  }
  return command;
}

// Results of one experiment lie in a folder of its name.
void run_one(const Experiment& experiment, Request request, const std::filesystem::path& results) {
  request.program.out = results / experiment.name;
  open_results(request.program.out);
  experiment.run(request);
}

}  // namespace

int main(int argc, char** argv) {
  Program program(description(), "./strata reproduce");
  std::string name;
  std::filesystem::path results = "out/reproduce";
  Request request;
  program.add_argument("EXPERIMENT", name, "Which of them");
  request.add_to(program);
  program.add_text("--results", results, "Where results go without --out");
  request.command = typed(argc, argv);
  return program.run(argc, argv, [&] {
    if (!request.program.out.empty()) results = request.program.out;
    set_thread_count(request.program.threads);
    request.kernels.apply();
    if (name != "all") return run_one(experiment_named(name), request, results);
    for (const Experiment& experiment : experiment_list()) run_one(experiment, request, results);
  });
}
