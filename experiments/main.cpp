// The program behind ./strata reproduce.

#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <string>

#include "common/error.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "experiments/experiment_data.hpp"
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

// An argument as a shell takes it.
std::string quoted(const std::string& argument) {
  const bool plain = !argument.empty() && argument.find_first_not_of(
                                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                              "0123456789-_=./,:+") == std::string::npos;
  return plain ? argument : fmt::format("'{}'", argument);
}

// What the user typed, for the page of results: without the folders of results, which say nothing about the numbers.
std::string typed(int argc, char** argv) {
  std::string command = "./strata reproduce";
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--results" || argument == "--out") {
      ++i;
    } else if (!argument.starts_with("--results=") && !argument.starts_with("--out=")) {
      command += fmt::format(" {}", quoted(argument));
    }
  }
  return command;
}

// Results of one experiment lie in a folder of its name.
Request in_folder(Request request, const Experiment& experiment, const std::filesystem::path& results) {
  request.program.out = results / experiment.name;
  return request;
}

void run_one(const Experiment& experiment, const Request& request) {
  const auto start = std::chrono::steady_clock::now();
  experiment.run(request);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::cout << fmt::format("{}: {:.0f} s\n", experiment.name, seconds.count());
}

// What is wrong with a folder or with images is said before hours are spent on another experiment.
void run_all(Request request, const std::filesystem::path& results) {
  if (!request.program.data.empty()) {
    throw UsageError({"./strata reproduce all", "--data", "a call without it",
                      "half of the experiments want digits and half of them pictures; name one of them"});
  }
  request.part_of_all = true;
  for (const Experiment& experiment : experiment_list()) open_results(results / experiment.name);
  for (const char* const data : {"mnist", "cifar10"}) experiment_data(data, request);
  for (const Experiment& experiment : experiment_list()) run_one(experiment, in_folder(request, experiment, results));
}

}  // namespace

int main(int argc, char** argv) {
  Program program(description(), "./strata reproduce");
  std::string name;
  std::filesystem::path results = "out/reproduce";
  Request request;
  program.add_argument("EXPERIMENT", name, "Which of them");
  request.add_to(program);
  program.add_text("--results", results,
                   "Where results go without --out; those of quick runs go to a folder beside it");
  request.command = typed(argc, argv);
  return program.run(argc, argv, [&] {
    if (request.quick) results += "-quick";
    if (!request.program.out.empty()) results = request.program.out;
    set_thread_count(request.program.threads);
    request.kernels.apply();
    if (name == "all") return run_all(request, results);
    const Experiment& experiment = experiment_named(name);
    refuse(request, name, experiment.fixed);
    const Request own = in_folder(request, experiment, results);
    open_results(own.program.out);
    run_one(experiment, own);
  });
}
