#pragma once

#include <string>

#include "compiler/ir/ir.hpp"

/// What rebuilding costs, as far as it can be known before anybody builds. Two numbers a step:
///
/// - its *chance*: how probable it is that the step itself changes between two builds;
/// - its *weight*: what running it costs, in bytes that it fetches or writes. Known bytes where they are known (files
///   of the context), a stated default for its kind otherwise.
///
/// An engine runs a step again when it or a layer below it has changed; only a linked copy stands on no layer. The
/// expected cost of an order is
///
///     Σ over steps s:  chance(s) × (weight(s) + Σ weight(t) of the steps t behind s that depend on it)
///
/// The numbers are an ordering, not a measurement: they rank what moves often behind what rarely does. docs/cost.md has
/// the assumptions and what was measured against them.
namespace boxwright::ir {

Volatility volatility(const Step& step);
Cost cost(const Step& step);

bool is_linked(const Step& step);

/// What a step brings, in one line for people.
std::string describe(const Operation& operation);
/// What was written down of a step, else what can be said of it as it is.
Account account_of(const Step& step);

}  // namespace boxwright::ir
