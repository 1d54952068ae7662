// Catch2's main, where nobody has compiled it for the processor in question.

#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
