// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/unit/codec/batchtext.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

namespace spanwise::test {

inline std::string fileAt(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

/// A file of tests/data.
inline std::string testFile(const QString &name)
{
    return fileAt(QStringLiteral(SPANWISE_TEST_DATA "/") + name);
}

/// A file that another program wrote, which is not part of this repository; empty when it is not at hand.
inline std::string fieldFile(const QString &name)
{
    return fileAt(QStringLiteral(SPANWISE_SOURCE_DIR "/../shared/data/") + name);
}

inline constexpr const char *missingFieldFile = "the real files of other programs are not in ../shared/data";

/// Compares text with a file of tests/data. With SPANWISE_WRITE_GOLDEN set the file is written instead, to be
/// read by a human before it is committed.
inline void compareWithFile(const std::string &text, const QString &name)
{
    if (qEnvironmentVariableIsSet("SPANWISE_WRITE_GOLDEN")) {
        QFile file(QStringLiteral(SPANWISE_TEST_DATA "/") + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(text));
    }
    QCOMPARE(QString::fromStdString(text), QString::fromStdString(testFile(name)));
}

/// The same spans with their attributes and themselves in a fixed order, for formats that do not keep the
/// order.
inline std::string sortedText(TelemetryBatch &batch)
{
    const auto sorted = [&](std::span<const Attribute> attributes) {
        std::vector<Attribute> items(attributes.begin(), attributes.end());
        std::ranges::stable_sort(items, {}, &Attribute::key);
        return batch.arena.copy(std::span<const Attribute>(items));
    };
    for (Span &span : batch.spans)
        span.attributes = sorted(span.attributes);
    for (Resource &resource : batch.resources)
        resource.attributes = sorted(resource.attributes);
    std::ranges::stable_sort(batch.spans, {},
                             [](const Span &span) { return std::pair(span.traceId, span.id); });
    return describe(batch);
}

} // namespace spanwise::test
