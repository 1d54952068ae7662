// ./strata reproduce as its user meets it.

#include <catch2/catch.hpp>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "common/atomic_file.hpp"
#include "common/json_file.hpp"
#include "tests/chapter_program.hpp"
#include "tests/data_folder.hpp"

using namespace strata;

namespace {

const RandomImages digits{96, 64, 28, 28};

std::set<std::string> texts(const nlohmann::ordered_json& rows, const char* key) {
  std::set<std::string> found;
  for (const auto& row : rows) found.insert(row.at(key).get<std::string>());
  return found;
}

std::map<std::filesystem::path, std::filesystem::file_time_type> times_of(const std::filesystem::path& folder) {
  std::map<std::filesystem::path, std::filesystem::file_time_type> times;
  for (const auto& file : std::filesystem::directory_iterator(folder)) times[file.path()] = file.last_write_time();
  return times;
}

}  // namespace

TEST_CASE("The experiment mnist leaves tables, pictures and every number") {
  const ChapterProgram program(STRATA_PROGRAM, digits);
  const ProcessResult result = program.succeed({"mnist", "--quick", "--seeds", "2"});
  check_contains(result.output,
                 {"A quick run", "Quick run. Accuracies", "not comparable", "FCNet", "242,762", "160,906", "Results:"});
  const auto json = read_json(program.out() / "mnist" / "results.json");
  CHECK(json.at("version") == 1);
  CHECK(json.at("quick") == true);
  check_contains(json.at("command").get<std::string>(), {"./strata reproduce mnist --quick --seeds 2"});
  CHECK(json.at("rows").size() == 6);  // three networks, two recipes
  CHECK(json.at("trainings").size() == 12);
  CHECK(texts(json.at("rows"), "recipe") == std::set<std::string>{"book", "homework"});
  for (const auto& row : json.at("rows")) {
    const std::string network = row.at("network");
    CHECK(row.at("parameters") == (network == "FCNet" ? 242762 : network == "SimpleCNN" ? 421642 : 160906));
    CHECK(row.at("comparable") == "not comparable");
    for (const char* const column : {"training seconds, mean", "inference of 1 ms, median", "inference of 64 ms, high",
                                     "running accuracy, mean", "train accuracy, mean", "test accuracy, mean",
                                     "test accuracy, deviation", "homework's test accuracy", "step ms, median"}) {
      CHECK(row.at(column).is_number());
    }
  }
  const auto& training = json.at("trainings").front();
  CHECK(training.at("trace").at("gradients").at("layers").size() == 4);
  CHECK(training.at("confusions").size() == 10);
  for (const char* const file : {"results.md", "results.csv", "accuracy_book.gp", "loss_homework.dat",
                                 "confusions_FCNet.csv", "gradients_CNNWithResidual.dat"}) {
    CHECK(std::filesystem::exists(program.out() / "mnist" / file));
  }
}

TEST_CASE("With --resume, trainings that are done are kept", "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM, digits);
  const std::vector<std::string> one{"mnist", "--quick", "--seeds", "1", "--recipe", "homework", "--images", "80"};
  check_contains(program.succeed(one).output, {"trained on the first 80 and tested on the first 64"});
  const auto written = times_of(program.out() / "mnist" / "trainings");
  CHECK(written.size() == 6);  // a record and weights of three networks
  std::vector<std::string> resumed = one;
  resumed.emplace_back("--resume");
  program.succeed(resumed);
  CHECK(times_of(program.out() / "mnist" / "trainings") == written);
}

TEST_CASE("What is wrong is said in one sentence, before anything is trained") {
  const ChapterProgram program(STRATA_PROGRAM, digits);
  const ProcessResult name = program.run({"kernel-sizes", "--quick"});
  CHECK(name.exit_status == 2);
  check_contains(name.messages, {"\"kernel-sizes\"", "did you mean kernel-size?"});
  check_one_line(name.messages);
  check_contains(program.run({"MNIST", "--quick"}).messages, {"\"MNIST\"", "did you mean mnist?"});
  for (const auto& [wrong, words] : std::vector<std::pair<std::vector<std::string>, std::vector<std::string>>>{
           {{"mnist", "--epochs", "0"}, {"--epochs", "0"}},
           {{"mnist", "--device", "cuda"}, {"--device: got \"cuda\", expected cpu"}},
           {{"mnist", "--recipe", "own"}, {"--recipe: got \"own\", expected homework or book"}},
           {{"optimizers", "--recipe", "book"}, {"./strata reproduce optimizers: got --recipe"}},
           {{"custom-layers", "--epochs", "3"}, {"./strata reproduce custom-layers: got --epochs"}},
           {{"mnist", "--quick", "--batch-size", "1000"}, {"--batch-size: got 1000 of ", "one step in all"}},
           {{"all", "--data", "mnist"}, {"./strata reproduce all: got --data"}},
           {{}, {"EXPERIMENT"}}}) {
    CAPTURE(wrong);
    const ProcessResult result = program.call(wrong);
    CHECK(result.exit_status == 2);
    check_contains(result.messages, words);
    check_one_line(result.messages);
  }
  const ProcessResult size = program.run({"cifar10", "--quick"});
  CHECK(size.exit_status == 2);
  check_contains(size.messages, {"--data", "[H=28,W=28,C=1]", "[H=32,W=32,C=3]"});
  const ChapterProgram few(STRATA_PROGRAM, {96, 40, 28, 28});
  check_contains(few.run({"mnist", "--quick"}).messages, {"--data: got 40 test images, expected 64 or more"});
  check_contains(program.call({"mnist", "--quick", "--images", "40"}).messages, {"--images: got 40 test images"});
  check_contains(program.call({"mnist", "--quick", "--images", "300"}).messages, {"--images: got 300 of "});
  const ProcessResult missing = program.call({"cifar10", "--data", program.empty_folder().string()});
  CHECK(missing.exit_status == 1);
  check_contains(missing.messages, {"got a folder without a data set"});
  CHECK_FALSE(std::filesystem::exists(program.out() / "cifar10" / "trainings"));
  const DataFolder nowhere(program.empty_folder());
  for (const char* const experiment : {"cifar10", "all"}) {
    const ProcessResult not_fetched = program.call({experiment, "--out", program.out("fresh").string()});
    CHECK(not_fetched.exit_status == 1);
    check_contains(not_fetched.messages, {"got no files of", "Hint: run ./strata data "});
    check_one_line(not_fetched.messages);
  }
}

TEST_CASE("A results folder of another version, and one that cannot be made, are refused") {
  const ChapterProgram program(STRATA_PROGRAM, digits);
  const std::filesystem::path folder = program.out() / "mnist";
  std::filesystem::create_directories(folder);
  write_file_atomically(folder / "version.json", "{\"version\": 99}\n");
  const ProcessResult version = program.run({"mnist", "--quick"});
  CHECK(version.exit_status == 1);
  check_contains(version.messages, {"results of version 99, expected version 1", "--out"});
  write_file_atomically(folder / "version.json", "{\"vers");
  check_contains(program.run({"mnist", "--quick"}).messages, {"version.json: got no version that can be read"});
  const std::filesystem::path file = program.out() / "a_file";
  write_file_atomically(file, "no folder");
  const ProcessResult unwritable = program.call({"mnist", "--quick", "--out", (file / "inside").string()});
  CHECK(unwritable.exit_status == 1);
  check_contains(unwritable.messages, {"a_file"});
  check_one_line(unwritable.messages);
}
