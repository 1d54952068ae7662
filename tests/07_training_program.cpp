// Chapter 7's program as its user meets it.

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/chapter_program.hpp"

using namespace strata;

namespace {

const std::vector<std::string> repeatable{"weights.safetensors", "history.csv"};

// What a seed gave, but for the time that it took.
nlohmann::json kept(const ChapterProgram& program, const std::string& file, const std::string& out) {
  auto json = nlohmann::json::parse(program.bytes(file, out));
  json.erase("seconds");
  return json;
}

}  // namespace

TEST_CASE("Chapter 7's program leaves its pictures, tables, weights and a checkpoint") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed({"--epochs", "2"});
  check_contains(result.output, {"FCNet.fc1", "homework's report", "not comparable", "Pictures:"});
  CHECK(program.results() ==
        result_files({"fcnet_accuracy", "fcnet_confusions", "fcnet_loss"},
                     {"checkpoint.safetensors", "history.csv", "results.json", "results.md", "weights.safetensors"},
                     false));
}

TEST_CASE("Chapter 7: one seed gives the same bits with one thread, two and three, and another seed gives others",
          "[repeats]") {
  const ChapterProgram program(STRATA_PROGRAM);
  check_equal_on_threads(program, {"--epochs", "2"}, repeatable);
  for (const std::string& file : repeatable) CHECK_FALSE(program.equal(file, "one", "other"));
}

TEST_CASE("Two epochs and then two more by --resume are four epochs, to the last bit") {
  const ChapterProgram program(STRATA_PROGRAM);
  program.succeed({"--epochs", "4"}, "whole");
  program.succeed({"--epochs", "2"}, "parts");
  const ProcessResult resumed = program.succeed({"--epochs", "4", "--resume"}, "parts");
  check_contains(resumed.messages, {"63 %"});
  CHECK(resumed.messages.find(" 50 %") == std::string::npos);  // which an earlier run did
  for (const std::string& file : repeatable) CHECK(program.equal(file, "whole", "parts"));
  const std::string nothing_left = "checkpoint.safetensors has all epochs: nothing was left to train.";
  CHECK(resumed.output.find(nothing_left) == std::string::npos);
  check_contains(program.succeed({"--epochs", "4", "--resume"}, "parts").output, {nothing_left});
}

TEST_CASE("Several seeds give their mean and spread; the recipe changes the result") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult result = program.succeed({"--epochs", "1", "--seeds", "3", "--recipe", "book"});
  check_contains(result.output, {"Test accuracy of 3 seeds, last epoch", "mean ± standard deviation"});
  std::vector<std::string> files{"seeds_book_data.json", "seeds_book_data.md"};
  for (const std::string seed : {"seed_1", "seed_2", "seed_3"}) {
    files.push_back(seed + ".json");
    files.push_back(seed + ".safetensors");
  }
  std::ranges::sort(files);
  CHECK(program.results() == files);
}

TEST_CASE("Seeds that were stopped go on by --resume, each from its own checkpoint; a seed that is done stays") {
  const ChapterProgram program(STRATA_PROGRAM);
  program.succeed({"--epochs", "4", "--seeds", "2"}, "whole");
  program.succeed({"--epochs", "2", "--seeds", "2"}, "parts");
  const ProcessResult resumed = program.succeed({"--epochs", "4", "--seeds", "2", "--resume"}, "parts");
  check_contains(resumed.messages, {"63 %"});
  CHECK(resumed.messages.find(" 50 %") == std::string::npos);  // which the first run did
  for (const std::string file : {"seed_1.json", "seed_2.json"}) {
    CHECK(kept(program, file, "whole") == kept(program, file, "parts"));
  }
  const ProcessResult again = program.succeed({"--epochs", "4", "--seeds", "2", "--resume"}, "parts");
  CHECK(again.messages.empty());  // no bar: nothing is trained
  CHECK(again.output == resumed.output);
  check_contains(program.succeed({"--epochs", "4", "--seeds", "3", "--resume"}, "parts").output, {"of 3 seeds"});
}

TEST_CASE("The result of another training, or a damaged one, is not taken for a seed's") {
  const ChapterProgram program(STRATA_PROGRAM);
  program.succeed({"--epochs", "1", "--seeds", "2"});
  const nlohmann::json real = kept(program, "seed_2.json", "out");
  for (const std::string& text : {std::string("{"), std::string("{}"), program.bytes("seed_1.json")}) {
    std::ofstream(program.out() / "seed_2.json") << text;
    program.succeed({"--epochs", "1", "--seeds", "2", "--resume"});
    CHECK(kept(program, "seed_2.json", "out") == real);
  }
  for (const auto& other : {std::vector<std::string>{"--batch-size", "32"}, {"--recipe", "book"}}) {
    std::vector<std::string> options{"--epochs", "1", "--seeds", "2", "--resume"};
    options.insert(options.end(), other.begin(), other.end());
    const ProcessResult refused = program.run(options);
    CHECK(refused.exit_status == 1);
    check_contains(refused.messages, {"seed_1.safetensors", "resume with the options"});
  }
}

TEST_CASE("Held-out training images stand in the place of the test images, and a peak rate can be chosen by them") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult held = program.succeed({"--epochs", "1", "--hold-out", "20", "--recipe", "book"}, "held");
  check_contains(held.output, {"data: 100 training images, 20 held-out images", "data, 20 held out"});
  const ProcessResult whole = program.succeed({"--epochs", "1", "--recipe", "book"}, "whole");
  check_contains(whole.output, {"data: 120 training images, 40 test images"});
  CHECK(whole.output.find("held") == std::string::npos);

  const std::vector<std::string> book{"--epochs", "1", "--recipe", "book", "--peak-rate"};
  const auto with_peak = [&](const std::string& rate, const std::string& out) {
    std::vector<std::string> options = book;
    options.push_back(rate);
    return program.succeed(options, out);
  };
  check_contains(with_peak("0.001", "low").output, {"the book's recipe, rate up to 0.001"});
  with_peak("0.004", "usual");
  CHECK(program.equal("weights.safetensors", "usual", "whole"));
  CHECK_FALSE(program.equal("weights.safetensors", "low", "whole"));
  check_contains(program.succeed({"--epochs", "1", "--seeds", "2", "--hold-out", "20"}).output,
                 {"held-out accuracy", "Accuracy on held-out images of 2 seeds"});
}

TEST_CASE("Chapter 7's program says what is wrong") {
  const ChapterProgram program(STRATA_PROGRAM);
  const ProcessResult nothing = program.run({"--resume"});
  CHECK(nothing.exit_status == 1);
  check_contains(nothing.messages, {"checkpoint.safetensors: got no checkpoint, expected one of an earlier training",
                                    "Hint: start without --resume."});
  check_wrong_options(program, {{"--recipe", "best"},
                                {"--seeds", "0"},
                                {"--checkpoint-steps", "-1"},
                                {"--batch-size", "0"},
                                {"--hold-out", "-1"},
                                {"--peak-rate", "0"},
                                {"--peak-rate", "fast"}});
  const ProcessResult constant = program.run({"--peak-rate", "0.01"});
  CHECK(constant.exit_status == 2);
  check_contains(constant.messages, {"0.01 with the homework's recipe", "expected --recipe book"});
  check_contains(program.run({"--hold-out", "120"}).messages, {"--hold-out: got 120 of 120 training images", "fewer"});
  check_contains(program.run({"--recipe", "book", "--epochs", "1", "--batch-size", "500"}).messages,
                 {"--batch-size: got 500 of 120 images, one step in all, expected two steps or more"});
  check_contains(program.run({"--seeds", "2", "--resume"}).messages, {"seed_1.safetensors: got no checkpoint"});
  program.succeed({"--epochs", "3", "--batch-size", "32"});
  check_contains(program.run({"--resume", "--batch-size", "32", "--recipe", "book"}).messages,
                 {"the homework's settings", "the book's recipe", "one cycle up to rate 0.004) for 5 epochs"});
  check_contains(program.run({"--resume", "--batch-size", "32", "--epochs", "1"}).messages,
                 {"epoch 4", "at most 1 epochs"});
  const ProcessResult other = program.run({"--resume", "--batch-size", "16"});
  CHECK(other.exit_status == 1);
  check_contains(other.messages, {"batch size 32", "expected 16"});
  check_missing_data(ChapterProgram(STRATA_PROGRAM, {10, 10, 2, 3}));
}
