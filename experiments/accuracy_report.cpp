#include "experiments/accuracy_report.hpp"

#include <fmt/format.h>

#include <string>

namespace strata::experiments {
namespace {

void add_round(Table& table, const NetworkSummary& summary, const char* seeds, const AccuracyRound& round,
               const std::string& verdict) {
  table.row({summary.network, seeds, summary.pytorch->version, percent(round.ours), percent(round.theirs),
             fmt::format("{:+.2f}", 100 * round.difference()), fmt::format("±{:.2f}", 100 * round.half_width),
             verdict});
}

void add_network(Table& table, const NetworkSummary& summary) {
  const AccuracyJudgement& judgement = summary.judgement;
  const std::string verdict = to_string(judgement.verdict);
  if (!judgement.first) {
    table.row({summary.network, "-", summary.pytorch ? summary.pytorch->version : "-", "-", "-", "-", "-", verdict});
    return;
  }
  add_round(table, summary, "1 to 5", *judgement.first, judgement.second ? "outside" : verdict);
  if (judgement.second) add_round(table, summary, "6 to 15", *judgement.second, verdict);
}

}  // namespace

void add_accuracy_rule(Report& report, const std::vector<NetworkSummary>& all) {
  Table table({{"network", "", Align::left},
               {"seeds"},
               {"PyTorch's version"},
               {"Strata"},
               {"PyTorch"},
               {"difference", "points"},
               {"99 % interval", "points"},
               {"verdict", "", Align::left}});
  for (const NetworkSummary& summary : all) {
    if (summary.comparable && summary.find("homework") != nullptr) add_network(table, summary);
  }
  if (table.rows() == 0) return;
  report.table(
      "Test accuracy with the homework's settings in Strata and in PyTorch. A difference of means within Welch's 99 % "
      "interval is no more than chance. Outside it, seeds 6 to 15 decide.",
      table);
}

}  // namespace strata::experiments
