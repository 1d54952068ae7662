#include "07_training/experiment_options.hpp"

#include <string>

namespace strata {
namespace {

constexpr Index most_seeds = 1000;
constexpr Index most_steps = 1'000'000'000;

}  // namespace

void ExperimentOptions::add_to(Program& added) {
  program.add_to(added);
  added.add_parsed("--recipe", "homework", "homework: as the course has it; book: what chapter 7 makes of it", "NAME",
                   [this](const std::string& name) { recipe = recipe_named(name); });
  added.add_whole_number("--seeds", seeds, 1, most_seeds,
                         "Train so many times, from --seed on, and print mean and spread");
  added.add_whole_number("--checkpoint-steps", checkpoint_steps, 0, most_steps,
                         "Save the training after so many steps; 0: after each epoch");
  added.add_flag("--resume", resume, "Go on from what an earlier run left in --out");
}

ExperimentSettings ExperimentOptions::settings(std::uint64_t seed, const std::filesystem::path& checkpoint) const {
  return {.recipe = recipe,
          .epochs = program.epochs,
          .batch_size = program.batch_size,
          .seed = seed,
          .checkpoint = checkpoint,
          .checkpoint_steps = checkpoint_steps,
          .resume = resume,
          .execution = execution};
}

}  // namespace strata
