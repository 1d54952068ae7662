#include "demo_pictures.hpp"

#include <vector>

#include "common/plot.hpp"

using namespace strata;

Picture draw_losses(const History& history, const std::filesystem::path& out) {
  std::vector<double> epochs, running, test;
  for (const EpochRecord& record : history.epochs) {
    epochs.push_back(static_cast<double>(record.epoch));
    running.push_back(record.running_loss);
    test.push_back(record.test_loss);
  }
  Plot plot("Loss, epoch by epoch", {"epoch", ""}, {"cross-entropy", "nats per image"});
  plot.line("training images, while the network changes", epochs, running, {.markers = true});
  return plot.line("test images, after the epoch", epochs, test, {.markers = true}).whole_x().write(out / "fcnet_loss");
}

Picture draw_accuracies(const History& history, const std::filesystem::path& out) {
  std::vector<double> epochs, running, test;
  for (const EpochRecord& record : history.epochs) {
    epochs.push_back(static_cast<double>(record.epoch));
    running.push_back(100 * record.running_accuracy);
    test.push_back(100 * record.test_accuracy);
  }
  Plot plot("Accuracy, epoch by epoch", {"epoch", ""}, {"accuracy", "%"});
  plot.line("training images, while the network changes", epochs, running, {.markers = true});
  return plot.line("test images, after the epoch", epochs, test, {.markers = true})
      .whole_x()
      .write(out / "fcnet_accuracy");
}
