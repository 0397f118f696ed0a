// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/alerting/rule.h"
#include "ui/overview/card.h"
#include "ui/overview/snapshot.h"

#include <array>
#include <span>

namespace spanwise {

/// The cards of the overview, left to right.
enum class OverviewCard : std::uint8_t { Queries, Latency, Errors, Hallucination, Cache, Cost, Count };

inline constexpr std::size_t overviewCardCount = static_cast<std::size_t>(OverviewCard::Count);

/// The metric that a card is about: the alerts on it mark the card.
OverviewMetric metricOf(OverviewCard card);

/// What a card says about a snapshot. An alert that is pending or fires on its metric gives it a mark and its
/// note.
Card::Content cardContent(OverviewCard card, const OverviewSnapshot &snapshot,
                          std::span<const AlertStatus> alerts);

} // namespace spanwise
