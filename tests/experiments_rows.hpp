#pragma once

#include <catch2/catch.hpp>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "common/json_file.hpp"
#include "experiments/request.hpp"
#include "tests/captured_output.hpp"

namespace strata {

/// Runs an experiment of `./strata reproduce` in a folder, without its output, and gives results.json's rows by what
/// stands in their first column.
inline std::map<std::string, nlohmann::ordered_json> rows_of(
    const std::function<void(const experiments::Request&)>& run, const experiments::Request& request) {
  {
    const CapturedOutput silent(stdout), no_bar(stderr);
    run(request);
  }
  std::map<std::string, nlohmann::ordered_json> rows;
  const nlohmann::ordered_json json = read_json(request.program.out / "results.json");
  CHECK(json.at("quick") == request.quick);
  for (const auto& row : json.at("rows")) rows[row.begin().value().get<std::string>()] = row;
  return rows;
}

}  // namespace strata
