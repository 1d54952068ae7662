#include "common/closest_name.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace strata {
namespace {

// The Damerau-Levenshtein distance between neighbours: insertions, deletions, substitutions and swaps cost 1 each.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> distance(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) distance[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) distance[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = distance[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      distance[i][j] = std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1, substitution});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        distance[i][j] = std::min(distance[i][j], distance[i - 2][j - 2] + 1);
      }
    }
  }
  return distance[a.size()][b.size()];
}

std::size_t without_dashes(std::string_view name) {
  return name.size() - std::min(name.find_first_not_of('-'), name.size());
}

}  // namespace

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return small;
}

std::string closest_name(std::string_view given, const std::vector<std::string>& known) {
  const std::string wanted = in_small_letters(given);
  const std::size_t letters = without_dashes(wanted);
  if (letters >= 3) {
    const auto starts_alike = [&](const std::string& name) { return in_small_letters(name).starts_with(wanted); };
    const auto found = std::find_if(known.begin(), known.end(), starts_alike);
    if (found != known.end()) return *found;
  }
  // One slip in three letters still looks like the word; more would suggest words that nobody meant.
  std::size_t best_distance = letters / 3 + 1;
  std::string best;
  for (const std::string& name : known) {
    const std::size_t distance = edit_distance(wanted, in_small_letters(name));
    if (distance < best_distance) {
      best_distance = distance;
      best = name;
    }
  }
  return best;
}

}  // namespace strata
