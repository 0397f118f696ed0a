// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/spanwords.h"

#include "core/model/steplabel.h"
#include "core/timeline/selftime.h"
#include "ui/models/format.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString tr(const char *words)
{
    return QCoreApplication::translate("spanwise::Span", words);
}

QString documentsLabel(const Trace &trace, SpanRow row, const SpanReaders &readers)
{
    std::array<std::size_t, 3> found{};
    if (readers.documents) {
        for (const Document &document : readers.documents(trace, row))
            ++found[static_cast<std::size_t>(document.source)];
    }
    const auto of = [&](DocumentSource source) { return found[static_cast<std::size_t>(source)]; };
    const std::size_t in = of(DocumentSource::RerankerInput);
    const std::size_t out = of(DocumentSource::RerankerOutput);
    if (in > 0 && out > 0)
        return tr("%1 → %2 documents").arg(in).arg(out);
    const std::size_t all = of(DocumentSource::Retrieval) + in + out;
    return all > 0 ? counted(all, tr("1 document"), tr("%1 documents")) : QString();
}

QString generationLabel(const SpanFacts &facts)
{
    QStringList parts;
    if (const auto tokens = facts.inputTokens + facts.outputTokens; tokens > 0)
        parts += counted(static_cast<std::uint64_t>(tokens), tr("1 token"), tr("%1 tokens"));
    if (!facts.model.empty())
        parts += text(facts.model);
    return parts.join(u" · "_s);
}

QString line(const QString &name, const QString &value)
{
    return u"<tr><td style='padding-right:12px'>%1</td><td><b>%2</b></td></tr>"_s.arg(name,
                                                                                      value.toHtmlEscaped());
}

QJsonValue jsonOf(const Value &value)
{
    switch (value.type()) {
    case Value::Type::Empty:
        return QJsonValue::Null;
    case Value::Type::String:
        return text(value.string());
    case Value::Type::Bytes:
        return QString::fromLatin1(
            QByteArray(value.string().data(), static_cast<qsizetype>(value.string().size())).toBase64());
    case Value::Type::Bool:
        return value.boolean();
    case Value::Type::Int:
        return static_cast<qint64>(value.integer());
    case Value::Type::Double:
        return value.real();
    case Value::Type::Array: {
        QJsonArray array;
        for (const Value &item : value.array())
            array.append(jsonOf(item));
        return array;
    }
    case Value::Type::Map: {
        QJsonObject object;
        for (const Attribute &entry : value.map())
            object.insert(text(entry.key), jsonOf(entry.value));
        return object;
    }
    }
    return {};
}

} // namespace

std::optional<double> hallucinationOf(const Trace &trace)
{
    if (trace.size() == 0)
        return std::nullopt;
    std::optional<double> score = trace.facts(trace.queryRow()).hallucination;
    for (std::size_t i = trace.size(); i-- > 0 && !score;)
        score = trace.facts(static_cast<SpanRow>(i)).hallucination;
    return score;
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString stepName(StepKind kind)
{
    static constexpr std::array names{
        QT_TRANSLATE_NOOP("spanwise::Span", "other"),
        QT_TRANSLATE_NOOP("spanwise::Span", "analysis"),
        QT_TRANSLATE_NOOP("spanwise::Span", "routing"),
        QT_TRANSLATE_NOOP("spanwise::Span", "retrieval"),
        QT_TRANSLATE_NOOP("spanwise::Span", "reranking"),
        QT_TRANSLATE_NOOP("spanwise::Span", "generation"),
        QT_TRANSLATE_NOOP("spanwise::Span", "verification"),
    };
    return tr(names[static_cast<std::size_t>(kind)]);
}

QString failureText(const Span &span)
{
    if (!span.statusMessage.empty())
        return text(span.statusMessage);
    for (const Event &event : span.events) {
        if (event.name != "exception")
            continue;
        const Value *const type = find(event.attributes, "exception.type");
        const Value *const message = find(event.attributes, "exception.message");
        const QString what = message != nullptr ? text(message->stringOr({})) : QString();
        const QString kind = type != nullptr ? text(type->stringOr({})) : QString();
        return kind.isEmpty() || what.isEmpty() ? kind % what : QString(kind % u": " % what);
    }
    return {};
}

QString barLabel(const Trace &trace, SpanRow row, const SpanReaders &readers)
{
    const SpanFacts &facts = trace.facts(row);
    if (facts.failed) {
        const QString why = failureText(trace[row]).section(u'\n', 0, 0);
        return why.isEmpty() ? tr("failed") : why;
    }
    if (facts.cacheHit.value_or(false))
        return tr("cache hit");
    switch (facts.step) {
    case StepKind::Retrieval:
    case StepKind::Reranking:
        return documentsLabel(trace, row, readers);
    case StepKind::Routing:
        return text(facts.pipeline);
    case StepKind::Generation:
        return generationLabel(facts);
    case StepKind::Verification:
        return facts.hallucination ? tr("hallucination %1").arg(formatPercent(*facts.hallucination))
                                   : QString();
    case StepKind::Analysis:
    case StepKind::Other:
        break;
    }
    return {};
}

QString spanToolTip(const Trace &trace, SpanRow row)
{
    const Span &span = trace[row];
    QString rows = line(tr("Duration"), formatDuration(span.time.length()));
    rows += line(tr("Self"), formatDuration(selfTime(trace, row)));
    rows += line(tr("Starts after"), formatDuration(span.time.begin - trace.time().begin));
    rows += line(tr("Started"), formatFullTime(span.time.begin));
    rows += line(tr("Step"), stepName(trace.facts(row).step));
    if (trace.facts(row).failed) {
        const QString why = failureText(span);
        rows += line(tr("Failed"), why.isEmpty() ? tr("without a message") : why.left(400));
    }
    if (trace.tree().isOrphan(row))
        rows += line(tr("Parent"), tr("has not arrived"));
    return u"<p style='margin:0 0 4px 0'><b>%1</b></p><table cellspacing='0'>%2</table>"_s.arg(
        text(stepLabel(span)).toHtmlEscaped(), rows);
}

QString spanAsText(const Trace &trace, SpanRow row)
{
    const Span &span = trace[row];
    QString all = text(stepLabel(span)) % u'\n';
    const auto add = [&](const QString &name, const QString &value) { all += name % u": " % value % u'\n'; };
    add(tr("trace"), QString::fromStdString(span.traceId.toHex()));
    add(tr("span"), QString::fromStdString(span.id.toHex()));
    if (span.parent)
        add(tr("parent"), QString::fromStdString(span.parent.toHex()));
    add(tr("step"), stepName(trace.facts(row).step));
    add(tr("service"), text(trace.resource(row).serviceName()));
    add(tr("started"), formatFullTime(span.time.begin));
    add(tr("duration"), formatDuration(span.time.length()));
    add(tr("self time"), formatDuration(selfTime(trace, row)));
    if (trace.facts(row).failed)
        add(tr("failed"), failureText(span));
    for (const Attribute &attribute : span.attributes)
        add(text(attribute.key), valueText(attribute.value));
    return all;
}

QString spanSentence(const Trace &trace, SpanRow row)
{
    const QString state = trace.facts(row).failed ? tr(", failed") : QString();
    return tr("%1, %2, %3, starts after %4%5")
        .arg(text(stepLabel(trace[row])), stepName(trace.facts(row).step),
             formatDuration(trace[row].time.length()),
             formatDuration(trace[row].time.begin - trace.time().begin), state);
}

QStringList defectSentences(const TraceDefects &defects)
{
    QStringList sentences;
    if (defects.orphans > 0)
        sentences +=
            counted(defects.orphans, tr("1 span names a parent that has not arrived and stands on its own."),
                    tr("%1 spans name a parent that has not arrived and stand on their own."));
    if (defects.cycles > 0)
        sentences +=
            counted(defects.cycles,
                    tr("1 ring of spans name each other as parent; it is opened at its earliest span."),
                    tr("%1 rings of spans name each other as parent; each is opened at its earliest span."));
    if (defects.skewed > 0)
        sentences +=
            counted(defects.skewed, tr("1 span begins before its parent: the clocks of two machines differ."),
                    tr("%1 spans begin before their parent: the clocks of two machines differ."));
    if (defects.reversed > 0)
        sentences += counted(defects.reversed, tr("1 span ends before it begins and is drawn at its begin."),
                             tr("%1 spans end before they begin and are drawn at their begin."));
    if (defects.dropped > 0)
        sentences += counted(defects.dropped, tr("1 attribute, event or link was left out by the sender."),
                             tr("%1 attributes, events or links were left out by the sender."));
    return sentences;
}

QString tickLabel(Duration offset, Duration step)
{
    constexpr QChar narrowSpace(0x202f);
    using namespace std::chrono_literals;
    if (offset == Duration::zero() && step >= 1s)
        return QString(u'0' % narrowSpace % u's');
    if (offset >= 60s)
        return formatDuration(offset);
    struct Unit
    {
        Duration size;
        QStringView name;
    };
    static constexpr std::array<Unit, 4> units{Unit{1s, u"s"}, Unit{1ms, u"ms"}, Unit{1us, u"µs"},
                                               Unit{1ns, u"ns"}};
    // The unit of the offset keeps labels short, the step says how many digits tell two of them apart.
    const Duration scale = std::max(offset, step);
    const Unit *unit = &units.back();
    for (const Unit &candidate : units) {
        if (scale >= candidate.size) {
            unit = &candidate;
            break;
        }
    }
    const double size = static_cast<double>(unit->size.count());
    const double stepInUnits = static_cast<double>(step.count()) / size;
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(stepInUnits) - 1e-9)), 0, 9);
    return QString(QString::number(static_cast<double>(offset.count()) / size, 'f', decimals) % narrowSpace %
                   unit->name);
}

QString valueText(const Value &value)
{
    switch (value.type()) {
    case Value::Type::Empty:
        return {};
    case Value::Type::String:
        return text(value.string());
    case Value::Type::Bool:
        return value.boolean() ? u"true"_s : u"false"_s;
    case Value::Type::Int:
        return QString::number(value.integer());
    case Value::Type::Double:
        return QString::number(value.real(), 'g', QLocale::FloatingPointShortest);
    case Value::Type::Bytes:
        return jsonOf(value).toString();
    case Value::Type::Array:
        return QString::fromUtf8(QJsonDocument(jsonOf(value).toArray()).toJson(QJsonDocument::Compact));
    case Value::Type::Map:
        return QString::fromUtf8(QJsonDocument(jsonOf(value).toObject()).toJson(QJsonDocument::Compact));
    }
    return {};
}

QString valueTypeName(const Value &value)
{
    static const std::array names{u"empty"_s,  u"string"_s, u"bool"_s, u"int"_s,
                                  u"double"_s, u"array"_s,  u"map"_s,  u"bytes"_s};
    return names[static_cast<std::size_t>(value.type())];
}

QString shortId(TraceId id)
{
    const QString hex = QString::fromStdString(id.toHex());
    return hex.left(8) % u'…' % hex.right(4);
}

} // namespace spanwise
