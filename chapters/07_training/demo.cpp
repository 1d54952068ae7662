// Chapter 7's program: the homework's first network, trained by the book's own Trainer.

#include <fmt/format.h>

#include <iostream>

#include "01_tensors/dataset.hpp"
#include "07_training/experiment_report.hpp"
#include "07_training/experiment_seeds.hpp"
#include "07_training/fc_net.hpp"
#include "common/parallel.hpp"
#include "common/program.hpp"
#include "demo_pictures.hpp"

using namespace strata;

namespace {

void run(const ExperimentOptions& options) {
  set_thread_count(options.program.threads);
  const DataSplit data = options.load_data();
  const HomeworkNetwork network{.name = "FCNet",
                                .make = fc_net,
                                .parameters = 242762,
                                .inference = "0.13",
                                .running_accuracy = {0.9855, 2},
                                .test_accuracy = {0.9792, 2}};
  if (options.seeds > 1) return run_seeds(network, data, options);

  const std::filesystem::path& out = options.program.out;
  const ExperimentResult result = run_and_report(network, data, options);
  std::cout << "The homework's train accuracy is the running one, taken while the network changed; its inference was "
               "timed\n"
               "without a warm-up.\n\n"
            << "Pictures:\n"
            << draw_losses(result.history, out) << '\n'
            << draw_accuracies(result.history, out) << '\n'
            << result.test.confusion.draw("Which class is taken for which", out / "fcnet_confusions") << '\n';
}

}  // namespace

int main(int argc, char** argv) {
  Program program("Chapter 7: train the homework's first network", "./strata run 7");
  ExperimentOptions options{.program = {.epochs = 5, .batch_size = 64, .out = "out/07_training"}};
  options.add_to(program);
  return program.run(argc, argv, [&] { run(options); });
}
