// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/batch.h"

#include <optional>

namespace spanwise {

// A span may arrive in pieces, in requests far apart: sent when it begins and again when it has ended (OTLP),
// with annotations that come late (Zipkin, protocols.md 6), or as the two sides of a call under one id.

/// stored with what later, which has the same id, adds to it; nullopt when it adds nothing, as a redelivery.
///
/// - The earliest begin and the latest end; a begin that a decoder had to guess (zipkin.h) yields to one that
/// was sent.
/// - Attributes by key, events by time and name, links by what they lead to: those that stored has not.
/// - Where both say something different, the piece that has ended speaks when the other has not, else the one
/// that came first.
///   So it does not matter how often, or in which order, pieces come again.
///
/// resource and scope are those of stored. The lists are in arena, texts where they were. O(size of both).
std::optional<Span> completedBy(const Span &stored, const Span &later, Arena &arena);

/// Whether these are the two sides of a call that share an id: client and server, or producer and consumer.
bool areTwoSides(const Span &one, const Span &other) noexcept;
/// Whether it is the receiving one.
bool isReceivingSide(const Span &span) noexcept;
/// The receiving side under an id of its own, as a child of the sending one (core/model/sharedhalves.h).
Span receivingSideOf(Span span) noexcept;

} // namespace spanwise
