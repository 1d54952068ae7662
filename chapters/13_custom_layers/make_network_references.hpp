#pragma once

#include <string>

#include "07_training/experiment_report.hpp"

namespace strata {

/// A network by name, as an experiment wants it, with what the homework reports of it on this data set. Where the
/// homework reports nothing, `data` is empty; where it has settings that an experiment cannot have, `usual` is false.
/// @throws UsageError as network_entry does
HomeworkNetwork homework_network(const std::string& name, const std::string& data);

/// The data set that the homework trains this network on; the first one where there are two.
/// @throws UsageError as network_entry does
std::string homework_data(const std::string& name);

}  // namespace strata
