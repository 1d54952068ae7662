#include "experiments/pytorch_report.hpp"

#include <string>

namespace strata::experiments {

void add_pytorch_comparison(Report& report, const PyTorchComparison& comparison, const Request& request) {
  add_pytorch_tables(report, comparison);
  report.faults(
      {"PyTorch's 3.21 GB come from an evaluation of all 60,000 images in one forward pass: the outputs of the first "
       "convolution and of its ReLU alone are 2 · 60,000 · 8 · 28 · 28 numbers of 4 bytes, 3.01 GB. Here both sides "
       "evaluate 1,000 at a time, and the second row of memory shows what one pass takes.",
       "The homework's times include different work on the two sides, and were taken without a warm-up. Here a step is "
       "the same work on both sides: take the bytes of a batch, make numbers from 0 to 1 of them, step, look at the "
       "loss, count what was right. Evaluations do not count, and passes are timed after a warm-up, many times. Two "
       "differences remain. Strata draws the order of an epoch's images within the time of its first step, while "
       "PyTorch reads it; and PyTorch may choose the fastest of its ways, while Strata has one.",
       "The CuPy library's Dropout scales its outputs both in training and at inference; once is right, and Strata "
       "does it in training (chapter 9). This network has no Dropout, so no number here depends on it.",
       "The CuPy library's gradient of the cross-entropy is divided by batch · classes. The loss is a mean over the "
       "batch, and so its gradient is divided by the batch alone (chapter 5). The library's is a tenth of that, which "
       "Adam, whose step is a ratio of gradients, hardly notices, and SGD would as a tenth of the learning rate."});
  add_pytorch_losses(report, comparison);
  add_pytorch_numbers(report, comparison, request);
}

}  // namespace strata::experiments
