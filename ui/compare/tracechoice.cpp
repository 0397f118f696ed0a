// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/tracechoice.h"

#include "ui/models/format.h"

#include <QAbstractItemView>
#include <QSignalBlocker>
#include <QStyleOptionComboBox>
#include <QStylePainter>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

QString words(const TraceChoice::Candidate &candidate)
{
    const TraceSummary &trace = candidate.trace;
    const QString question = QString::fromStdString(trace.question.empty() ? trace.rootName : trace.question)
                                 .simplified()
                                 .left(160);
    const QString kind = candidate.isReplay       ? TraceChoice::tr("replay · ")
                         : candidate.sameQuestion ? TraceChoice::tr("same question · ")
                                                  : QString();
    const QString mark = trace.failed || trace.errorCount > 0 ? u"▲ "_s : QString();
    return formatTime(trace.time.begin) % u" · "_s % formatDuration(trace.time.length()) % u" · "_s % kind %
           mark % question;
}

} // namespace

TraceChoice::TraceChoice(QWidget *parent)
    : QComboBox(parent)
{
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(18);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setMaxVisibleItems(24);
    setPlaceholderText(tr("Choose a query…"));
    view()->setTextElideMode(Qt::ElideRight);
    connect(this, &QComboBox::activated, this, &TraceChoice::chosenByUser);
}

void TraceChoice::offer(const std::vector<Candidate> &candidates)
{
    const QSignalBlocker quiet(this);
    const auto before = chosen();
    const QString beforeWords = currentText();
    clear();
    for (const Candidate &candidate : candidates)
        addItem(words(candidate), QString::fromStdString(candidate.trace.id.toHex()));
    if (before && indexOf(*before) < 0)
        insertItem(0, beforeWords, QString::fromStdString(before->toHex()));
    setCurrentIndex(before ? indexOf(*before) : -1);
    setToolTip(currentText());
}

void TraceChoice::choose(std::optional<TraceId> trace)
{
    const QSignalBlocker quiet(this);
    if (trace && indexOf(*trace) < 0)
        insertItem(0, QString::fromStdString(trace->toHex()), QString::fromStdString(trace->toHex()));
    setCurrentIndex(trace ? indexOf(*trace) : -1);
    setToolTip(currentText());
}

std::optional<TraceId> TraceChoice::chosen() const
{
    return currentIndex() < 0 ? std::nullopt : TraceId::fromHex(currentData().toString().toStdString());
}

void TraceChoice::paintEvent(QPaintEvent *)
{
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    if (option.currentText.isEmpty())
        option.currentText = placeholderText();
    const QRect room =
        style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    option.currentText = fontMetrics().elidedText(option.currentText, Qt::ElideRight, room.width() - 4);
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

int TraceChoice::indexOf(TraceId trace) const
{
    return findData(QString::fromStdString(trace.toHex()));
}

} // namespace spanwise
