// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// What is inside chunks.data once it is decompressed. Numbers are varints unless said otherwise (bytes.h).
///
///     version         1
///     strings         count, the length of each, then all their bytes
///     resources       count; each: attributes, schema URL, dropped attributes
///     scopes          count; each: name, version, attributes, schema URL, dropped attributes
///     spans           count; each:
///         fields      which of the following are there (chunkformat::fields)
///         begin       zigzag, difference to the begin of the span before (wrapping); the first to 0
///         length      zigzag, end - begin (wrapping)
///         name
///         [parent     0: 8 raw bytes follow; n: the id of span n - 1 of this chunk]
///         [resource] [scope] [kind, a byte] [status, a byte] [status message] [trace state] [attributes]
///         [events     count; each: time (zigzag, difference to the span's begin), name, attributes, dropped
///         attributes] [links      count; each: 16 + 8 raw bytes, trace state, attributes, dropped
///         attributes, flags] [flags] [dropped attributes] [dropped events] [dropped links]
///
/// A string is a reference: 2 * n is string n of this chunk, 2 * n + 1 the text with id number n of
/// chunks.texts. Attributes are a count and as many pairs of string and value. A value is a tag byte
/// (chunkformat::Tag) and what it needs. Span ids are in chunks.span_ids, the trace id is in traces. Nothing
/// that core/model/span.h holds is left out.
namespace spanwise::chunkformat {

inline constexpr std::uint64_t version = 1;

/// Strings of this size and more go to texts.
inline constexpr std::size_t textBytes = 256;

/// Stored: append only. Hex is a string of lower-case hexadecimal digits, two in a byte: a length in bytes
/// and as many bytes.
enum class Tag : std::uint8_t { Empty, String, False, True, Int, Double, Array, Map, Bytes, Hex };

/// Digits from which on a string is worth packing: ids, hashes. They are random, and half as many bytes are
/// left to compress.
inline constexpr std::size_t hexDigits = 16;

/// Values may nest this deep; what is deeper when it is read is damage.
inline constexpr int maxDepth = 1000;

namespace fields {
inline constexpr std::uint64_t parent = 1U << 0U;
inline constexpr std::uint64_t resource = 1U << 1U;
inline constexpr std::uint64_t scope = 1U << 2U;
inline constexpr std::uint64_t kind = 1U << 3U;
inline constexpr std::uint64_t status = 1U << 4U;
inline constexpr std::uint64_t attributes = 1U << 5U;
inline constexpr std::uint64_t events = 1U << 6U;
inline constexpr std::uint64_t links = 1U << 7U;
inline constexpr std::uint64_t statusMessage = 1U << 8U;
inline constexpr std::uint64_t traceState = 1U << 9U;
inline constexpr std::uint64_t flags = 1U << 10U;
inline constexpr std::uint64_t droppedAttributes = 1U << 11U;
inline constexpr std::uint64_t droppedEvents = 1U << 12U;
inline constexpr std::uint64_t droppedLinks = 1U << 13U;
} // namespace fields

} // namespace spanwise::chunkformat
