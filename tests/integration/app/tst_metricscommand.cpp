// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"
#include "tests/support/suite.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace spanwise;
using namespace spanwise::test;
using namespace Qt::StringLiterals;

class TstMetricsCommand : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dataPointsOfAFileAreFoundAgain();

private:
    Ran spanwise(const QStringList &arguments) const
    {
        return run(u"spanwise"_s, arguments + QStringList{u"--data"_s, m_data.path()});
    }

    QTemporaryDir m_data;
};

void TstMetricsCommand::dataPointsOfAFileAreFoundAgain()
{
    const auto nanoseconds = [](std::int64_t secondsAgo) {
        return QByteArray::number((QDateTime::currentSecsSinceEpoch() - secondsAgo) * 1'000'000'000);
    };
    const auto point = [](const QByteArray &time, int hits) -> QByteArray {
        return R"({"timeUnixNano":")" + time + R"(","asInt":")" + QByteArray::number(hits) +
               R"(","exemplars":[{"timeUnixNano":")" + time +
               R"(","asInt":"1","traceId":"0af7651916cd43dd8448eb211c80319c"}]})";
    };
    const QByteArray old = point(nanoseconds(60 * 86'400), 8);
    const QByteArray first = point(nanoseconds(600), 4) + ',' + old;
    const QByteArray later = point(nanoseconds(300), 2);
    const auto import = [&](const QByteArray &points) {
        QFile file(m_data.filePath(u"points.json"_s));
        if (!file.open(QIODevice::WriteOnly))
            return Ran{};
        file.write(R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"hits","sum":)"
                   R"({"aggregationTemporality":1,"isMonotonic":true,"dataPoints":[)" +
                   points + "]}}]}]}]}");
        file.close();
        return spanwise({u"import"_s, file.fileName()});
    };
    const auto hits = [&] { return spanwise({u"metrics"_s, u"increase(hits_total[1h])"_s}).out.trimmed(); };
    QVERIFY(spanwise({u"metrics"_s}).err.contains("no metrics"));
    const Ran imported = import(first);
    QVERIFY2(imported.out.contains("2 data points (1 not kept"), imported.out.constData());
    QVERIFY(spanwise({u"metrics"_s}).out.startsWith("hits_total "));
    QVERIFY2(hits().endsWith(" 4"), hits().constData());
    QVERIFY(import(first).out.contains("(1 there already)")); // another run of the program
    QVERIFY2(hits().endsWith(" 4"), hits().constData());
    QVERIFY(import(first + ',' + later).out.contains("3 data points (1 there already)"));
    QVERIFY2(hits().endsWith(" 6"), hits().constData());

    const Ran exemplars = spanwise({u"metrics"_s, u"hits_total"_s, u"--exemplars"_s});
    QCOMPARE(exemplars.out.count('\n'), 2);
    QCOMPARE(exemplars.out.count("0af7651916cd43dd8448eb211c80319c"), 2);
    const Ran json =
        spanwise({u"metrics"_s, u"hits_total"_s, u"--exemplars"_s, u"--json"_s, u"--limit"_s, u"1"_s});
    QCOMPARE(QJsonDocument::fromJson(json.out)[u"value"_s].toDouble(), 1.0);
    const Ran range =
        spanwise({u"metrics"_s, u"increase(hits_total[1m])"_s, u"--since"_s, u"15m"_s, u"--step"_s, u"1m"_s});
    QVERIFY2(range.out.count('\n') >= 9, range.out.constData());
    QCOMPARE(spanwise({u"metrics"_s, u"increase(hits_total"_s}).code, 1);
    QCOMPARE(spanwise({u"metrics"_s, u"--exemplars"_s}).code, 2);
    QCOMPARE(spanwise({u"metrics"_s, u"hits_total"_s, u"--since"_s, u"soon"_s}).code, 2);
}

static const Registered<TstMetricsCommand> registered;
#include "tst_metricscommand.moc"
