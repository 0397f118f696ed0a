// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/spanwise/pullwish.h"
#include "core/export/file/tracefilewriter.h"
#include "core/model/label.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <variant>

namespace spanwise {

/// The codes that every command ends with.
namespace exitcode {
inline constexpr int ok = 0;
inline constexpr int failed = 1;
inline constexpr int usage = 2;
inline constexpr int different = 1; ///< Compare, as diff does; what it cannot do ends with trouble
inline constexpr int trouble = 2;
} // namespace exitcode

enum class Command : std::uint8_t {
    Desktop,
    Serve,
    Import,
    Export,
    Query,
    Logs,
    Trace,
    Replay,
    Compare,
    Stats,
    Metrics,
    Pull
};

/// What the user asked for on the command line. Members that a command does not know stay at their defaults.
struct Invocation
{
    Command command = Command::Desktop;
    QString dataDirectory; ///< absolute
    QString store;         ///< postgres://..., "local", or empty: as in the settings
    /// HOST:PORT. With any of them given only those listen; with none the settings say.
    QString otlpHttp;
    QString otlpGrpc;
    QString zipkin;
    QString tokenFile; ///< the tokens that senders may present, one a line
    QStringList files; ///< Desktop: to open; Import: to import
    QString subject; ///< Query, Logs: text; Trace, Replay: trace id or a prefix of it; Metrics: an expression
                     ///< or nothing; Pull: a connection or a URL
    QStringList traces; ///< Export, Compare: trace ids or prefixes of them; Export: none is what search finds
    QString search;     ///< Export: in the search language; empty finds everything
    TraceFormat format = TraceFormat::OtlpJson; ///< Export
    std::optional<Labelling> labelled;          ///< Query, Export: by what people say about a query
    QString output;                             ///< Export: the file; empty: standard output
    std::uint32_t limit = 50;
    std::uint8_t minSeverity = 0; ///< Logs: SeverityNumber
    bool json = false;
    bool tree = false;
    bool story = false;              ///< Trace
    bool exemplars = false;          ///< Metrics: of the series that subject selects
    std::optional<Duration> since{}; ///< Metrics
    std::optional<Duration> step{};
    bool demo = false;
    PullWish pull;
    QString screens; ///< Desktop: render every screen into this folder and end
};

/// The program ends at once: after --help, --version or a usage error.
struct EarlyExit
{
    int code = exitcode::ok;
    QString text; ///< for standard output when code is 0, otherwise for standard error
};

/// Which command the arguments (without the program's name) start with; --data and --store may come before
/// it.
Command commandOf(const QStringList &arguments);

/// Parses the arguments without the program's name. Needs a QCoreApplication.
std::variant<Invocation, EarlyExit> parseCommandLine(const QStringList &arguments);

} // namespace spanwise
