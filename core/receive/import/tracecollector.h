// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/receive/import/decodedsink.h"

#include <array>
#include <cstddef>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace spanwise {

/// Keeps the spans of one trace out of the bodies that they came in.
///
/// A decoded batch views its whole body; the spans are copied, texts and attribute lists that were seen
/// lately are shared, and the body is let go: a trace takes a third of its file. Over as soon as a second
/// trace shows up, or it takes 1 GiB. One thread.
class TraceCollector final : public DecodedSink
{
public:
    explicit TraceCollector(std::stop_token stop);

    void take(DecodedBatch decoded) override;
    void skip(FilePlace, std::string) override {}
    bool isOver() const override { return m_isMixed || m_stop.stop_requested(); }
    std::uint64_t stored() const override { return m_batch.spans.size(); }

    /// More than one trace was seen, or one that is too large to be held beside the import.
    bool isMixed() const noexcept { return m_isMixed; }
    TelemetryBatch release() { return std::move(m_batch); }

private:
    std::uint32_t resourceOf(const TelemetryBatch &from, std::uint32_t index);
    std::uint32_t scopeOf(const TelemetryBatch &from, std::uint32_t index);
    Span kept(const Span &span);
    std::string_view kept(std::string_view text);
    Value kept(const Value &value);
    std::span<const Attribute> kept(std::span<const Attribute> attributes);
    std::span<const Attribute> copied(std::span<const Attribute> attributes);

    static constexpr std::size_t textSlots = 1U << 16U;
    static constexpr std::size_t listSlots = 1U << 14U;

    std::stop_token m_stop;
    TelemetryBatch m_batch;
    bool m_isMixed = false;
    std::vector<std::uint32_t> m_resources; // of the batch in hand: its index -> ours, or unset
    std::vector<std::uint32_t> m_scopes;
    std::vector<std::string_view> m_texts;           // seen lately, by hash
    std::vector<std::span<const Attribute>> m_lists; // seen lately, by hash
    std::vector<Attribute> m_list;
};

} // namespace spanwise
