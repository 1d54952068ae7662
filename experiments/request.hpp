#pragma once

#include <optional>
#include <string>
#include <vector>

#include "07_training/training_recipe.hpp"
#include "14_fast_cpu/kernel_option.hpp"
#include "common/program_options.hpp"

namespace strata::experiments {

/// What an experiment is asked to do: the options of `./strata reproduce`.
struct Request {
  ProgramOptions program{.epochs = 0, .batch_size = 0};  ///< 0 and empty text: what the experiment has
  Index seeds = 0;                                       ///< how many, from program.seed on; 0: three, two if quick
  std::optional<Recipe> recipe{};                        ///< this one alone; without, all
  Index images = 0;                                      ///< as many of the training images, the first; 0: all
  bool quick = false;                                    ///< a short run with small data, for trying
  bool resume = false;                                   ///< go on from what an earlier run left in program.out
  std::string device = "cpu";                            ///< where to compute
  fast_cpu::KernelOption kernels{};                      ///< which kernels, and whether layers are fused
  std::string command{};                                 ///< what the user typed, for the page of results
  bool part_of_all = false;                              ///< it is one of all experiments

  /// Adds the options to a program. The object must outlive the parsing.
  void add_to(Program& added);

  /// Those recipes that are wanted, of the two: the homework's settings and the book's recipe.
  std::vector<Recipe> recipes() const;

  /// The seeds, in order.
  std::vector<std::uint64_t> all_seeds() const;
};

/// "cpu, 2 threads": where a request computes, for tables.
std::string device_text(const Request& request);

/// "1 thread", "2 threads".
std::string threads_text(Index threads);

/// @throws UsageError if the request gives one of these options, which the experiment has no use for. Among all
/// experiments there is one that has, so nothing is refused there.
void refuse(const Request& request, const std::string& experiment, const std::vector<std::string>& options);

/// "homework" or "book": what a recipe is called in files and on the command line.
std::string short_name(Recipe recipe);

/// "Test accuracy, the book's recipe": a title with the recipe of this short name; the title alone where an experiment
/// has a recipe of its own.
std::string with_recipe(const std::string& title, const std::string& recipe);

}  // namespace strata::experiments
