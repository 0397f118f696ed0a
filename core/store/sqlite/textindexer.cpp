// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlite/textindexer.h"

#include "core/store/chunk/bytes.h"
#include "core/store/sqlite/textsearch.h"
#include "core/store/sqlite/tracerow.h"
#include "core/store/text/postings.h"
#include "core/store/text/searchtext.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace spanwise {
namespace {

/// While traces pour in, as many make a segment, or what came in this time: large segments are cheaper, to
/// build and to search.
constexpr std::int64_t fullSegment = 4096;
constexpr std::chrono::milliseconds longestWait{800};

std::int64_t number(Connection &connection, std::string_view sql)
{
    Statement statement = connection.prepared(sql);
    return statement.next() ? statement.integer(0) : 0;
}

} // namespace

struct TextIndexer::Segment
{
    std::int64_t indexedBefore = 0; // counters.indexed_seq when it was built
    std::int64_t lastSeq = 0;       // counters.indexed_seq once it is stored
    std::int64_t lastStamp = 0;     // of reindex, which it makes superfluous
    std::int64_t largest = 0;       // seq in traces
    std::int64_t last = 0;          // seq in traces
    bool ofPassages = false;        // then indexedBefore and lastSeq are of counters.indexed_passage
    std::string traces;
    std::array<std::string, TextGram::bucketCount> buckets;
};

TextIndexer::TextIndexer(ReaderPool &readers, Write write)
    : m_readers(readers)
    , m_write(std::move(write))
    , m_thread([this](const std::stop_token &stop) { run(stop); })
{
}

TextIndexer::~TextIndexer() = default;

void TextIndexer::arrived(std::int64_t traces)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting += traces;
        if (m_waiting < groupTraces)
            return;
    }
    m_wake.notify_one();
}

void TextIndexer::run(const std::stop_token &stop)
{
    std::unique_lock lock(m_mutex);
    while (m_wake.wait(lock, stop, [&] { return m_waiting >= groupTraces; })) {
        m_wake.wait_for(lock, stop, longestWait, [&] { return m_waiting >= fullSegment; });
        m_waiting = 0;
        lock.unlock();
        while (!stop.stop_requested() && indexSome()) {
        }
        lock.lock();
    }
}

/// False when there is nothing more to do, or it failed: then the next arrivals try again.
bool TextIndexer::indexSome()
{
    auto segment = guarded<std::optional<Segment>>([&] { return build(); });
    if (segment && !*segment)
        segment = guarded<std::optional<Segment>>([&] { return buildPassages(); });
    if (!segment || !*segment)
        return false;
    return static_cast<bool>(m_write([&](Connection &connection) {
        (*segment)->ofPassages ? storePassages(connection, **segment) : store(connection, **segment);
    }));
}

std::optional<TextIndexer::Segment> TextIndexer::build() const
{
    const ReaderPool::Lease lease(m_readers);
    Connection &connection = *lease;
    Transaction snapshot(connection, Transaction::Kind::Read);
    Segment segment;
    segment.indexedBefore = segment.lastSeq =
        number(connection, "SELECT value FROM counters WHERE name = 'indexed_seq'");
    segment.lastStamp = number(connection, "SELECT coalesce(max(stamp), 0) FROM reindex");
    const std::int64_t waiting = number(connection, "SELECT coalesce(max(seq), 0) FROM traces") -
                                 segment.indexedBefore + number(connection, "SELECT count(*) FROM reindex");
    if (waiting < groupTraces)
        return std::nullopt;

    PostingsBuilder builder;
    ByteWriter traces;
    const auto add = [&](const Statement &row, int first) {
        if (!builder.add(searchableTextOf(row, first + 1)))
            return false;
        const std::int64_t seq = row.integer(first);
        traces.zigzag(seq - std::exchange(segment.last, seq));
        segment.largest = std::max(segment.largest, seq);
        return true;
    };
    // Traces that changed before they were indexed need no second look: here or later they are read as they
    // are then.
    std::int64_t stamp = 0;
    Statement changed = connection.prepared(
        "SELECT r.stamp, t.seq, " SPANWISE_TEXT_COLUMNS
        " FROM reindex r JOIN traces t ON t.seq = r.trace WHERE r.trace <= ? ORDER BY r.stamp");
    changed.bind(segment.indexedBefore);
    while (changed.next()) {
        if (!add(changed, 1)) {
            segment.lastStamp = stamp;
            break;
        }
        stamp = changed.integer(0);
    }
    Statement fresh =
        connection.prepared("SELECT seq, " SPANWISE_TEXT_COLUMNS " FROM traces t WHERE seq > ? ORDER BY seq");
    fresh.bind(segment.indexedBefore);
    while (fresh.next() && add(fresh, 0))
        segment.lastSeq = fresh.integer(0);
    segment.traces = traces.take();
    segment.buckets = builder.take();
    return segment;
}

std::optional<TextIndexer::Segment> TextIndexer::buildPassages() const
{
    const ReaderPool::Lease lease(m_readers);
    Connection &connection = *lease;
    Transaction snapshot(connection, Transaction::Kind::Read);
    Segment segment;
    segment.ofPassages = true;
    segment.largest = std::numeric_limits<std::int64_t>::max(); // they outlive any trace
    segment.indexedBefore = segment.lastSeq =
        number(connection, "SELECT value FROM counters WHERE name = 'indexed_passage'");
    if (number(connection, "SELECT coalesce(max(id), 0) FROM passages") - segment.indexedBefore <
        groupPassages)
        return std::nullopt;
    PostingsBuilder builder;
    ByteWriter passages;
    Statement rows = connection.prepared(
        "SELECT p.id, CAST(p.text AS BLOB), (SELECT data FROM texts WHERE id = p.text_id) "
        "FROM passages p WHERE p.id > ? ORDER BY p.id");
    rows.bind(segment.indexedBefore);
    while (rows.next() && builder.add(folded(shortOrLong(rows, 1)))) {
        segment.lastSeq = rows.integer(0);
        passages.zigzag(-segment.lastSeq - std::exchange(segment.last, -segment.lastSeq));
    }
    segment.traces = passages.take();
    segment.buckets = builder.take();
    return segment;
}

void TextIndexer::storePassages(Connection &connection, const Segment &segment)
{
    Transaction transaction(connection, Transaction::Kind::Write);
    if (number(connection, "SELECT value FROM counters WHERE name = 'indexed_passage'") !=
        segment.indexedBefore)
        return;
    if (!segment.traces.empty())
        insertSegment(connection, segment);
    Statement counter = connection.prepared("UPDATE counters SET value = ? WHERE name = 'indexed_passage'");
    counter.bind(segment.lastSeq).run();
    transaction.commit();
}

/// Another process may have done the same meanwhile: then this one was for nothing.
void TextIndexer::store(Connection &connection, const Segment &segment)
{
    Transaction transaction(connection, Transaction::Kind::Write);
    if (number(connection, "SELECT value FROM counters WHERE name = 'indexed_seq'") != segment.indexedBefore)
        return;
    if (!segment.traces.empty())
        insertSegment(connection, segment);
    Statement counter = connection.prepared("UPDATE counters SET value = ? WHERE name = 'indexed_seq'");
    counter.bind(segment.lastSeq).run();
    Statement done = connection.prepared("DELETE FROM reindex WHERE stamp <= ?");
    done.bind(segment.lastStamp).run();
    transaction.commit();
}

void TextIndexer::insertSegment(Connection &connection, const Segment &segment)
{
    const std::int64_t id = number(connection, "SELECT coalesce(max(id), 0) + 1 FROM text_segments");
    Statement row = connection.prepared("INSERT INTO text_segments (id, last_seq, traces) VALUES (?, ?, ?)");
    row.bind(id).bind(segment.largest).bind(std::string_view(segment.traces)).run();
    Statement insert = connection.prepared("INSERT INTO text_postings (id, data) VALUES (?, ?)");
    for (std::uint32_t bucket = 0; bucket < TextGram::bucketCount; ++bucket) {
        if (!segment.buckets[bucket].empty())
            insert.bind(postingsId(id, bucket)).bind(std::string_view(segment.buckets[bucket])).run();
    }
}

} // namespace spanwise
