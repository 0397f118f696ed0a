// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/intake/pointreport.h"
#include "core/metrics/pointstream.h"
#include "core/metrics/seriesstore.h"
#include "core/model/batch.h"
#include "core/model/exemplarrow.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace spanwise {

/// Points that did not become part of a series.
struct PointLosses
{
    std::uint64_t redelivered = 0; ///< not newer than the last one of their stream
    std::uint64_t gaps = 0;        ///< said that there is no value, or NaN
    std::uint64_t tooMany = 0;     ///< of streams beyond those that are followed
    std::uint64_t conflicts = 0;   ///< of a name that another kind of metric has already
    std::uint64_t exemplars = 0;   ///< exemplars without a finite value

    friend bool operator==(const PointLosses &, const PointLosses &) = default;
};

/// Makes series of the data points that pipelines send. Belongs to one thread; the store must outlive it.
///
/// Who adds a batch knows what it changed until it says that it is kept: what could not be kept is in the
/// next touches() and exemplars().
///
/// Names and tags are those of pointnames.h; service.name is the tag service. Gauges of several processes are
/// told apart by instance (service.instance.id), what counts is added up over them. Values carry the time of
/// their point, exemplars their own; those of points that become no part of a series go with them. A stream
/// costs about 200 bytes and its buckets.
class PointMetrics
{
public:
    static constexpr std::size_t maxStreams = 100'000;

    /// How an exemplar's own attributes become text: core/codec/everydayjson.h in the program.
    using AttributesText = std::function<std::string(std::span<const Attribute>)>;

    PointMetrics(SeriesStore &store, AttributesText textOf)
        : m_store(store)
        , m_textOf(std::move(textOf))
        , m_began(store.now())
    {
    }

    enum class Fate : std::uint8_t {
        Stored,
        Duplicate,
        TooOld,        ///< older than series are kept
        NotFinite,     ///< no number, or a counter that went down
        TooMany,       ///< of a stream beyond those that are followed
        OfAnotherKind, ///< the name is that of another kind of metric
    };

    /// What became of the points, in their order.
    ///
    /// A batch that is recorded has streams of its own, which may go back in time: a point that is not newer
    /// than the last one begins the stream anew. Whose points are known only moves on its stream.
    std::vector<Fate> add(const TelemetryBatch &batch, const std::vector<bool> &known = {});

    /// What add() recorded since the last forget().
    const std::vector<SeriesStore::Touch> &touches() const noexcept { return m_touches; }
    const std::vector<ExemplarRow> &exemplars() const noexcept { return m_exemplars; }
    void forget()
    {
        m_touches.clear();
        m_exemplars.clear();
    }

    /// Any thread.
    PointLosses losses() const;

private:
    /// What the points of one metric of the batch have in common.
    struct Target
    {
        const Metric *metric = nullptr;
        std::string name;
        MetricKind kind = MetricKind::Gauge;
        std::string owner; ///< names metric, resource and scope
        MetricTags tags;
    };

    struct Streams
    {
        std::unordered_map<std::string, PointStream> values;
        std::unordered_map<std::string, PointStream> counts; // of summaries: their count, beside their sum
    };
    /// One point on its way into the series.
    struct Recording
    {
        SeriesStore::Writer &writer;
        Streams &streams;
        bool isRecorded; ///< its batch is
        bool isKnown;
        Fate fate = Fate::Stored;
    };

    Target targetOf(const TelemetryBatch &batch, const Metric &metric) const;
    Fate record(Recording &recording, const Target &target, const DataPoint &point);
    void number(Recording &recording, const Target &target, const DataPoint &point, PointStream &stream);
    void summary(Recording &recording, const std::string &key, const Target &target, const DataPoint &point,
                 PointStream &stream);
    void keepExemplars(const Recording &recording, SeriesRef series, const DataPoint &point,
                       PointStream &stream);
    PointStream *streamOf(Recording &recording, const std::string &key, const DataPoint &point);
    Timestamp beganOf(const Recording &recording, const DataPoint &point) const;
    template<class Content>
    std::optional<SeriesRef> put(Recording &recording, const std::string &name, MetricKind kind,
                                 MetricTags tags, Timestamp time, const Content &content);
    MetricTags tagsOf(const Target &target, const DataPoint &point) const;

    SeriesStore &m_store;
    const AttributesText m_textOf;
    const Timestamp m_began;
    Streams m_live;
    Streams m_recorded; // of files
    std::vector<SeriesStore::Touch> m_touches;
    std::vector<ExemplarRow> m_exemplars;
    std::atomic<std::uint64_t> m_redelivered{0};
    std::atomic<std::uint64_t> m_gaps{0};
    std::atomic<std::uint64_t> m_tooMany{0};
    std::atomic<std::uint64_t> m_conflicts{0};
    std::atomic<std::uint64_t> m_valueless{0};
};

} // namespace spanwise
