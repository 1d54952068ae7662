#include <catch2/catch.hpp>
#include <cstdlib>
#include <sstream>

#include "common/atomic_file.hpp"
#include "common/heat_map.hpp"
#include "common/image_grid.hpp"
#include "common/picture_style.hpp"
#include "common/plot.hpp"
#include "common/plot_bars.hpp"
#include "tests/error_matchers.hpp"
#include "tests/file_text.hpp"
#include "tests/full_disk.hpp"
#include "tests/picture_files.hpp"
#include "tests/temporary_folder.hpp"

namespace strata {
namespace {

using Numbers = std::vector<double>;

const std::string nasty = R"(it's @PATH _a_ {b} ^c 5% `date` "q" \n $1 ≤)";

Plot plot_called(const std::string& title) {
  Plot plot(title, {title, title}, {"y", ""});
  plot.line(title, Numbers{0, 1}, Numbers{0, 1}).line("other", Numbers{0, 1}, Numbers{1, 0});
  return plot;
}

/// Sets a variable of the environment until the end of the scope.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name), before_(std::getenv(name)) {
    ::setenv(name, value, 1);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  ~Environment() { ::setenv(name_.c_str(), before_.c_str(), 1); }

 private:
  std::string name_, before_;
};

TEST_CASE("a picture can be drawn again by hand") {
  const TemporaryFolder folder;
  const Picture picture = plot_called("Loss").write(folder / "out/03_linear/loss");
  INFO(picture.problem);
  REQUIRE(picture.png == folder / "out/03_linear/loss.png");
  const std::string first = text_of(*picture.png);
  std::filesystem::remove(*picture.png);
  // With a locale: without one, gnuplot warns that it cannot write a degree sign.
  const ProcessResult result = run_process({"env", "LC_ALL=C.UTF-8", "gnuplot", "loss.gp"}, "",
                                           folder / "out/03_linear", std::chrono::seconds(60));
  CHECK(result.exit_status == 0);
  CHECK(result.messages.empty());
  CHECK(png_size(*picture.png).width == 800);
  CHECK(text_of(*picture.png) == first);
  CHECK(std::distance(std::filesystem::directory_iterator(folder / "out/03_linear"), {}) == 3);  // no leftovers
}

TEST_CASE("titles show as they are, whatever they mean to gnuplot") {
  const TemporaryFolder folder;
  REQUIRE(plot_called(nasty).write(folder / "plot").png);
  const std::string texts = drawn_texts(folder / "plot.gp");
  check_contains(texts, {"\n" + nasty + " (" + nasty + ")\n"});  // the axis
  std::size_t count = 0;
  for (std::size_t at = texts.find(nasty); at != std::string::npos; at = texts.find(nasty, at + 1)) ++count;
  CHECK(count == 4);  // the axis twice, the title, the legend

  BarChart chart("b", {"y", ""}, {nasty, "line\nbreak"});
  REQUIRE(chart.bars("x", Numbers{1, 2}).write(folder / "bars").png);
  check_contains(drawn_texts(folder / "bars.gp"), {"\n" + nasty + "\n", "line break\n"});
  BarChart long_name("b", {"y", ""}, {std::string(44, 'x') + "ööö", "≤≤≤≤≤≤≤≤≤≤≤≤≤≤≤≤≤≤≤≤≤≤"});
  REQUIRE(long_name.bars("x", Numbers{1, 2}).write(folder / "long").png);
  check_contains(drawn_texts(folder / "long.gp"), {std::string(42, 'x') + "…\n", "≤≤≤≤≤≤≤≤≤≤≤≤≤≤…\n"});
  HeatMap map("m", {"x", ""}, {nasty, ""});
  REQUIRE(map.cells({nasty}, {nasty}, Numbers{1}).write(folder / "map").png);
  check_contains(drawn_texts(folder / "map.gp"), {nasty + "\n" + nasty + "\n"});
  ImageGrid grid("g", {.value = {nasty, ""}});
  REQUIRE(grid.signed_values(nasty, std::vector<float>{1}, 1, 1).write(folder / "grid").png);
  const std::string grid_texts = drawn_texts(folder / "grid.gp");
  CHECK(grid_texts.find(nasty) != grid_texts.rfind(nasty));
}

TEST_CASE("file names that mean something to gnuplot or a shell are names of files") {
  const TemporaryFolder folder;
  for (const std::string& name :
       {std::string("it's $HOME `x`"), std::string("<echo 1 2"), std::string("|cat >gone"), std::string("~root"),
        std::string("-"), std::string("@a {b} %d"), std::string("v1.2")}) {
    const Picture picture = plot_called("Loss").write(folder / name);
    INFO(name << ": " << picture.problem);
    REQUIRE(picture.png == folder / (name + ".png"));
    std::filesystem::remove(*picture.png);
    run_process({"gnuplot", "./" + name + ".gp"}, "", folder.path(), std::chrono::seconds(60));
    CHECK(png_size(*picture.png).width == 800);
  }
  CHECK(folder.entries() == 21);
}

TEST_CASE("without gnuplot, script and data are written and the program goes on", "[layering]") {
  const TemporaryFolder folder;
  write_file_atomically(folder / "loss.png", "an older picture");
  Picture picture;
  SECTION("no such program") { picture = plot_called("Loss").write(folder / "loss", "no-such-gnuplot"); }
  SECTION("nothing on the PATH") {
    const Environment path("PATH", folder.path().c_str());
    picture = plot_called("Loss").write(folder / "loss");
  }
  CHECK_FALSE(picture.png);
  CHECK_THAT(picture.problem, Catch::Matchers::Contains("was not found"));
  CHECK(std::filesystem::exists(picture.script));
  CHECK(std::filesystem::exists(picture.data));
  CHECK_FALSE(std::filesystem::exists(folder / "loss.png"));
  std::ostringstream text;
  text << picture;
  check_contains(text.str(), {"loss.gp (not drawn: the program \""});
}

TEST_CASE("a gnuplot that fails is named with its message", "[layering]") {
  const TemporaryFolder folder;
  const Picture wrong = write_picture(folder / "wrong", {"plot data using nonsense\n"}, "1 2\n");
  check_contains(wrong.problem, {"exit status 1", "undefined variable: nonsense"});
  const std::filesystem::path no_locale = folder / "no_locale";
  write_file_atomically(no_locale, "#!/bin/sh\nLC_ALL=C exec gnuplot \"$@\"\n");
  std::filesystem::permissions(no_locale, std::filesystem::perms::owner_all);
  CHECK(write_picture(folder / "wrong", {"plot data using nonsense\n"}, "1 2\n", no_locale).problem == wrong.problem);
  const Picture silent = write_picture(folder / "silent", {"plot data\n"}, "1 2\n", "true");
  CHECK(silent.problem == "gnuplot made no whole PNG: no message");
  const std::filesystem::path cut_off = folder / "cut_off";
  write_file_atomically(cut_off, "#!/bin/sh\nprintf '\\211PNG\\r\\n\\032\\n'\n");
  std::filesystem::permissions(cut_off, std::filesystem::perms::owner_all);
  CHECK(write_picture(folder / "part", {"plot data\n"}, "1 2\n", cut_off).problem == silent.problem);
}

TEST_CASE("writes two pictures without gnuplot", "[.child]") {
  const TemporaryFolder folder;
  for (const char* name : {"first", "second"}) plot_called("Loss").write(folder / name, "no-such-gnuplot");
}

TEST_CASE("the note on what to install comes once in a process") {
  const ProcessResult child =
      run_process({"/proc/self/exe", "writes two pictures without gnuplot"}, "", "/tmp", std::chrono::seconds(60));
  CHECK(child.exit_status == 0);
  check_contains(child.messages, {"Note: first.png is not drawn", "\"no-such-gnuplot\" was not found",
                                  "apt install gnuplot-nox fonts-dejavu-core", "&& gnuplot first.gp\n"});
  CHECK(child.messages.find('\n') == child.messages.size() - 1);
}

TEST_CASE("a full disk or a folder that cannot be is one clear error and leaves nothing behind", "[layering]") {
  const TemporaryFolder folder;
  {
    const FullDisk disk(100);
    check_contains(error_message([&] { write_picture(folder / "full", {"plot data\n"}, std::string(1000, '1')); }),
                   {"full.dat", "File too large"});
  }
  CHECK(folder.entries() == 0);
  write_file_atomically(folder / "file", "no folder");
  check_contains(error_message([&] { plot_called("Loss").write(folder / "file/loss"); }), {"file", "Not a directory"});
}

TEST_CASE("a process gets its input and folder, and an end if it takes too long", "[layering]") {
  const TemporaryFolder folder;
  const std::string long_input(300000, 'x');  // more than a pipe holds
  CHECK(run_process({"cat"}, long_input, folder.path(), std::chrono::seconds(60)).output == long_input);
  CHECK(run_process({"pwd"}, "", folder.path(), std::chrono::seconds(60)).output == folder.path().string() + "\n");
  CHECK(run_process({"printf", "%s", "$HOME 'a' *"}, "", "/", std::chrono::seconds(60)).output == "$HOME 'a' *");
  CHECK(run_process({"false"}, "", "/", std::chrono::seconds(60)).exit_status == 1);
  const ProcessResult endless = run_process({"sleep", "60"}, "", "/", std::chrono::milliseconds(20));
  CHECK(endless.timed_out);
  CHECK(endless.exit_status == 128 + 9);
}

TEST_CASE("numbers keep their digits, and those of a float no more than it has", "[layering]") {
  CHECK(picture_style::number(0.1) == "0.1");
  CHECK(picture_style::number(static_cast<double>(0.1F)) == "0.1");
  CHECK(picture_style::number(1.0 / 3) == "0.3333333333333333");
  CHECK(picture_style::number(16777217) == "16777217");
  CHECK(picture_style::number(-1e300) == "-1e+300");
}

}  // namespace
}  // namespace strata
