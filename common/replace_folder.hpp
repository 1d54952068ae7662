#pragma once

#include <filesystem>

namespace strata {

/// Gives the folder `from` the name `to` in one step. Where there is a folder of that name already, the two change
/// names, and the earlier one is then removed: at every moment `to` is the earlier folder or the new one, complete.
/// Both must be on one file system. @throws Error
void replace_folder(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace strata
