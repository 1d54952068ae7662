#include "weights_verbs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "01_tensors/predictions.hpp"
#include "07_training/module_state.hpp"
#include "13_custom_layers/weights_comparison.hpp"
#include "13_custom_layers/weights_network.hpp"
#include "common/closest_name.hpp"
#include "common/error.hpp"
#include "common/parallel.hpp"
#include "common/program_options.hpp"
#include "common/safetensors.hpp"
#include "common/table.hpp"
#include "make_network_image.hpp"

using namespace strata;

namespace {

struct WeightsOptions {
  std::string network, from, to, logits;
  std::optional<Shape> image;
  ProgramOptions program{};
};

void expect_two_files(const WeightsOptions& options) {
  std::error_code none;
  if (!std::filesystem::equivalent(options.from, options.to, none)) return;
  throw UsageError({"./strata weights", "\"" + options.to + "\" to read and to write", "two files", ""});
}

void import_weights(const WeightsOptions& options) {
  expect_two_files(options);
  const WeightsFile file = read_weights(options.from);
  Sequential network =
      network_with_weights(options.network, file, {.format = WeightsFormat::pytorch, .image = options.image});
  expect_finite(file);
  save_tensors(options.to, module_state(network));
  std::cout << fmt::format("{}: {} for images {}, from PyTorch\n", options.to, options.network,
                           network.input_sample().to_string());
}

void export_weights(const WeightsOptions& options) {
  expect_two_files(options);
  const WeightsFile file = read_weights(options.from);
  Sequential network =
      network_with_weights(options.network, file, {.format = WeightsFormat::strata, .image = options.image});
  expect_finite(file);
  save_pytorch_weights(network, options.to);
  std::cout << fmt::format("{}: {} for images {}, for PyTorch's load_state_dict\n", options.to, options.network,
                           network.input_sample().to_string());
}

Cell difference(double value) {
  if (!std::isfinite(value)) return std::isnan(value) ? "NaN" : "infinity";
  return value == 0 ? std::string("0") : fmt::format("{:.2e}", value);
}

void print_weights(Module& one, Module& other) {
  Table table({{"tensor"}, {"shape", "", Align::left}, {"largest entry"}, {"largest difference", "", Align::right}});
  std::size_t equal = 0, tensors = 0;
  for (const WeightDifference& apart : compare_weights(one, other)) {
    table.row({apart.name, apart.shape.to_string(), Real{apart.magnitude, 4}, difference(apart.largest)});
    equal += apart.equal ? 1 : 0;
    ++tensors;
  }
  std::cout << table << fmt::format("\n{} of {} tensors are equal, bit for bit.\n", equal, tensors);
}

void print_logits(const Tensor& one, const Tensor& other, const Dataset& test, const std::string& who) {
  const LogitDifference apart = compare_logits(one, other);
  std::cout << fmt::format(
      "{} test images, {}: {} predictions differ; accuracy {:.2f} % and {:.2f} %; logits reach {:.1f} and differ by up "
      "to {}.\n",
      Cell(test.size()).text(), who, apart.predictions, 100 * accuracy(argmax(one), test.labels),
      100 * accuracy(argmax(other), test.labels), apart.magnitude, difference(apart.largest).text());
  if (2 * apart.predictions > test.size())
    std::cout << "Most predictions differ: other weights, or another data set?\n";
  if (std::isfinite(apart.largest)) return;
  std::cout << std::flush;
  throw Error({who, "NaN or infinity among the logits", "finite numbers", "the predictions above mean nothing"});
}

Tensor logits_of_pytorch(const std::string& path, const Dataset& test) {
  const std::vector<NamedTensor> tensors = load_tensors(path);
  const auto found = std::ranges::find(tensors, "logits", &NamedTensor::name);
  const Shape expected{test.size(), static_cast<Index>(test.class_names.size())};
  if (found == tensors.end()) {
    throw Error({path, "no tensor \"logits\"", "what tests/parity/pytorch_predict.py --logits writes", ""});
  }
  expect_shape(found->tensor, expected, path, "another data set?");
  const auto metadata = read_safetensors(path).metadata;
  const auto images = metadata.find("test_images");  // a file that somebody else wrote need not have it
  if (images != metadata.end() && images->second != fingerprint_of_images(test)) {
    throw Error({path, "logits of other images",
                 fmt::format("those of the {} test images of {}", test.size(), test.name),
                 "--data must name the data set that they were computed from"});
  }
  return found->tensor.to(Dtype::f32);
}

void compare(const WeightsOptions& options) {
  if (options.to.empty() && options.logits.empty()) {
    throw UsageError({"./strata weights compare", "one file", "two files, or --logits", ""});
  }
  if (options.program.data.empty() && !options.logits.empty()) {
    throw UsageError({"--logits", "no --data", "the data set whose test images they belong to", ""});
  }
  if (!options.program.data.empty() && options.image) {
    throw UsageError({"--image", "--data as well", "one of the two", "images of a data set have its size"});
  }
  set_thread_count(options.program.threads);
  std::optional<DataSplit> data;
  if (!options.program.data.empty()) data = load_dataset(options.program.data);
  const std::optional<Shape> image = data ? data->test.images.shape().without_front() : options.image;
  const WeightsFile file = read_weights(options.from);
  Sequential one = network_with_weights(options.network, file, {.format = {}, .image = image});
  std::optional<WeightsFile> other_file;
  if (!options.to.empty()) other_file = read_weights(options.to);
  const std::unique_ptr<Module> other = other_file ? one.clone() : nullptr;
  if (other) {
    load_weights(*other, *other_file, likely_format(*other, *other_file));
    print_weights(one, *other);
    std::cout << std::flush;  // the table comes before what is said of it
  }
  expect_finite(file);
  if (other_file) expect_finite(*other_file);
  if (!data) return;
  const Tensor logits = test_logits(one, *data);
  if (other) print_logits(logits, test_logits(*other, *data), data->test, "both files in Strata");
  if (!options.logits.empty()) {
    print_logits(logits, logits_of_pytorch(options.logits, data->test), data->test, "Strata and PyTorch");
  }
}

int run_import(int argc, const char* const* argv) {
  Program program("Make Strata's weights of a safetensors file that PyTorch saved", "./strata weights import");
  WeightsOptions options;
  program.add_argument("NETWORK", options.network, "A name of `./strata describe`");
  program.add_argument("FROM", options.from, "A safetensors file of a state_dict");
  program.add_argument("TO", options.to, "The file of weights to write");
  add_image(program, options.image);
  return program.run(argc, argv, [&] { import_weights(options); });
}

int run_export(int argc, const char* const* argv) {
  Program program("Write a file that PyTorch's load_state_dict takes, with strict=True", "./strata weights export");
  WeightsOptions options;
  program.add_argument("NETWORK", options.network, "A name of `./strata describe`");
  program.add_argument("FROM", options.from, "weights.safetensors of a training");
  program.add_argument("TO", options.to, "The safetensors file to write");
  add_image(program, options.image);
  return program.run(argc, argv, [&] { export_weights(options); });
}

int run_compare(int argc, const char* const* argv) {
  Program program("How far are two files of weights apart, and what they say of the test images",
                  "./strata weights compare");
  WeightsOptions options;
  program.add_argument("NETWORK", options.network, "A name of `./strata describe`");
  program.add_argument("ONE", options.from, "A file of weights, Strata's or PyTorch's");
  program.add_argument("OTHER", options.to, "Another one, or none with --logits", Program::Needed::no);
  program.add_text("--logits", options.logits, "What PyTorch computed: see tests/parity/pytorch_predict.py", "FILE");
  add_image(program, options.image);
  options.program.add_data(program);
  options.program.add_threads(program);
  return program.run(argc, argv, [&] { compare(options); });
}

}  // namespace

int run_weights(int argc, const char* const* argv) {
  const std::string_view verb = argc > 1 ? argv[1] : "";
  if (verb == "import") return run_import(argc - 1, argv + 1);
  if (verb == "export") return run_export(argc - 1, argv + 1);
  if (verb == "compare") return run_compare(argc - 1, argv + 1);
  Program program(
      "Take weights to PyTorch and back, and compare them:\n"
      "  import NETWORK FROM TO    of a safetensors file that PyTorch saved\n"
      "  export NETWORK FROM TO    for PyTorch's load_state_dict\n"
      "  compare NETWORK ONE [OTHER] [--data mnist] [--logits FILE]\n"
      "tutorials/pytorch_weights.md shows each of them.",
      "./strata weights");
  std::string other;
  program.add_argument("VERB", other, "import, export or compare; each has a --help of its own", Program::Needed::no);
  // What follows belongs to a verb that there is not: without it, the message is of the verb.
  return program.run(std::min(argc, 2), argv, [&] {
    const std::string closest = closest_name(other, {"import", "export", "compare"});
    throw UsageError(
        {"./strata weights", other.empty() ? "no verb" : "\"" + other + "\"", "import, export or compare",
         closest.empty() ? "`./strata weights --help` says more" : fmt::format("did you mean {}?", closest)});
  });
}
