// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/chunk/chunkreader.h"
#include "core/store/chunk/chunkwriter.h"
#include "core/store/chunk/spanidset.h"
#include "core/store/chunk/zstdcodec.h"
#include "tests/support/storebatches.h"
#include "tests/support/suite.h"

#include <QTest>

#include <random>

using namespace spanwise;
using namespace spanwise::test;

class TstChunks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCutOffChunkIsRefused();
    void damagedBytesNeverCrashTheReader();
    void deepNestingIsRefusedWhenItIsRead();
    void hexadecimalDigitsTakeHalfTheRoomAndComeBack();
    void damagedCompressionIsNoticed();
    void idsThatOnlyCountAreKeptApart();
};

namespace {

AdmittedBatch sample()
{
    BatchBuilder builder;
    for (std::uint32_t i = 1; i <= 20; ++i) {
        builder.add(traceId(1), spanId(i), spanId(i / 2), "step" + std::to_string(i % 3), i, i + 10,
                    {{"a", Value::ofInt(i)},
                     {"b", Value::ofString("text " + std::to_string(i))},
                     {"c", Value::ofDouble(0.5)}});
    }
    return builder.take();
}

EncodedChunk encoded(const AdmittedBatch &batch)
{
    std::vector<SpanSource> sources;
    for (std::size_t i = 0; i < batch.batch.spans.size(); ++i)
        sources.push_back({&batch.batch, i});
    ChunkWriter writer;
    return writer.encode(sources);
}

bool reads(std::string_view data, std::string_view ids)
{
    TelemetryBatch batch;
    ChunkReader reader(traceId(1), batch);
    return reader.read(data, ids, {});
}

} // namespace

void TstChunks::everyCutOffChunkIsRefused()
{
    const AdmittedBatch batch = sample();
    const EncodedChunk chunk = encoded(batch);
    QVERIFY(reads(chunk.data, chunk.spanIds));
    for (std::size_t size = 0; size < chunk.data.size(); ++size)
        QVERIFY(!reads(std::string_view(chunk.data).substr(0, size), chunk.spanIds));
    QVERIFY(!reads(chunk.data, std::string_view(chunk.spanIds).substr(8)));
}

void TstChunks::damagedBytesNeverCrashTheReader()
{
    const AdmittedBatch batch = sample();
    const EncodedChunk chunk = encoded(batch);
    std::mt19937 random(42); // NOLINT: the same damage every time
    for (int round = 0; round < 5000; ++round) {
        std::string data = chunk.data;
        for (int i = 0; i < 3; ++i)
            data[random() % data.size()] = static_cast<char>(random());
        reads(data, chunk.spanIds);
    }
}

void TstChunks::deepNestingIsRefusedWhenItIsRead()
{
    BatchBuilder builder;
    Value value = Value::ofInt(1);
    for (int i = 0; i < 2000; ++i)
        value = Value::ofArray(builder.batch().arena.copy(std::span<const Value>(&value, 1)));
    builder.add(traceId(1), spanId(1), {}, "deep", 0, 1, {{"v", value}});
    const AdmittedBatch batch = builder.take();
    const EncodedChunk chunk = encoded(batch);
    QVERIFY(!reads(chunk.data, chunk.spanIds));
}

void TstChunks::hexadecimalDigitsTakeHalfTheRoomAndComeBack()
{
    const std::string digits = "0123456789abcdef00112233445566778899aabbccddeeff";
    for (const std::string &text :
         {digits, digits + "a", digits + "g0", std::string("0123456789ABCDEF"), std::string("deadbeef"),
          digits + digits + digits + digits + digits, digits + digits + digits + digits + digits + digits}) {
        BatchBuilder builder;
        builder.add(traceId(1), spanId(1), {}, "step", 0, 1, {{"hash", Value::ofString(text)}});
        const AdmittedBatch batch = builder.take();
        const EncodedChunk chunk = encoded(batch);
        QCOMPARE(chunk.data.find(text) == std::string::npos, text == digits || text.size() > 200);
        TelemetryBatch back;
        QVERIFY(ChunkReader(traceId(1), back).read(chunk.data, chunk.spanIds, chunk.texts));
        QCOMPARE(find(back.spans[0].attributes, "hash")->stringOr({}), std::string_view(text));
        QVERIFY(find(back.spans[0].attributes, "hash")->isString());
    }
}

void TstChunks::damagedCompressionIsNoticed()
{
    ZstdCompressor compressor;
    const std::string text = "some text that is worth keeping, some text that is worth keeping";
    const std::string packed(compressor.compress(text));
    QCOMPARE(decompress(packed).value(), text);
    for (std::size_t i = 0; i < packed.size(); ++i) {
        std::string damaged = packed;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
        QVERIFY(decompress(damaged) != text);
    }
    QVERIFY(!decompress(""));
}

void TstChunks::idsThatOnlyCountAreKeptApart()
{
    SpanIdSet set;
    for (std::uint32_t i = 0; i < 100'000; ++i)
        QVERIFY(set.insert(spanId(i)));
    for (std::uint32_t i = 0; i < 100'000; i += 7)
        QVERIFY(!set.insert(spanId(i)));
    QCOMPARE(set.size(), std::size_t(100'000));
}

static const Registered<TstChunks> registered;
#include "tst_chunks.moc"
