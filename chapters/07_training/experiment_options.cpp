#include "07_training/experiment_options.hpp"

#include <fmt/format.h>

#include <string>

namespace strata {
namespace {

constexpr std::uint64_t most_seeds = 1000;
constexpr std::uint64_t most_steps = 1'000'000'000;

void add_whole_number(CLI::App& app, const std::string& name, Index& value, std::uint64_t lowest, std::uint64_t highest,
                      const std::string& description) {
  app.add_option_function<std::string>(
         name,
         [&value, name, lowest, highest](const std::string& text) {
           value = static_cast<Index>(parse_whole_number(name, text, lowest, highest));
         },
         description)
      ->type_name("NUMBER")
      ->default_str(fmt::format("{}", value))
      ->take_last();
}

}  // namespace

void ExperimentOptions::add_to(CLI::App& app) {
  program.add_to(app);
  app.add_option_function<std::string>(
         "--recipe", [this](const std::string& name) { recipe = recipe_named(name); },
         "homework: as the course has it; book: what chapter 7 makes of it")
      ->type_name("NAME")
      ->default_str("homework")
      ->take_last();
  add_whole_number(app, "--seeds", seeds, 1, most_seeds,
                   "Train so many times, from --seed on, and print mean and spread");
  add_whole_number(app, "--checkpoint-steps", checkpoint_steps, 0, most_steps,
                   "Save the training after so many steps; 0: after each epoch");
  app.add_flag("--resume", resume, "Go on from what an earlier run left in --out");
}

ExperimentSettings ExperimentOptions::settings(std::uint64_t seed, const std::filesystem::path& checkpoint) const {
  return {.recipe = recipe,
          .epochs = program.epochs,
          .batch_size = program.batch_size,
          .seed = seed,
          .checkpoint = checkpoint,
          .checkpoint_steps = checkpoint_steps,
          .resume = resume};
}

}  // namespace strata
