#include "07_training/experiment_options.hpp"

#include <fmt/format.h>

#include <iostream>
#include <string>

#include "07_training/hold_out.hpp"
#include "common/error.hpp"
#include "common/option_values.hpp"

namespace strata {
namespace {

constexpr Index most_seeds = 1000;
constexpr Index most_steps = 1'000'000'000;
constexpr Index most_images = 1'000'000;

}  // namespace

void ExperimentOptions::add_to(Program& added) {
  program.add_to(added);
  added.add_parsed("--recipe", "homework", "homework: as the course has it; book: what chapter 7 makes of it", "NAME",
                   [this](const std::string& name) { recipe = recipe_named(name); });
  added.add_parsed(
      "--peak-rate", "the network's own", "How high the book's recipe lets the learning rate rise", "NUMBER",
      [this](const std::string& text) { peak_rate = parse_positive_number("--peak-rate", text, usual_peak_rate); });
  added.add_whole_number("--hold-out", held_out, 0, most_images,
                         "Test on so many training images, kept out of training: to choose settings by");
  added.add_whole_number("--seeds", seeds, 1, most_seeds,
                         "Train so many times, from --seed on, and print mean and spread");
  added.add_whole_number("--checkpoint-steps", checkpoint_steps, 0, most_steps,
                         "Save the training after so many steps; 0: after each epoch");
  added.add_flag("--resume", resume, "Go on from what an earlier run left in --out");
}

DataSplit ExperimentOptions::load_data() const {
  DataSplit data = load_dataset(program.data);
  if (held_out >= data.train.size()) {
    throw UsageError({"--hold-out", fmt::format("{} of {} training images", held_out, data.train.size()), "fewer",
                      "the network is trained on the others"});
  }
  if (held_out > 0) data = hold_out(data.train, held_out);
  std::cout << fmt::format("{}: {} training images, {} {} images\n\n", data.train.name, data.train.size(),
                           data.test.size(), held_out > 0 ? "held-out" : "test");
  return data;
}

ExperimentSettings ExperimentOptions::settings(std::uint64_t seed, const std::filesystem::path& checkpoint,
                                               double network_peak_rate) const {
  if (peak_rate && recipe == Recipe::homework) {
    throw UsageError({"--peak-rate", fmt::format("{} with the homework's recipe", *peak_rate), "--recipe book",
                      "the homework's learning rate is constant"});
  }
  return {.recipe = recipe,
          .peak_rate = peak_rate.value_or(network_peak_rate),
          .epochs = program.epochs,
          .batch_size = program.batch_size,
          .seed = seed,
          .checkpoint = checkpoint,
          .checkpoint_steps = checkpoint_steps,
          .resume = resume,
          .execution = execution};
}

}  // namespace strata
