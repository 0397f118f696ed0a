// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commands/commands.h"
#include "app/spanwise/commands/metricoutput.h"
#include "app/spanwise/commands/openedhistory.h"
#include "app/spanwise/connectionsecrets.h"
#include "app/spanwise/console.h"
#include "app/spanwise/historywriter.h"
#include "app/spanwise/summarytext.h"
#include "app/spanwise/tracetree.h"
#include "core/codec/otlp_json.h"
#include "core/intake/intake.h"
#include "core/receive/pull/metricspage.h"
#include "core/receive/pull/prometheusserver.h"
#include "core/receive/pull/sources.h"
#include "core/settings/settings.h"
#include "ui/models/format.h"

#include <algorithm>
#include <future>
#include <optional>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

Timestamp now()
{
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

/// Where to ask, and with what.
struct Target
{
    RemoteConnection connection;
    std::string secret;
};

Error usage(const QString &words)
{
    return {Error::Code::InvalidInput, words.toStdString()};
}

/// A secret on the command line would be readable by everyone on the machine.
std::string secretOfEnvironment()
{
    return qEnvironmentVariable("SPANWISE_PULL_SECRET").toStdString();
}

Result<Target> targetOf(const Invocation &invocation)
{
    const PullWish &wish = invocation.pull;
    const QString &subject = invocation.subject;
    Target target;
    target.secret = secretOfEnvironment();
    if (!subject.contains("://"_L1)) {
        SettingsFile settings(settingsPath(invocation.dataDirectory));
        if (const Status loaded = settings.load(); !loaded)
            complain(QString::fromStdString(loaded.error().message));
        const auto connections = settings.current().connections;
        const auto it = std::ranges::find(connections, subject.toStdString(), &RemoteConnection::name);
        if (it == connections.end())
            return usage(u"no connection is called “%1”. Add it in Settings, or give a URL and --kind."_s.arg(
                subject));
        target.connection = *it;
        if (target.secret.empty() && it->auth != ConnectionAuth::None) {
            const auto kept = ConnectionSecrets(invocation.dataDirectory).readNow(*it);
            if (!kept)
                return kept.error();
            target.secret = *kept;
        }
        return target;
    }
    const auto kind = connectionKindOf(wish.kind.toStdString());
    if (!kind)
        return usage(u"a URL needs --kind jaeger, tempo, clickhouse, prometheus or metrics."_s);
    target.connection.name = "pull";
    target.connection.kind = *kind;
    target.connection.url = subject.toStdString();
    if (!wish.database.isEmpty())
        target.connection.database = wish.database.toStdString();
    target.connection.user = wish.user.toStdString();
    if (!wish.user.isEmpty())
        target.connection.auth = ConnectionAuth::Basic;
    else if (!target.secret.empty())
        target.connection.auth = ConnectionAuth::Bearer;
    for (const QString &header : wish.headers) {
        const qsizetype colon = header.indexOf(u':');
        target.connection.headers.emplace_back(header.left(colon).trimmed().toStdString(),
                                               colon < 0 ? std::string()
                                                         : header.mid(colon + 1).trimmed().toStdString());
    }
    if (const std::string problem = problemOf(target.connection); !problem.empty())
        return usage(QString::fromStdString(problem));
    return target;
}

/// The history that pulled traces are kept in, opened when the first one is.
class Keeping
{
public:
    explicit Keeping(const HistoryPlace &place)
        : m_place(place)
    {
    }
    ~Keeping()
    {
        if (m_intake)
            m_intake->stop();
    }

    /// Waits until it is committed; how many spans were new.
    Result<std::uint64_t> keep(TelemetryBatch &batch)
    {
        if (const Status opened = open(); !opened)
            return opened.error();
        std::promise<Result<AppendReport>> promise;
        auto committed = promise.get_future();
        const Status taken =
            m_intake->submit(batch, [&](const Result<AppendReport> &report) { promise.set_value(report); });
        if (!taken)
            return taken.error();
        const Result<AppendReport> report = committed.get();
        return report ? Result<std::uint64_t>(report->stored) : report.error();
    }

private:
    Status open()
    {
        if (m_intake)
            return Done{};
        auto history = openedHistory(m_place);
        if (!history)
            return history.error();
        m_store = std::move(history->store);
        m_writer.emplace(*m_store, *history->labels);
        m_intake = std::make_unique<Intake>(*m_writer, std::make_shared<IntakeCounters>(), intakeOptions());
        m_intake->start();
        return Done{};
    }

    HistoryPlace m_place;
    std::unique_ptr<Store> m_store;
    std::optional<HistoryWriter> m_writer;
    std::unique_ptr<Intake> m_intake;
};

void sayNotes(const std::vector<std::string> &notes)
{
    for (const std::string &note : notes)
        complain(QString::fromStdString(note));
}

int pullTrace(const TraceSource &source, const Invocation &invocation)
{
    const QString padded = invocation.pull.trace.trimmed().rightJustified(32, u'0');
    const auto id = TraceId::fromHex(padded.toStdString());
    if (!id)
        return failWith(usage(u"“%1” is not a trace id."_s.arg(invocation.pull.trace)));
    auto pulled = source.load(*id, {});
    if (!pulled)
        return failWith(pulled.error());
    sayNotes(pulled->notes);
    if (invocation.json)
        print(QString::fromStdString(encodeOtlpJson(pulled->batch)) % u'\n');
    if (invocation.pull.keep) {
        Keeping keeping({invocation.dataDirectory, invocation.store});
        const auto kept = keeping.keep(pulled->batch);
        if (!kept)
            return failWith(kept.error());
        complain(
            u"kept; %1 in the history."_s.arg(counted(*kept, u"1 span is new"_s, u"%1 spans are new"_s)));
    }
    if (!invocation.json && !invocation.pull.keep)
        printTree(*traceOf(std::move(*pulled), factsReader()));
    return exitcode::ok;
}

Result<RemoteSearch> searchOf(const Invocation &invocation)
{
    const PullWish &wish = invocation.pull;
    RemoteSearch search;
    search.window = {now() - wish.since.value_or(std::chrono::hours(1)), now() + std::chrono::seconds(1)};
    search.service = wish.service.toStdString();
    search.operation = wish.operation.toStdString();
    search.minDuration = wish.minDuration;
    search.traceQl = wish.traceQl.trimmed().toStdString();
    search.onlyFailed = wish.onlyFailed;
    search.limit = invocation.limit;
    for (const QString &tag : wish.tags) {
        const qsizetype equals = tag.indexOf(u'=');
        if (equals < 1)
            return usage(u"--tag takes KEY=VALUE, not “%1”."_s.arg(tag));
        search.tags.emplace_back(tag.left(equals).toStdString(), tag.mid(equals + 1).toStdString());
    }
    return search;
}

int pullSearch(const TraceSource &source, const Invocation &invocation)
{
    const auto search = searchOf(invocation);
    if (!search)
        return failWith(search.error());
    const auto found = source.search(*search, {});
    if (!found)
        return failWith(found.error());
    sayNotes(found->notes);
    for (const TraceSummary &summary : found->traces)
        print((invocation.json ? jsonLine(summary) : textLine(summary)) % u'\n');
    if (found->traces.empty() && !invocation.json)
        complain(u"nothing there matches."_s);
    if (!invocation.pull.keep)
        return exitcode::ok;
    Keeping keeping({invocation.dataDirectory, invocation.store});
    std::uint64_t spans = 0;
    bool good = true;
    for (const TraceSummary &summary : found->traces) {
        auto pulled = source.load(summary.id, {});
        const auto kept = pulled ? keeping.keep(pulled->batch) : Result<std::uint64_t>(pulled.error());
        good = good && kept;
        if (kept)
            spans += *kept;
        else
            failWith(kept.error());
    }
    complain(
        u"%1 asked for, %2 in the history."_s.arg(counted(found->traces.size(), u"1 trace"_s, u"%1 traces"_s),
                                                  counted(spans, u"1 span is new"_s, u"%1 spans are new"_s)));
    return good ? exitcode::ok : exitcode::failed;
}

int pullMetrics(const Target &target, const Invocation &invocation)
{
    auto decoded = MetricsPage(Exchange(target.connection, target.secret, MetricsPage::maxBytes)).read({});
    if (!decoded)
        return failWith(decoded.error());
    if (decoded->rejectedPoints.count > 0)
        complain(u"%1 lines were left out; %2"_s.arg(decoded->rejectedPoints.count)
                     .arg(QString::fromStdString(decoded->rejectedPoints.firstReason)));
    if (invocation.json)
        print(QString::fromStdString(encodeOtlpJson(decoded->batch)) % u'\n');
    else
        printPoints(decoded->batch);
    return exitcode::ok;
}

int pullExpression(const Target &target, const Invocation &invocation)
{
    const PrometheusServer server(Exchange(target.connection, target.secret));
    const std::string expression = invocation.pull.expression.toStdString();
    if (expression.empty())
        return failWith(usage(u"a Prometheus server needs --expr, for example --expr up."_s));
    const auto result =
        invocation.pull.since
            ? server.queryRange(expression, {now() - *invocation.pull.since, now()},
                                invocation.pull.step.value_or(*invocation.pull.since / 60), {})
            : server.query(expression, now(), {});
    if (!result)
        return failWith(result.error());
    sayNotes(result->notes);
    for (const PrometheusSeries &series : result->series)
        printSeries(series, invocation.json);
    if (result->series.empty() && !invocation.json)
        complain(u"the answer has no series."_s);
    return exitcode::ok;
}

int pullNames(const TraceSource &source)
{
    const auto names = source.services({});
    if (!names)
        return failWith(names.error());
    for (const std::string &name : *names)
        print(QString::fromStdString(name) % u'\n');
    return exitcode::ok;
}

} // namespace

int runPull(const Invocation &invocation)
{
    const auto target = targetOf(invocation);
    if (!target) {
        failWith(target.error());
        return target.error().code == Error::Code::InvalidInput ? exitcode::usage : exitcode::failed;
    }
    if (invocation.pull.test) {
        const auto answer = testConnection(target->connection, target->secret, {});
        if (!answer)
            return failWith(answer.error());
        print(QString::fromStdString(*answer) % u'\n');
        return exitcode::ok;
    }
    if (target->connection.kind == ConnectionKind::Metrics)
        return pullMetrics(*target, invocation);
    if (target->connection.kind == ConnectionKind::Prometheus)
        return pullExpression(*target, invocation);
    const auto source = makeTraceSource(target->connection, target->secret, factsReader());
    if (invocation.pull.services)
        return pullNames(*source);
    return invocation.pull.trace.isEmpty() ? pullSearch(*source, invocation) : pullTrace(*source, invocation);
}

} // namespace spanwise
