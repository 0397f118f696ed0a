// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/logsmodel.h"

#include "ui/models/format.h"
#include "ui/theme/theme.h"
#include "ui/trace/spanwords.h"

#include <array>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr qsizetype messageLength = 300; // more does not fit; the viewer below has the whole record

QString messageOf(const LogRecord &record)
{
    const QString body = valueText(record.body);
    return record.eventName.empty() ? body : QString(text(record.eventName) % u": "_s % body);
}

QString severityText(const LogRecord &record)
{
    const std::string_view name = nameOf(severityOf(record.severity));
    return text(name.empty() ? record.severityText : name);
}

} // namespace

Mark markOf(Severity severity)
{
    switch (severity) {
    case Severity::Fatal:
    case Severity::Error:
        return Mark::Error;
    case Severity::Warn:
        return Mark::Warning;
    case Severity::Info:
        return Mark::Ok;
    case Severity::Debug:
    case Severity::Trace:
    case Severity::None:
        break;
    }
    return Mark::Idle;
}

LogsModel::LogsModel(const Theme &theme, QObject *parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
{
}

void LogsModel::setLogs(std::shared_ptr<const TelemetryBatch> logs)
{
    beginResetModel();
    m_logs = std::move(logs);
    endResetModel();
}

void LogsModel::setSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    m_begin = trace ? std::optional(trace->time().begin) : std::nullopt;
    m_span = trace ? (*trace)[row].id : SpanId{};
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

bool LogsModel::isOfSpan(const LogRecord &record) const
{
    return m_span && record.spanId == m_span;
}

int LogsModel::firstOfSpan() const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (isOfSpan(m_logs->logs[static_cast<std::size_t>(row)]))
            return row;
    }
    return -1;
}

int LogsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_logs ? 0 : static_cast<int>(m_logs->logs.size());
}

int LogsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString LogsModel::cell(const LogRecord &record, Column column) const
{
    switch (column) {
    case TimeColumn: {
        if (!record.when() || !m_begin)
            return tr("no time");
        const Duration since = *record.when() - *m_begin;
        return since < Duration::zero() ? QString(u'−' % formatDuration(-since))
                                        : QString(u'+' % formatDuration(since));
    }
    case SeverityColumn:
        return severityText(record);
    case MessageColumn: {
        const QString message = messageOf(record);
        const QString shown = message.left(messageLength).simplified();
        return message.size() > messageLength ? QString(shown % u'…') : shown;
    }
    case ColumnCount:
        break;
    }
    return {};
}

/// Everything that the record says, to read and to copy.
QString LogsModel::whole(const LogRecord &record) const
{
    QString all = messageOf(record) % u"\n"_s;
    const auto line = [&](const QString &key, const QString &value) {
        if (!value.isEmpty())
            all += u"\n"_s % key % u": "_s % value;
    };
    line(tr("severity"), record.severityText.empty() ? severityText(record) : text(record.severityText));
    line(tr("time"), record.time ? formatFullTime(*record.time) : QString());
    line(tr("observed"), record.observed ? formatFullTime(*record.observed) : QString());
    line(tr("span"), record.spanId ? QString::fromStdString(record.spanId.toHex()) : QString());
    for (const Attribute &attribute : record.attributes)
        line(text(attribute.key), valueText(attribute.value));
    line(tr("logger"), text(m_logs->scopes[record.scope].name));
    line(tr("service"), text(m_logs->resources[record.resource].serviceName()));
    return all;
}

QVariant LogsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const LogRecord &record = m_logs->logs[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cell(record, column);
    case WholeRole:
        return whole(record);
    case OfSelectedSpanRole:
        return isOfSpan(record);
    case MarkRole:
        return static_cast<int>(markOf(severityOf(record.severity)));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((column == TimeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case Qt::FontRole: {
        QFont font = m_theme.body();
        if (isOfSpan(record))
            font.setWeight(QFont::DemiBold);
        return font;
    }
    case Qt::ForegroundRole:
        if (column == SeverityColumn && severityOf(record.severity) >= Severity::Warn)
            return m_theme.color(tokenOf(markOf(severityOf(record.severity))));
        return m_theme.color(isOfSpan(record) || !m_span ? Token::Text : Token::Secondary);
    case Qt::ToolTipRole:
        return record.when() ? toolTipText(formatFullTime(*record.when())) : QVariant();
    default:
        return {};
    }
}

QVariant LogsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((section == TimeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    static const std::array names{QT_TR_NOOP("Time"), QT_TR_NOOP("Severity"), QT_TR_NOOP("Message")};
    return section >= 0 && section < ColumnCount ? tr(names[static_cast<std::size_t>(section)]) : QVariant();
}

} // namespace spanwise
