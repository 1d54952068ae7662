#pragma once

#include <vector>

#include "common/picture.hpp"
#include "demo_training.hpp"

/// Trains a network without attention and two with it, with wide and with narrow hidden layers, and asks whether the
/// attention looks at the images. Prints a table and returns the pictures of gates and masks.
std::vector<strata::Picture> show_attention(const DemoImages& images, const CustomDemoOptions& options);
