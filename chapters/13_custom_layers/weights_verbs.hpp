#pragma once

/// `weights import|export|compare`: takes weights to PyTorch and back. Returns the exit code.
int run_weights(int argc, const char* const* argv);
