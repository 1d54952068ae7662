#pragma once

#include <filesystem>

/// Prints what formulas as they stand in books do to small and large numbers in float32, beside the chapter's forms.
void compare_with_textbook_forms(const std::filesystem::path& out);
