#include "common/picture.hpp"

#include <fmt/format.h>

#include <cctype>
#include <iostream>
#include <mutex>
#include <ostream>
#include <sstream>

#include "common/atomic_file.hpp"
#include "common/folders.hpp"
#include "common/picture_process.hpp"
#include "common/picture_style.hpp"

namespace strata {
namespace {

constexpr std::chrono::seconds time_limit{60};
constexpr std::string_view png_start = "\x89PNG\r\n\x1a\n", png_end = "IEND\xae\x42\x60\x82";

std::filesystem::path with_ending(std::filesystem::path base, std::string_view ending) { return base += ending; }

// gnuplot reads '<ls' and '|sh' as commands and '~' as a home; behind "./", each is the name of a file.
std::string file_name(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  const bool plain = !name.empty() && (std::isalnum(static_cast<unsigned char>(name[0])) != 0 || name[0] == '_');
  return picture_style::quoted(plain ? name : "./" + name);
}

// The line of gnuplot's messages that says most: it marks the place with '^' and explains below, after "line N:". Where
// no locale is set, a warning about the degree sign comes first; it changes nothing in a picture.
std::string first_complaint(const std::string& messages) {
  std::istringstream lines(messages);
  std::string line;
  while (std::getline(lines, line)) {
    const std::size_t colon = line.find(": ");
    if (line.find("warning: ") != std::string::npos) continue;
    if (line.find(" line ") != std::string::npos && colon != std::string::npos) return line.substr(colon + 2);
  }
  return messages.empty() ? "no message" : messages.substr(0, messages.find('\n'));
}

std::string problem_of(const ProcessResult& result, const std::string& gnuplot) {
  if (!result.found) return fmt::format("the program \"{}\" was not found", gnuplot);
  if (result.timed_out) return fmt::format("gnuplot did not end within {} seconds", time_limit.count());
  if (result.exit_status != 0) {
    return fmt::format("gnuplot ended with exit status {}: {}", result.exit_status, first_complaint(result.messages));
  }
  if (!result.output.starts_with(png_start) || !result.output.ends_with(png_end)) {
    return fmt::format("gnuplot made no whole PNG: {}", first_complaint(result.messages));
  }
  return "";
}

// Every later picture of the run would most likely fail for the same reason: saying it once is enough.
void note_once(const Picture& picture, bool found) {
  static std::once_flag noted;
  std::call_once(noted, [&] {
    const std::filesystem::path folder = picture.script.parent_path();
    std::cerr << fmt::format(
        "Note: {} is not drawn: {}. {}Its script and data are kept; draw it later with: cd {} && gnuplot {}\n",
        picture.script.stem().string() + ".png", picture.problem,
        found ? "" : "Install gnuplot with: apt install gnuplot-nox fonts-dejavu-core. ",
        folder.empty() ? "." : folder.string(), picture.script.filename().string());
  });
}

}  // namespace

Picture write_picture(const std::filesystem::path& base, const PictureScript& script, std::string_view data,
                      const std::string& gnuplot) {
  Picture picture{{}, with_ending(base, ".gp"), with_ending(base, ".dat"), ""};
  const std::filesystem::path png = with_ending(base, ".png");
  const std::filesystem::path folder = base.has_parent_path() ? base.parent_path() : ".";
  create_folders(folder);

  const std::string terminal = picture_style::terminal(script.height);
  const std::string commands = fmt::format("data = {}\n{}", file_name(picture.data), script.commands);
  write_file_atomically(picture.data, data);
  write_file_atomically(picture.script, fmt::format("{}set output {}\n{}", terminal, file_name(png), commands));

  // Without an output file, gnuplot writes the picture to its stdout. A picture that fails half-way never gets a name.
  const ProcessResult result = run_process({gnuplot, "-d", "-"}, terminal + commands, folder, time_limit);
  picture.problem = problem_of(result, gnuplot);
  if (picture.problem.empty()) {
    write_file_atomically(png, result.output);
    picture.png = png;
  } else {
    std::error_code ignored;
    std::filesystem::remove(png, ignored);  // an older picture would not show these data
    note_once(picture, result.found);
  }
  return picture;
}

std::ostream& operator<<(std::ostream& stream, const Picture& picture) {
  if (picture.png) return stream << picture.png->string();
  return stream << picture.script.string() << " (not drawn: " << picture.problem << ")";
}

}  // namespace strata
