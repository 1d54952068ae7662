#pragma once

// The cases that tests/parity/06_optimizers.py has computed with PyTorch, for the tests of every device.

#include <map>
#include <string>

#include "06_optimizers/adam.hpp"
#include "06_optimizers/sgd.hpp"

namespace strata {

/// Every option of SGD, by the name of its case.
inline const std::map<std::string, SgdOptions> sgd_options{
    {"sgd/plain", {.learning_rate = 0.05}},
    {"sgd/decay", {.learning_rate = 0.05, .weight_decay = 0.1}},
    {"sgd/momentum", {.learning_rate = 0.05, .momentum = 0.9}},
    {"sgd/momentum decay", {.learning_rate = 0.05, .momentum = 0.9, .weight_decay = 0.1}},
    {"sgd/dampening", {.learning_rate = 0.05, .momentum = 0.9, .dampening = 0.4}},
    {"sgd/dampening decay", {.learning_rate = 0.05, .momentum = 0.8, .dampening = 0.5, .weight_decay = 0.02}},
    {"sgd/nesterov", {.learning_rate = 0.05, .momentum = 0.9, .nesterov = true}},
    {"sgd/nesterov decay", {.learning_rate = 0.05, .momentum = 0.7, .weight_decay = 0.1, .nesterov = true}}};

/// The same of Adam.
inline const std::map<std::string, AdamOptions> adam_options{
    {"adam/plain", {.learning_rate = 0.01}},
    {"adam/betas", {.learning_rate = 0.01, .beta1 = 0.5, .beta2 = 0.9}},
    {"adam/no averages", {.learning_rate = 0.01, .beta1 = 0, .beta2 = 0}},
    {"adam/epsilon", {.learning_rate = 0.01, .epsilon = 0.1}},
    {"adam/l2", {.learning_rate = 0.01, .weight_decay = 0.1}},
    {"adam/l2 betas", {.learning_rate = 0.01, .beta1 = 0.7, .beta2 = 0.99, .weight_decay = 0.3}},
    {"adam/decoupled", {.learning_rate = 0.01, .weight_decay = 0.1, .decoupled = true}},
    {"adam/decoupled betas",
     {.learning_rate = 0.01, .beta1 = 0.7, .beta2 = 0.99, .epsilon = 1e-3, .weight_decay = 0.3, .decoupled = true}}};

}  // namespace strata
