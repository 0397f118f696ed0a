// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/spanwise/commandline.h"

#include "app/spanwise/history.h"
#include "core/model/severity.h"
#include "core/store/postgres/postgresurl.h"

#include <QCommandLineParser>
#include <QDir>
#include <QStandardPaths>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

struct CommandText
{
    Command command;
    QLatin1String name;
    const char *summary;
};

constexpr std::array<CommandText, 11> subcommands{{
    {Command::Serve, "serve"_L1,
     "Receive and store without a window; print one line for each query that arrives."},
    {Command::Import, "import"_L1, "Add trace files to the history."},
    {Command::Export, "export"_L1, "Write traces of the history to a file that other tools read."},
    {Command::Query, "query"_L1, "Find queries by words and { conditions }, newest first."},
    {Command::Logs, "logs"_L1,
     "Find log records by words and severity, newest first; those of no trace, too."},
    {Command::Trace, "trace"_L1, "Print one trace."},
    {Command::Replay, "replay"_L1, "Ask a saved query again and print what changed."},
    {Command::Compare, "compare"_L1,
     "Set two traces side by side: steps, documents, prompt, answer. Exit code 1 when they differ."},
    {Command::Stats, "stats"_L1,
     "Print what the history holds: traces, spans, bytes, services, and how good labelled queries are."},
    {Command::Metrics, "metrics"_L1,
     "Print what was measured: the metrics there are, an expression's values, exemplars and their traces."},
    {Command::Pull, "pull"_L1,
     "Search and read what another back end keeps: Jaeger, Tempo, ClickHouse, Prometheus."},
}};

constexpr const char *desktopSummary = "The workbench for query pipelines: watch, chart, alert, replay.";

QString summaryOf(Command command)
{
    for (const CommandText &text : subcommands) {
        if (text.command == command)
            return QString::fromLatin1(text.summary);
    }
    QString overview = QString::fromLatin1(desktopSummary) % "\n\nCommands (each has its own --help):"_L1;
    for (const CommandText &text : subcommands)
        overview += "\n  "_L1 % QString(text.name).leftJustified(8) % QString::fromLatin1(text.summary);
    return overview;
}

/// The options of one command, declared and read in one place.
class Parser
{
public:
    explicit Parser(Command command)
        : m_command(command)
    {
        m_parser.setApplicationDescription(summaryOf(command));
        m_parser.addOption(m_data);
        m_parser.addOption(m_store);
        m_parser.addOption(m_help);
        switch (command) {
        case Command::Desktop:
            m_parser.addPositionalArgument(u"files"_s, u"Trace files to open."_s, u"[FILE...]"_s);
            m_parser.addOptions(
                {m_version, m_otlpHttp, m_otlpGrpc, m_zipkin, m_tokenFile, m_demo, m_screens});
            break;
        case Command::Serve:
            addName(u"serve"_s);
            m_parser.addOptions({m_otlpHttp, m_otlpGrpc, m_zipkin, m_tokenFile, m_demo});
            break;
        case Command::Import:
            addName(u"import"_s);
            m_parser.addPositionalArgument(
                u"files"_s,
                u"OTLP, Jaeger, Tempo, Zipkin, Chrome, Datadog, JSON-lines logs; plain, gzip or zstd; known by content."_s,
                u"FILE..."_s);
            break;
        case Command::Export:
            addName(u"export"_s);
            m_parser.addPositionalArgument(u"ids"_s, u"Trace ids, or at least their first 4 digits."_s,
                                           u"[ID...]"_s);
            m_parser.addOptions({m_query, m_label, m_format, m_output});
            break;
        case Command::Stats:
            addName(u"stats"_s);
            m_parser.addOptions({m_json});
            break;
        case Command::Metrics:
            addName(u"metrics"_s);
            m_parser.addPositionalArgument(
                u"expr"_s,
                u"rate(hits_total[5m]), say; with --exemplars a metric and its tags; none lists the metrics."_s,
                u"[EXPR]"_s);
            m_parser.addOptions({m_past, m_step, m_exemplars, m_limit, m_json});
            break;
        case Command::Query:
            addName(u"query"_s);
            m_parser.addPositionalArgument(
                u"text"_s, u"Words, \"phrases\", { conditions } | stages; empty finds everything."_s,
                u"EXPR"_s);
            m_parser.addOptions({m_label, m_limit, m_json});
            break;
        case Command::Logs:
            addName(u"logs"_s);
            m_parser.addPositionalArgument(u"text"_s, u"Words that must all occur; none finds everything."_s,
                                           u"[TEXT]"_s);
            m_parser.addOptions({m_limit, m_json, m_severity});
            break;
        case Command::Trace:
            addName(u"trace"_s);
            m_parser.addPositionalArgument(u"id"_s, u"Trace id, or at least its first 4 digits."_s, u"ID"_s);
            m_parser.addOptions({m_tree, m_json, m_story});
            break;
        case Command::Replay:
            addName(u"replay"_s);
            m_parser.addPositionalArgument(
                u"id"_s, u"Trace id of the query, or at least its first 4 digits."_s, u"ID"_s);
            m_parser.addOptions({m_json, m_otlpHttp});
            break;
        case Command::Compare:
            addName(u"compare"_s);
            m_parser.addPositionalArgument(u"a"_s, u"Trace id, or at least its first 4 digits."_s, u"A"_s);
            m_parser.addPositionalArgument(u"b"_s, u"What it is compared with."_s, u"B"_s);
            m_parser.addOptions({m_json});
            break;
        case Command::Pull:
            addName(u"pull"_s);
            m_parser.addPositionalArgument(
                u"from"_s,
                u"A connection of the settings by its name, or a URL (with --kind). The "
                "environment variable SPANWISE_PULL_SECRET holds its password or token."_s,
                u"NAME|URL"_s);
            m_parser.addOptions({m_kind, m_traceId, m_service, m_operation, m_tag, m_minDuration, m_failed,
                                 m_since, m_limit, m_expression, m_traceQl, m_step, m_user, m_header,
                                 m_database, m_services, m_test, m_keep, m_json});
            break;
        }
    }

    std::variant<Invocation, EarlyExit> parse(const QStringList &arguments)
    {
        if (!m_parser.parse(QStringList{u"spanwise"_s} + arguments))
            return usageError(m_parser.errorText());
        if (m_parser.isSet(m_help))
            return EarlyExit{exitcode::ok, m_parser.helpText()};
        if (m_command == Command::Desktop && m_parser.isSet(m_version))
            return EarlyExit{exitcode::ok, u"spanwise " SPANWISE_VERSION "\n"_s};

        Invocation invocation;
        invocation.command = m_command;
        invocation.dataDirectory = dataDirectory();
        if (const QString problem = readOptions(invocation); !problem.isEmpty())
            return usageError(problem);
        QStringList positional = m_parser.positionalArguments();
        if (m_command != Command::Desktop)
            positional.removeFirst(); // the command's own name
        if (const QString problem = readPositional(invocation, positional); !problem.isEmpty())
            return usageError(problem);
        return invocation;
    }

private:
    void addName(const QString &name) { m_parser.addPositionalArgument(name, QString(), name); }

    QString dataDirectory() const
    {
        if (m_parser.isSet(m_data))
            return QDir(m_parser.value(m_data)).absolutePath();
        return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) % "/spanwise"_L1;
    }

    /// Empty, or what is wrong.
    QString readOptions(Invocation &invocation) const
    {
        const auto has = [&](const QCommandLineOption &option) {
            // Not isSet(): it complains about options that this command does not have.
            const QStringList given = m_parser.optionNames();
            return std::ranges::any_of(option.names(),
                                       [&](const QString &name) { return given.contains(name); });
        };
        if (has(m_store)) {
            invocation.store = m_parser.value(m_store);
            if (!PostgresUrl::isOne(invocation.store.toStdString()) && invocation.store != localStore)
                return u"--store takes postgres://user@host/database, or local."_s;
        }
        if (has(m_otlpHttp))
            invocation.otlpHttp = m_parser.value(m_otlpHttp);
        if (has(m_otlpGrpc))
            invocation.otlpGrpc = m_parser.value(m_otlpGrpc);
        if (has(m_zipkin))
            invocation.zipkin = m_parser.value(m_zipkin);
        if (has(m_tokenFile))
            invocation.tokenFile = m_parser.value(m_tokenFile);
        invocation.demo = has(m_demo);
        invocation.json = has(m_json);
        invocation.tree = has(m_tree);
        invocation.story = has(m_story);
        if (has(m_screens))
            invocation.screens = QDir(m_parser.value(m_screens)).absolutePath();
        if (m_command == Command::Pull) {
            if (const QString problem = readPull(invocation.pull); !problem.isEmpty())
                return problem;
        }
        if (invocation.json + invocation.tree + invocation.story > 1)
            return m_command == Command::Trace ? u"--tree, --json and --story exclude each other."_s
                                               : u"--json and --tree exclude each other."_s;
        if (m_command == Command::Metrics) {
            invocation.exemplars = has(m_exemplars);
            if (const QString problem =
                    readLengths({{&m_past, &invocation.since}, {&m_step, &invocation.step}});
                !problem.isEmpty())
                return problem;
            if (invocation.step && (!invocation.since || invocation.exemplars))
                return u"--step goes with an expression and --since."_s;
        }
        if (has(m_query))
            invocation.search = m_parser.value(m_query);
        if (has(m_output))
            invocation.output = m_parser.value(m_output) == "-"_L1 ? QString() : m_parser.value(m_output);
        if (has(m_format) && m_parser.isSet(m_format)) {
            const auto format = traceFormatFromWord(m_parser.value(m_format).toStdString());
            if (!format)
                return u"--format takes otlp-json, jaeger or zipkin."_s;
            invocation.format = *format;
        }
        if (has(m_label)) {
            const auto word = std::ranges::find(labellingWords, m_parser.value(m_label).toStdString());
            if (word == labellingWords.end())
                return u"--label takes good, bad, noted, any or none."_s;
            invocation.labelled = static_cast<Labelling>(word - labellingWords.begin());
        }
        if (has(m_limit)) {
            bool good = false;
            invocation.limit = m_parser.value(m_limit).toUInt(&good);
            if (!good || invocation.limit == 0)
                return u"--limit takes a whole number from 1."_s;
        }
        if (has(m_severity)) {
            const auto severity = severityFromName(m_parser.value(m_severity).toStdString());
            if (!severity)
                return u"--severity takes trace, debug, info, warn, error or fatal."_s;
            invocation.minSeverity = lowestNumber(*severity);
        }
        return {};
    }

    /// Empty, or what is wrong.
    QString readPull(PullWish &wish) const
    {
        wish.kind = m_parser.value(m_kind);
        wish.trace = m_parser.value(m_traceId);
        wish.service = m_parser.value(m_service);
        wish.operation = m_parser.value(m_operation);
        wish.tags = m_parser.values(m_tag);
        wish.expression = m_parser.value(m_expression);
        wish.traceQl = m_parser.value(m_traceQl);
        wish.user = m_parser.value(m_user);
        wish.database = m_parser.value(m_database);
        wish.headers = m_parser.values(m_header);
        wish.onlyFailed = m_parser.isSet(m_failed);
        wish.services = m_parser.isSet(m_services);
        wish.test = m_parser.isSet(m_test);
        wish.keep = m_parser.isSet(m_keep);
        return readLengths(
            {{&m_since, &wish.since}, {&m_step, &wish.step}, {&m_minDuration, &wish.minDuration}});
    }

    using LengthOption = std::pair<const QCommandLineOption *, std::optional<Duration> *>;
    /// Empty, or what is wrong.
    QString readLengths(std::initializer_list<LengthOption> lengths) const
    {
        for (const auto &[option, length] : lengths) {
            if (!m_parser.isSet(*option))
                continue;
            *length = lengthOfTime(m_parser.value(*option));
            if (!*length)
                return u"--%1 takes a length of time such as 15m, 1h or 2d."_s.arg(
                    option->names().constFirst());
        }
        return {};
    }

    QString readPositional(Invocation &invocation, const QStringList &positional) const
    {
        switch (m_command) {
        case Command::Desktop:
            invocation.files = positional;
            return {};
        case Command::Serve:
            return positional.isEmpty() ? QString()
                                        : u"serve takes no files: %1"_s.arg(positional.constFirst());
        case Command::Import:
            invocation.files = positional;
            return positional.isEmpty() ? u"import needs at least one file."_s : QString();
        case Command::Export:
            invocation.traces = positional;
            if (positional.isEmpty() && !m_parser.isSet(m_query))
                return u"export needs trace ids, or --query TEXT; --query '' exports everything."_s;
            return positional.isEmpty() || !m_parser.isSet(m_query)
                       ? QString()
                       : u"Trace ids and --query exclude each other."_s;
        case Command::Stats:
            return positional.isEmpty() ? QString()
                                        : u"stats takes no arguments: %1"_s.arg(positional.constFirst());
        case Command::Metrics:
            invocation.subject = positional.join(u' ');
            if (invocation.subject.isEmpty() && (invocation.exemplars || invocation.since))
                return u"--exemplars and --since need to know of which metric."_s;
            return {};
        case Command::Query:
            invocation.subject = positional.join(u' ');
            return positional.isEmpty() ? u"query needs an expression; '' finds everything."_s : QString();
        case Command::Logs:
            invocation.subject = positional.join(u' ');
            return {};
        case Command::Trace:
        case Command::Replay:
            if (positional.size() != 1)
                return u"exactly one trace id is needed."_s;
            invocation.subject = positional.constFirst();
            return {};
        case Command::Compare:
            invocation.traces = positional;
            return positional.size() == 2 ? QString() : u"compare needs exactly two trace ids."_s;
        case Command::Pull:
            if (positional.size() != 1)
                return u"pull needs the name of one connection, or one URL."_s;
            invocation.subject = positional.constFirst();
            return {};
        }
        return {};
    }

    EarlyExit usageError(const QString &problem) const
    {
        return {exitcode::usage, "spanwise: "_L1 % problem % "\n\n"_L1 % m_parser.helpText()};
    }

    Command m_command;
    QCommandLineParser m_parser;
    const QCommandLineOption m_help{{u"h"_s, u"help"_s}, u"Show this help."_s};
    const QCommandLineOption m_version{{u"v"_s, u"version"_s}, u"Show the version."_s};
    const QCommandLineOption m_data{{u"data"_s}, u"Keep history and settings in DIR."_s, u"DIR"_s};
    const QCommandLineOption m_store{
        {u"store"_s},
        u"Use the team's history in PostgreSQL, postgres://user@host/database, or local."_s,
        u"ADDRESS"_s};
    const QCommandLineOption m_otlpHttp{
        {u"otlp-http"_s}, u"Receive OTLP over HTTP on HOST:PORT."_s, u"HOST:PORT"_s};
    const QCommandLineOption m_otlpGrpc{
        {u"otlp-grpc"_s},
        u"Receive OTLP over gRPC on HOST:PORT. With any of these three given, only those "
        "named listen."_s,
        u"HOST:PORT"_s};
    const QCommandLineOption m_zipkin{{u"zipkin"_s}, u"Receive Zipkin spans on HOST:PORT."_s, u"HOST:PORT"_s};
    const QCommandLineOption m_tokenFile{
        {u"token-file"_s},
        u"Ask senders for a token: the one in FILE, or one of two, one a line. The environment "
        "variable SPANWISE_TOKEN does the same."_s,
        u"FILE"_s};
    const QCommandLineOption m_demo{{u"demo"_s}, u"Start the demo pipeline too."_s};
    const QCommandLineOption m_screens{
        {u"screens"_s}, u"Render every screen to PNG files in DIR and end."_s, u"DIR"_s};
    const QCommandLineOption m_limit{{u"limit"_s}, u"At most N of them (default 50)."_s, u"N"_s};
    const QCommandLineOption m_query{
        {u"query"_s}, u"Export what this search finds; empty finds everything."_s, u"EXPR"_s};
    const QCommandLineOption m_label{
        {u"label"_s},
        u"Only queries that people called good or bad, or noted something about (noted, any, none)."_s,
        u"WHAT"_s};
    const QCommandLineOption m_format{
        {u"format"_s}, u"otlp-json (the default), jaeger or zipkin."_s, u"FORMAT"_s};
    const QCommandLineOption m_output{
        {u"o"_s, u"output"_s}, u"Write to FILE instead of standard output."_s, u"FILE"_s};
    const QCommandLineOption m_severity{
        {u"severity"_s},
        u"Only records of LEVEL (trace, debug, info, warn, error, fatal) or worse."_s,
        u"LEVEL"_s};
    const QCommandLineOption m_json{{u"json"_s}, u"Machine-readable output."_s};
    const QCommandLineOption m_tree{{u"tree"_s}, u"The spans as an indented tree (the default)."_s};
    const QCommandLineOption m_story{
        {u"story"_s},
        u"Question, answer, tokens, and documents and messages of every step, as one JSON object."_s};
    const QCommandLineOption m_kind{
        {u"kind"_s}, u"What the URL is: jaeger, tempo, clickhouse, prometheus, metrics."_s, u"KIND"_s};
    const QCommandLineOption m_traceId{{u"trace"_s}, u"Read this trace."_s, u"ID"_s};
    const QCommandLineOption m_service{{u"service"_s}, u"Search traces of this service."_s, u"NAME"_s};
    const QCommandLineOption m_operation{
        {u"operation"_s}, u"Search traces with a span of this name."_s, u"NAME"_s};
    const QCommandLineOption m_tag{
        {u"tag"_s}, u"Search traces with this attribute; may be repeated."_s, u"KEY=VALUE"_s};
    const QCommandLineOption m_minDuration{
        {u"min-duration"_s}, u"Search traces that took at least this long."_s, u"TIME"_s};
    const QCommandLineOption m_failed{{u"failed"_s}, u"Search traces that failed."_s};
    const QCommandLineOption m_since{
        {u"since"_s}, u"How far back (default 1h); of a Prometheus: a range instead of now."_s, u"TIME"_s};
    const QCommandLineOption m_past{
        {u"since"_s}, u"The values since then instead of now; exemplars from since then."_s, u"TIME"_s};
    const QCommandLineOption m_exemplars{{u"exemplars"_s},
                                         u"Measurements that lead to a trace, newest first."_s};
    const QCommandLineOption m_expression{{u"expr"_s}, u"Ask a Prometheus server this."_s, u"PROMQL"_s};
    const QCommandLineOption m_traceQl{{u"traceql"_s}, u"Search a Tempo by this."_s, u"QUERY"_s};
    const QCommandLineOption m_step{{u"step"_s}, u"Distance between the values of a range."_s, u"TIME"_s};
    const QCommandLineOption m_user{
        {u"user"_s}, u"The user, with the password in SPANWISE_PULL_SECRET."_s, u"NAME"_s};
    const QCommandLineOption m_database{
        {u"database"_s}, u"The database of a ClickHouse (default: default)."_s, u"NAME"_s};
    const QCommandLineOption m_header{
        {u"header"_s}, u"Send this header along; may be repeated."_s, u"NAME: VALUE"_s};
    const QCommandLineOption m_services{{u"services"_s}, u"Print the names of the services there."_s};
    const QCommandLineOption m_test{{u"test"_s}, u"Say what answers there."_s};
    const QCommandLineOption m_keep{{u"keep"_s}, u"Add what was found to the history."_s};
};

} // namespace

Command commandOf(const QStringList &arguments)
{
    // What every command takes may also stand before its name.
    qsizetype first = 0;
    while (first < arguments.size() &&
           (arguments[first].startsWith("--data"_L1) || arguments[first].startsWith("--store"_L1)))
        first += arguments[first].contains(u'=') ? 1 : 2;
    for (const CommandText &text : subcommands) {
        if (first < arguments.size() && arguments[first] == text.name)
            return text.command;
    }
    return Command::Desktop;
}

std::variant<Invocation, EarlyExit> parseCommandLine(const QStringList &arguments)
{
    return Parser(commandOf(arguments)).parse(arguments);
}

} // namespace spanwise
