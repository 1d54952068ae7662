#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace strata {

/// Where a tensor lives. Chapter 1 teaches the CPU; cuda is a name until chapter 15 teaches it.
enum class Device : std::uint8_t { cpu, cuda };

/// How many devices have a name.
constexpr std::size_t device_count = 2;

/// "CPU" or "CUDA".
constexpr std::string_view name(Device device) { return device == Device::cpu ? "CPU" : "CUDA"; }

}  // namespace strata
