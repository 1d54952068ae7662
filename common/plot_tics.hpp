#pragma once

#include <string>

#include "common/plot_axis.hpp"

namespace strata::picture_style {

/// The command for tics at whole numbers on an axis ('x' or 'y'): steps of 1, 2 or 5 times a power of ten, so that
/// there are at most ten numbers.
std::string whole_tics(char axis, PlotRange range);

/// The commands that make an axis logarithmic. Over more than two decades it shows the powers of ten; over fewer, twice
/// and five times these too; over less than a factor of five, where one or none of them may lie, numbers at equal
/// distances.
std::string logarithmic_axis(char axis, PlotRange range);

}  // namespace strata::picture_style
