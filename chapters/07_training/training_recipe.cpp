#include "07_training/training_recipe.hpp"

#include <fmt/format.h>

#include <utility>

#include "06_optimizers/adam.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

constexpr double homework_rate = 1e-3;
constexpr double book_decay = 0.01;

template <class O, class Options>
std::function<std::unique_ptr<Optimizer>(std::vector<Parameter*>)> optimizer_of(const Options& options) {
  return [options](std::vector<Parameter*> parameters) { return std::make_unique<O>(std::move(parameters), options); };
}

}  // namespace

Recipe recipe_named(const std::string& name) {
  if (name == "homework") return Recipe::homework;
  if (name == "book") return Recipe::book;
  throw UsageError({"--recipe", "\"" + name + "\"", "homework or book", "chapter 7 says what both are"});
}

// [region recipes]
TrainingRecipe training_recipe(Recipe recipe, Index channels, double peak_rate) {
  if (recipe == Recipe::homework) {
    return {.name = fmt::format("the homework's settings (Adam, rate {})", homework_rate),
            .optimizer = optimizer_of<Adam>(AdamOptions{.learning_rate = homework_rate})};
  }
  const AdamOptions options{.learning_rate = peak_rate, .weight_decay = book_decay, .decoupled = true};
  return {.name = fmt::format("the book's recipe (Adam, decay {}, one cycle up to rate {}{})", book_decay, peak_rate,
                              channels == 3 ? ", mirrored" : ""),
          .optimizer = optimizer_of<Adam>(options),
          .schedule = [peak_rate](Index steps) { return Schedule::one_cycle(peak_rate, steps); },
          .augmentation = channels == 3 ? random_mirror() : Augmentation()};
}
// [endregion recipes]

}  // namespace strata
