#include "experiments/request.hpp"

#include <fmt/format.h>

#include <map>
#include <numeric>

#include "common/error.hpp"
#include "common/parallel.hpp"

namespace strata::experiments {
namespace {

constexpr Index most_seeds = 1000, most_images = 1000000;

void expect_device(const std::string& device) {
  if (device == "cpu") return;
  throw UsageError({"--device", "\"" + device + "\"", "cpu", "the kernels of this program are those of a processor"});
}

}  // namespace

void Request::add_to(Program& added) {
  program.add_to(added);
  added.add_whole_number("--seeds", seeds, 1, most_seeds,
                         "Train every network so many times, from --seed on, for mean and standard deviation; else 3 "
                         "times, or 2 if quick");
  added.add_whole_number("--images", images, 1, most_images,
                         "Train on so many images, the first, and test on as many at most; else on all that the "
                         "experiment takes");
  added.add_parsed("--recipe", "both", "homework: as the course has it; book: what chapter 7 makes of it", "NAME",
                   [this](const std::string& name) { recipe = recipe_named(name); });
  added.add_parsed("--device", device, "Where to compute", "cpu", [this](const std::string& name) {
    expect_device(name);
    device = name;
  });
  added.add_flag("--quick", quick, "A run of half a minute with small data, for trying");
  added.add_flag("--resume", resume, "Go on from what an earlier run left in --out");
  kernels.add_to(added);
}

std::vector<Recipe> Request::recipes() const {
  if (recipe) return {*recipe};
  return {Recipe::homework, Recipe::book};
}

std::vector<std::uint64_t> Request::all_seeds() const {
  const Index usual = quick ? 2 : 3;
  std::vector<std::uint64_t> all(static_cast<std::size_t>(seeds == 0 ? usual : seeds));
  std::iota(all.begin(), all.end(), program.seed);
  return all;
}

std::string device_text(const Request& request) {
  return fmt::format("{}, {}", request.device, threads_text(thread_count()));
}

std::string threads_text(Index threads) { return fmt::format("{} {}", threads, threads == 1 ? "thread" : "threads"); }

void refuse(const Request& request, const std::string& experiment, const std::vector<std::string>& options) {
  if (request.part_of_all) return;
  const std::map<std::string, bool> given{{"--epochs", request.program.epochs > 0},
                                          {"--batch-size", request.program.batch_size > 0},
                                          {"--data", !request.program.data.empty()},
                                          {"--recipe", request.recipe.has_value()},
                                          {"--images", request.images > 0}};
  for (const std::string& option : options) {
    if (!given.at(option)) continue;
    throw UsageError({"./strata reproduce " + experiment, option, "a call without it",
                      "what it would say is fixed in this experiment"});
  }
}

std::string short_name(Recipe recipe) { return recipe == Recipe::homework ? "homework" : "book"; }

std::string with_recipe(const std::string& title, const std::string& recipe) {
  if (recipe == short_name(Recipe::book)) return title + ", the book's recipe";
  return recipe == short_name(Recipe::homework) ? title + ", the homework's settings" : title;
}

}  // namespace strata::experiments
