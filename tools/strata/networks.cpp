// The verbs about networks by name. A program that chapter 13 builds beside its own does the work; where chapter 14 is
// there, its program does the same with its kernels.

#include <fmt/format.h>

#include "common/error.hpp"
#include "tools/strata/process.hpp"
#include "tools/strata/verbs.hpp"

namespace strata {
namespace {

const std::string network_chapter = "13_custom_layers";
const std::string fast_chapter = "14_fast_cpu";

bool has_chapter(const Places& places, const std::string& chapter) {
  return std::filesystem::exists(places.source / "chapters" / chapter);
}

// With --help alone, it is the program that knows its arguments and options; where there is none, the verb says what it
// is.
bool asks_for_help(const std::vector<std::string>& arguments) {
  return arguments.size() == 1 && (arguments.front() == "--help" || arguments.front() == "-h");
}

[[noreturn]] void run_networks(const Places& places, const std::string& verb, std::vector<std::string> arguments) {
  const std::string where = "./strata " + verb;
  const std::filesystem::path program =
      places.program(has_chapter(places, fast_chapter) ? "14_networks" : "13_networks");
  if (asks_for_help(arguments) && !std::filesystem::exists(program)) throw CLI::CallForHelp();
  if (!has_chapter(places, network_chapter)) {
    throw Error({where, "a checkout without chapters/" + network_chapter, "the chapter that knows networks by name",
                 "`./strata list` shows the chapters that are there, and `./strata run NN` trains what is theirs"});
  }
  if (!std::filesystem::exists(program)) {
    throw Error(
        {where, fmt::format("no program {}", program.string()), "a built program", "build it with ./strata setup"});
  }
  // As for all programs, results go to the checkout, wherever the command was called.
  if (verb == "train") arguments.insert(arguments.begin(), {"--results", (places.source / "out").string()});
  arguments.insert(arguments.begin(), verb);
  become(program, arguments);
}

void hand_over(CLI::App* verb, const Places& places, const std::string& footer) {
  verb->footer(footer);
  verb->set_help_flag();  // --help goes to the program like every other option
  verb->prefix_command();
  verb->callback([places, verb] { run_networks(places, verb->get_name(), verb->remaining()); });
}

}  // namespace

void add_networks(CLI::App& app, const Places& places) {
  hand_over(app.add_subcommand("train", "Train a network of the homework: train NETWORK [options]"), places,
            "`./strata describe` lists the networks. The options are those of a program that ./strata setup builds.");
  hand_over(app.add_subcommand("describe", "Print the layers of a network, or all networks: describe [NETWORK]"),
            places, "With --image 32x32x3: for images of this height, width and number of channels.");
  hand_over(app.add_subcommand("weights", "Take weights to PyTorch and back: weights import|export|compare"), places,
            "weights import NETWORK FROM TO: of a safetensors file that PyTorch saved\n"
            "weights export NETWORK FROM TO: for PyTorch's load_state_dict\n"
            "weights compare NETWORK ONE [OTHER] [--data mnist] [--logits FILE]\n"
            "tutorials/pytorch_weights.md shows each of them.");
}

}  // namespace strata
