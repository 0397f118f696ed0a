// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/faces/sequencemodel.h"

#include "core/model/steplabel.h"
#include "ui/models/format.h"
#include "ui/theme/statemark.h"
#include "ui/trace/spanwords.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr qsizetype shownLength = 300; // more does not fit; the tool tip and a copy have more

Mark markFor(const SequenceItem &item)
{
    if (item.severity >= Severity::Error)
        return Mark::Error;
    if (item.severity == Severity::Warn)
        return Mark::Warning;
    return item.kind == SequenceItem::Kind::Log && item.severity == Severity::Info ? Mark::Ok : Mark::Idle;
}

QString attributeWords(std::span<const Attribute> attributes, qsizetype longest)
{
    QString words;
    for (const Attribute &attribute : attributes) {
        if (words.size() > longest)
            break;
        words += (words.isEmpty() ? QString() : u"  "_s) % text(attribute.key) % u'=' %
                 valueText(attribute.value).left(longest);
    }
    return words;
}

} // namespace

SequenceModel::SequenceModel(const Theme &theme, QObject *parent)
    : QAbstractTableModel(parent)
    , m_theme(theme)
{
}

void SequenceModel::setSnapshot(std::shared_ptr<const SequenceSnapshot> snapshot)
{
    beginResetModel();
    m_snapshot = std::move(snapshot);
    m_marks = {};
    endResetModel();
}

void SequenceModel::setMarks(SpanMarks marks)
{
    m_marks = std::move(marks);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1), {ColorRole, DimmedRole});
}

QVariant SequenceModel::color(const SequenceItem &item) const
{
    if (!item.hasSpan())
        return {};
    const QColor ruled = m_marks.color(item.row());
    return ruled.isValid() ? ruled : m_theme.step(m_snapshot->trace->facts(item.row()).step);
}

int SequenceModel::firstFrom(Timestamp time) const
{
    const auto found = std::ranges::lower_bound(
        m_snapshot->wanted, time, {}, [this](std::uint32_t at) { return m_snapshot->items[at].time; });
    return std::min(static_cast<int>(found - m_snapshot->wanted.begin()), rowCount() - 1);
}

int SequenceModel::rowOfSpan(SpanRow row) const
{
    for (int i = 0; i < rowCount(); ++i) {
        if (item(i).span == static_cast<std::uint32_t>(row))
            return i;
    }
    return -1;
}

int SequenceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_snapshot ? 0 : static_cast<int>(m_snapshot->wanted.size());
}

int SequenceModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SequenceModel::type(const SequenceItem &item) const
{
    switch (item.kind) {
    case SequenceItem::Kind::Span:
        return tr("span");
    case SequenceItem::Kind::Event:
        return tr("event");
    case SequenceItem::Kind::Log:
        break;
    }
    const LogRecord &record = m_snapshot->logs->logs[item.index];
    const std::string_view name = nameOf(item.severity);
    const QString said = text(name.empty() ? record.severityText : name);
    return said.isEmpty() ? tr("log") : said;
}

QString SequenceModel::message(const SequenceItem &item, qsizetype longest) const
{
    const Trace &trace = *m_snapshot->trace;
    switch (item.kind) {
    case SequenceItem::Kind::Span: {
        const Span &span = trace[item.row()];
        const QString took = tr("took %1").arg(formatDuration(span.time.length()));
        if (!trace.facts(item.row()).failed)
            return took;
        const QString why = failureText(span);
        return why.isEmpty() ? tr("%1, failed").arg(took) : tr("%1, failed: %2").arg(took, why.left(longest));
    }
    case SequenceItem::Kind::Event: {
        const Event &event = trace[item.row()].events[item.index];
        const QString more = attributeWords(event.attributes, longest);
        return more.isEmpty() ? text(event.name) : QString(text(event.name) % u"  "_s % more);
    }
    case SequenceItem::Kind::Log:
        break;
    }
    const LogRecord &record = m_snapshot->logs->logs[item.index];
    const QString body = valueText(record.body);
    return record.eventName.empty() ? body : QString(text(record.eventName) % u": "_s % body);
}

QString SequenceModel::cell(const SequenceItem &item, Column column) const
{
    switch (column) {
    case TimeColumn: {
        if (item.time == Timestamp::max())
            return tr("no time");
        const Duration since = item.time - m_snapshot->trace->time().begin;
        if (since == Duration::zero())
            return tr("start");
        return since < Duration::zero() ? QString(u'−' % formatDuration(-since))
                                        : QString(u'+' % formatDuration(since));
    }
    case TypeColumn:
        return type(item);
    case StepColumn:
        return item.hasSpan() ? text(stepLabel((*m_snapshot->trace)[item.row()])) : QString();
    case MessageColumn: {
        const QString words = message(item, shownLength);
        const QString shown = words.left(shownLength).simplified();
        return words.size() > shownLength ? QString(shown % u'…') : shown;
    }
    case ColumnCount:
        break;
    }
    return {};
}

/// One line for the clipboard, with the whole message.
QString SequenceModel::whole(const SequenceItem &item) const
{
    const QString when = item.time == Timestamp::max() ? tr("no time") : formatFullTime(item.time);
    return when % u'\t' % cell(item, TimeColumn) % u'\t' % cell(item, TypeColumn) % u'\t' %
           cell(item, StepColumn) % u'\t' % message(item, 1'000'000);
}

QVariant SequenceModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SequenceItem &of = item(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cell(of, column);
    case MarkRole:
        return static_cast<int>(markFor(of));
    case ColorRole:
        return color(of);
    case DimmedRole:
        return of.hasSpan() ? m_marks.isDimmed(of.row()) : m_marks.isSearching();
    case DepthRole:
        return of.hasSpan() ? static_cast<int>(std::min(8U, m_snapshot->trace->tree().depth(of.row()))) : 0;
    case DecisiveRole:
        return of.hasSpan() && m_snapshot->path.contains(of.row());
    case WholeRole:
        return whole(of);
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case Qt::ForegroundRole:
        if (of.severity >= Severity::Error && column != TimeColumn)
            return m_theme.color(column == StepColumn ? Token::Text : Token::Error);
        return m_theme.color(of.kind == SequenceItem::Kind::Span && column != StepColumn ? Token::Secondary
                                                                                         : Token::Text);
    case Qt::ToolTipRole:
        if (column == TimeColumn)
            return of.time == Timestamp::max() ? QVariant() : toolTipText(formatFullTime(of.time));
        return toolTipText(column == MessageColumn ? message(of, 2000) : cell(of, column));
    default:
        return {};
    }
}

QVariant SequenceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::Alignment((section == TimeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    static const std::array names{QT_TR_NOOP("Time"), QT_TR_NOOP("Type"), QT_TR_NOOP("Step"),
                                  QT_TR_NOOP("What happened")};
    return role == Qt::DisplayRole ? tr(names[static_cast<std::size_t>(section)]) : QVariant();
}

} // namespace spanwise
