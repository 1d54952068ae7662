#include <catch2/catch.hpp>
#include <cstdio>
#include <vector>

#include "common/command_line.hpp"
#include "tests/captured_output.hpp"
#include "tests/data_folder.hpp"
#include "tests/error_matchers.hpp"
#include "tests/http_server.hpp"
#include "tests/temporary_folder.hpp"
#include "tools/strata/verbs.hpp"

namespace strata {
namespace {

struct Outcome {
  int exit_code = 0;
  std::string errors;
};

/// Runs `./strata data ...` in this process, with a data folder of its own.
class DataCommand {
 public:
  Outcome run(std::vector<const char*> arguments) const {
    CLI::App app("test", "./strata");
    add_data(app, Places{});
    arguments.insert(arguments.begin(), {"./strata", "data"});
    CapturedOutput errors(stderr);
    const int exit_code = run_command(app, static_cast<int>(arguments.size()), arguments.data(), [] {});
    return {exit_code, errors.text()};
  }

  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  DataFolder data_{folder_ / "data"};
};

TEST_CASE("the verb data ends with 2 and a hint where it is called wrongly", "[layering]") {
  const DataCommand command;
  const auto wrong = [&](const std::vector<const char*>& arguments, const std::vector<std::string>& parts) {
    const Outcome outcome = command.run(arguments);
    CHECK(outcome.exit_code == 2);
    check_contains(outcome.errors, parts);
  };
  wrong({}, {"./strata data: got no name of a data set, expected one of mnist, fashion-mnist, cifar10"});
  wrong({"cifar"}, {"got \"cifar\"", "did you mean cifar10?"});
  wrong({"mnist", "--form", "x"}, {"got \"--form\"", "did you mean --from?"});
  wrong({"mnist", "--from", "x", "--mirror", "y"}, {"both --from and --mirror"});
}

TEST_CASE("the verb data ends with 1 and names the file where fetching fails", "[layering]") {
  const DataCommand command;
  const HttpServer server([](const HttpRequest&) { return HttpResponse{.status = "404 Not Found"}; });
  const Outcome outcome = command.run({"mnist", "--mirror", server.url().c_str()});
  CHECK(outcome.exit_code == 1);
  check_contains(outcome.errors, {"HTTP status 404 from " + server.url() + "/train-images-idx3-ubyte.gz", "--from"});
  CHECK(std::filesystem::is_empty(command.folder() / "data"));
}

TEST_CASE("the verb data ends with 1 where the folder has no such files", "[layering]") {
  const DataCommand command;
  const Outcome outcome = command.run({"cifar10", "--from", command.folder().path().c_str()});
  CHECK(outcome.exit_code == 1);
  check_contains(outcome.errors, {command.folder().path().string() + ": got no files of cifar10", "data_batch_1.bin"});
}

TEST_CASE("the verb data explains itself", "[layering]") {
  const DataCommand command;
  CHECK(command.run({"--help"}).exit_code == 0);
}

}  // namespace
}  // namespace strata
