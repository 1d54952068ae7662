#include "make_network_image.hpp"

#include <sstream>

#include "common/error.hpp"

using namespace strata;

namespace {

Shape image_of(const std::string& text) {
  Index height = 0, width = 0, channels = 0;
  char first = 0, second = 0, rest = 0;
  std::istringstream stream(text);
  const bool three = static_cast<bool>(stream >> height >> first >> width >> second >> channels) && !(stream >> rest);
  if (!three || first != 'x' || second != 'x' || height < 1 || width < 1 || channels < 1) {
    throw UsageError({"--image", "\"" + text + "\"", "height, width and channels", "for instance --image 32x32x3"});
  }
  return {{height, width, channels}, "HWC"};
}

}  // namespace

void add_image(Program& program, std::optional<Shape>& image) {
  program.add_parsed("--image", "", "Height, width and channels of an image; without, those of the homework", "32x32x3",
                     [&image](const std::string& text) { image = image_of(text); });
}
