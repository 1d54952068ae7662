#include "07_training/training_state.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <span>
#include <string>

#include "07_training/module_state.hpp"
#include "common/error.hpp"

namespace strata {
namespace {

constexpr Index record_numbers = 8;

Tensor whole_numbers(const std::vector<std::int64_t>& values) {
  return Tensor::from<std::int64_t>({static_cast<Index>(values.size())}, values);
}

// One byte more than there are, since a tensor without elements cannot be saved.
Tensor bytes_of(std::span<const std::byte> bytes) {
  std::vector<std::uint8_t> values(1, 0);
  for (const std::byte byte : bytes) values.push_back(static_cast<std::uint8_t>(byte));
  return Tensor::from<std::uint8_t>({static_cast<Index>(values.size())}, values);
}

Tensor text_tensor(const std::string& text) { return bytes_of(std::as_bytes(std::span(text))); }

std::string text_of(const Tensor& bytes) {
  const auto values = bytes.values<std::uint8_t>();
  return {values.begin() + 1, values.end()};
}

// What a checkpoint must agree on with the loader: other batches would follow otherwise.
Tensor loader_facts(const DataLoader& loader) {
  const LoaderOptions& options = loader.options();
  return whole_numbers(
      {loader.data().size(), options.batch_size, options.shuffle ? 1 : 0, static_cast<std::int64_t>(options.seed)});
}

Tensor records(const History& history) {
  std::vector<double> numbers;
  for (const EpochRecord& r : history.epochs) {
    numbers.insert(numbers.end(), {static_cast<double>(r.epoch), static_cast<double>(r.steps), r.learning_rate,
                                   r.running_loss, r.running_accuracy, r.test_loss, r.test_accuracy, r.seconds});
  }
  return Tensor::from<double>({static_cast<Index>(history.epochs.size()), record_numbers}, numbers);
}

History history_of(const Tensor& records) {
  History history;
  const auto numbers = records.values<double>();
  for (std::size_t i = 0; i + record_numbers <= numbers.size(); i += record_numbers) {
    history.epochs.push_back({static_cast<Index>(numbers[i]), static_cast<Index>(numbers[i + 1]), numbers[i + 2],
                              numbers[i + 3], numbers[i + 4], numbers[i + 5], numbers[i + 6], numbers[i + 7]});
  }
  return history;
}

void append(std::vector<NamedTensor>& all, const std::string& prefix, const std::vector<NamedTensor>& part) {
  for (const NamedTensor& entry : part) all.push_back({prefix + entry.name, entry.tensor});
}

// The entries of a checkpoint by the part of the training that they belong to.
class Parts {
 public:
  explicit Parts(const std::filesystem::path& path) : file_(path.string()) {
    if (!std::filesystem::exists(path)) {
      throw Error({file_, "no checkpoint", "one of an earlier training", "start without --resume"});
    }
    for (const NamedTensor& entry : load_tensors(path)) {
      const std::size_t slash = entry.name.find('/');
      if (slash == std::string::npos) throw not_a_checkpoint(fmt::format("a tensor \"{}\"", entry.name));
      parts_[entry.name.substr(0, slash)].push_back({entry.name.substr(slash + 1), entry.tensor});
    }
  }

  std::vector<NamedTensor> part(const std::string& name) const {
    const auto found = parts_.find(name);
    return found == parts_.end() ? std::vector<NamedTensor>() : found->second;
  }

  Tensor training(const std::string& name, const Shape& shape, Dtype dtype) const {
    for (const NamedTensor& entry : part("training")) {
      if (entry.name != name) continue;
      if (!entry.tensor.shape().matches(shape) || entry.tensor.dtype() != dtype) break;
      return entry.tensor;
    }
    throw not_a_checkpoint(fmt::format("no training/{} of shape {}", name, shape.to_string()));
  }

 private:
  Error not_a_checkpoint(const std::string& got) const {
    return Error({file_, got, "a checkpoint of a training", "start anew without --resume"});
  }

  std::string file_;
  std::map<std::string, std::vector<NamedTensor>> parts_;
};

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const TrainingState& state, Module& network,
                     const Optimizer& optimizer, const DataLoader& loader, const std::string& settings) {
  std::vector<NamedTensor> all;
  append(all, "network/", module_state(network));
  append(all, "optimizer/", optimizer.state());
  append(all, "best/", state.best_weights);
  all.push_back({"training/network", text_tensor(network.path())});
  all.push_back({"training/loader", loader_facts(loader)});
  all.push_back({"training/images", bytes_of(std::as_bytes(std::span(loader.digest())))});
  all.push_back({"training/settings", text_tensor(settings)});
  all.push_back(
      {"training/position", whole_numbers({state.epoch, state.batch, state.correct, state.samples, state.best_epoch})});
  all.push_back({"training/sums", Tensor::from<double>({3}, {state.loss_sum, state.seconds, state.best_accuracy})});
  if (!state.history.epochs.empty()) all.push_back({"training/history", records(state.history)});
  save_tensors(path, all);
}

TrainingState load_checkpoint(const std::filesystem::path& path, Module& network, Optimizer& optimizer,
                              const DataLoader& loader, const std::string& settings) {
  const Parts parts(path);
  const std::string hint = "resume with the options that the training was started with";
  const std::string saved_network = text_of(parts.training("network", {any}, Dtype::u8));
  if (saved_network != network.path()) {
    throw Error({path.string(), "a checkpoint of " + saved_network, "one of " + network.path(),
                 "start without --resume, or give the results another folder"});
  }
  const Tensor facts = parts.training("loader", {4}, Dtype::i64), expected = loader_facts(loader);
  constexpr std::array<std::string_view, 4> names{"images", "batch size", "shuffling", "seed"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::int64_t got = facts.values<std::int64_t>()[i], wanted = expected.values<std::int64_t>()[i];
    if (got == wanted) continue;
    throw Error(
        {path.string(), fmt::format("a checkpoint with {} {}", names[i], got), fmt::format("{}", wanted), hint});
  }
  if (text_of(parts.training("images", {any}, Dtype::u8)) !=
      text_of(bytes_of(std::as_bytes(std::span(loader.digest()))))) {
    throw Error({path.string(), "a checkpoint of a training with other images", loader.data().name, hint});
  }
  const std::string saved_settings = text_of(parts.training("settings", {any}, Dtype::u8));
  if (saved_settings != settings) {
    throw Error(
        {path.string(), fmt::format("a checkpoint of \"{}\"", saved_settings), fmt::format("\"{}\"", settings), hint});
  }
  TrainingState state;
  const Tensor position = parts.training("position", {5}, Dtype::i64), sums = parts.training("sums", {3}, Dtype::f64);
  const auto whole = position.values<std::int64_t>();
  state.epoch = whole[0];
  state.batch = whole[1];
  state.correct = whole[2];
  state.samples = whole[3];
  state.best_epoch = whole[4];
  state.loss_sum = sums.values<double>()[0];
  state.seconds = sums.values<double>()[1];
  state.best_accuracy = sums.values<double>()[2];
  state.best_weights = parts.part("best");
  if (state.epoch > 1) state.history = history_of(parts.training("history", {any, record_numbers}, Dtype::f64));

  if (!state.best_weights.empty()) expect_module_state(network, state.best_weights);
  const std::vector<NamedTensor> before = module_state(network);
  load_module_state(network, parts.part("network"));
  try {
    optimizer.load_state(parts.part("optimizer"));
  } catch (...) {
    load_module_state(network, before);
    throw;
  }
  return state;
}

}  // namespace strata
