#pragma once

#include "common/picture.hpp"
#include "demo_training.hpp"

/// Swish with several β, as a picture.
strata::Picture draw_swish(const std::filesystem::path& out);

/// Trains a network with three bends that choose their β, from several starts, prints what they chose, and returns the
/// picture of the ways there.
strata::Picture show_betas(const DemoImages& images, const CustomDemoOptions& options);
