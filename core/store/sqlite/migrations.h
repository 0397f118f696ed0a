// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace spanwise {

/// The files of resources/sql in their order: number n takes a store from schema version n to n + 1. Compiled
/// in.
std::span<const std::string_view> migrations();

} // namespace spanwise
