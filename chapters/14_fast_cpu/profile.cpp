#include "profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <string_view>
#include <utility>
#include <vector>

#include "01_tensors/normal_numbers.hpp"
#include "13_custom_layers/make_network.hpp"
#include "14_fast_cpu/fusion.hpp"
#include "14_fast_cpu/machine_peak.hpp"
#include "14_fast_cpu/profile_counts.hpp"
#include "14_fast_cpu/roofline.hpp"
#include "common/error.hpp"
#include "common/plot_bars.hpp"
#include "common/table.hpp"
#include "profile_times.hpp"

namespace strata::fast_cpu {
namespace {

// A step with its layers.
struct ProfiledStep {
  std::string name;  // "conv1 + conv1_relu"
  std::vector<Module*> layers;
  double forward, backward;  // seconds; backward 0: there was no such pass
  WorkCounts does, does_backward;
};

// "block1" of "block1 [conv1 + conv1_norm]": what a block does inside stands in brackets.
std::string without_brackets(const std::string& names) {
  std::string outside;
  int depth = 0;
  for (const char character : names) {
    if (character == '[') ++depth;
    if (depth == 0) outside += character;
    if (character == ']') --depth;
  }
  return outside.substr(0, outside.find_last_not_of(' ') + 1);
}

// The layers that a step stands for: their names, with " + " between them.
std::vector<Module*> layers_named(const std::string& names, Sequential& network) {
  constexpr std::string_view between = " + ";
  std::vector<Module*> layers;
  for (std::size_t begin = 0; begin < names.size();) {
    const std::size_t end = std::min(names.find(between, begin), names.size());
    const std::string name = names.substr(begin, end - begin);
    Index i = 0;
    while (i < network.size() && layer_name(network[i]) != name) ++i;
    if (i == network.size()) {
      throw Error({"profile of " + network.path(), "a step \"" + names + "\"", "names of layers", "see describe()"});
    }
    layers.push_back(&network[i]);
    begin = end + between.size();
  }
  return layers;
}

std::vector<ProfiledStep> with_counts(const std::vector<StepTimes::Row>& rows, Sequential& network, Index images) {
  std::vector<ProfiledStep> steps;
  bool learned = false;  // by a step before
  for (const StepTimes::Row& row : rows) {
    const std::string names = without_brackets(row.layers);
    std::vector<Module*> layers = layers_named(names, network);
    const WorkCounts forward = count_forward(layers, images);
    const InputGradient wanted = learned ? InputGradient::wanted : InputGradient::skip;
    const WorkCounts backward = count_backward(layers, images, wanted);
    learned = learned || std::ranges::any_of(layers, [](const Module* layer) { return layer->parameter_count() > 0; });
    steps.push_back({names, std::move(layers), row.forward, row.backward, forward, backward});
  }
  return steps;
}

// Of the machine, with footprints up to what the largest step moves; as quickly measured as the steps were.
ThreadCeilings ceilings_for(const std::vector<ProfiledStep>& steps, const ProfileOptions& options) {
  constexpr double usual_seconds = 0.03, hurried = 0.1;
  PeakOptions peak{.threads = {options.threads}, .largest_bytes = Index{1} << 20};
  for (const ProfiledStep& step : steps) {
    const double bytes = std::max(step.does.bytes, step.does_backward.bytes) / static_cast<double>(options.threads);
    while (static_cast<double>(peak.largest_bytes) < bytes) peak.largest_bytes *= 4;
  }
  peak.seconds_per_ceiling = std::min(usual_seconds, options.seconds / 10);
  if (options.seconds < hurried) peak.sweeps = 1;
  return measure_machine(peak).front();
}

// "conv1 (3)" for three layers: what there is room for in a picture.
std::string short_name(const ProfiledStep& step) {
  const std::string first = layer_name(*step.layers.front());
  return step.layers.size() == 1 ? first : fmt::format("{} ({})", first, step.layers.size());
}

struct ProfiledWorks {
  std::vector<MeasuredWork> forward, backward;
};

// What has operations and time, as points for a roofline.
ProfiledWorks works_of(const std::vector<ProfiledStep>& steps) {
  ProfiledWorks works;
  for (const ProfiledStep& step : steps) {
    const auto add = [&](std::vector<MeasuredWork>& to, const WorkCounts& counts, double seconds) {
      if (seconds > 0 && counts.operations > 0) {
        to.push_back({short_name(step), counts.operations, counts.bytes, seconds});
      }
    };
    add(works.forward, step.does, step.forward);
    add(works.backward, step.does_backward, step.backward);
  }
  return works;
}

void add_row(Table& table, const std::string& name, const std::string& pass, const WorkCounts& counts, double seconds,
             double whole, const ThreadCeilings& ceilings) {
  if (seconds == 0) return;
  const MeasuredWork work{name, counts.operations, counts.bytes, seconds};
  const bool computes = counts.operations > 0;
  table.row({name, pass, Real{1e3 * seconds, 3}, Percent{seconds / whole}, Real{1e-6 * work.operations, 1},
             Real{1e-6 * work.bytes, 2}, computes ? Cell(Real{work.intensity(), 2}) : Cell("-"),
             computes ? Cell(Real{1e-9 * work.speed(), 1}) : Cell("-"),
             computes ? Cell(Percent{share_of_roofline(ceilings, work), 0}) : Cell("-")});
}

Table profile_table(const std::vector<ProfiledStep>& steps, const ProfiledTimes& times,
                    const ThreadCeilings& ceilings) {
  Table table({{"layers"},
               {"pass"},
               {"time", "ms"},
               {"share of the time", "", Align::right},
               {"operations", "MFLOP"},
               {"bytes", "MB"},
               {"operations per byte", "", Align::right},
               {"speed", "GFLOP/s", Align::right},
               {"share of the roofline", "", Align::right}});
  const double whole = times.forward + times.backward;
  for (const ProfiledStep& step : steps) add_row(table, step.name, "forward", step.does, step.forward, whole, ceilings);
  for (const ProfiledStep& step : steps) {
    add_row(table, step.name, "backward", step.does_backward, step.backward, whole, ceilings);
  }
  WorkCounts forward{0, 0}, backward{0, 0};
  for (const ProfiledStep& step : steps) {
    forward = {forward.operations + step.does.operations, forward.bytes + step.does.bytes};
    if (step.backward == 0) continue;
    backward = {backward.operations + step.does_backward.operations, backward.bytes + step.does_backward.bytes};
  }
  add_row(table, "all", "forward", forward, times.forward, whole, ceilings);
  add_row(table, "all", "backward", backward, times.backward, whole, ceilings);
  return table;
}

Picture draw_times(const std::vector<ProfiledStep>& steps, const ProfileOptions& options) {
  std::vector<std::string> names;
  std::vector<double> forward, backward;
  for (const ProfiledStep& step : steps) {
    names.push_back(short_name(step));
    forward.push_back(1e3 * step.forward);
    backward.push_back(1e3 * step.backward);
  }
  BarChart chart(fmt::format("Where the time goes: {}, {} images", options.network, options.images), {"time", "ms"},
                 names);
  return chart.bars("forward", forward).bars("backward", backward).write(options.out / "profile");
}

}  // namespace

void print_profile(const ProfileOptions& options, const KernelOption& kernels) {
  const Shape& image = network_entry(options.network).sizes.front().image;
  Sequential network = make_network(options.network);
  Rng rng(1);
  network.build(image, rng);
  const Tensor x = normal_numbers({{options.images, image[0], image[1], image[2]}, "NHWC"}, rng);
  const ProfiledTimes times = time_steps(network, x, kernels, options.seconds);
  const std::vector<ProfiledStep> steps = with_counts(times.steps, network, options.images);
  const ThreadCeilings ceilings = ceilings_for(steps, options);
  const Table table = profile_table(steps, times, ceilings);
  std::cout << fmt::format("{}, {} images, {} thread{}, {} kernels; {:.0f} GFLOP/s at most:\n", options.network,
                           options.images, options.threads, options.threads == 1 ? "" : "s", kernels.name(),
                           1e-9 * ceilings.flops_f32)
            << table << '\n';
  table.write(options.out / "profile.md");
  const ProfiledWorks works = works_of(steps);
  std::cout << "Pictures:\n" << draw_times(steps, options) << '\n';
  std::cout << draw_roofline(ceilings, {{"forward", works.forward}, {"backward", works.backward}},
                             options.out / "profile_roofline")
            << '\n';
}

}  // namespace strata::fast_cpu
