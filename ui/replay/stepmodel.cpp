// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/stepmodel.h"

#include "ui/models/format.h"
#include "ui/replay/words.h"

#include <algorithm>
#include <chrono>

namespace spanwise {
namespace {

bool isStage(const ComparedStep &step)
{
    return step.depth <= 1 || step.kind != StepKind::Other;
}

} // namespace

void StepModel::setSteps(std::vector<ComparedStep> steps)
{
    beginResetModel();
    m_steps = std::move(steps);
    m_longest = Duration{};
    for (const ComparedStep &step : m_steps)
        for (const auto &run : {step.baseline, step.replay})
            if (run)
                m_longest = std::max(m_longest, run->duration);
    m_stageCount = static_cast<int>(std::ranges::count_if(m_steps, isStage));
    chooseRows();
    endResetModel();
}

void StepModel::setAllSpans(bool all)
{
    beginResetModel();
    m_allSpans = all;
    chooseRows();
    endResetModel();
}

void StepModel::chooseRows()
{
    m_rows.clear();
    for (std::size_t i = 0; i < m_steps.size(); ++i)
        if (m_allSpans || isStage(m_steps[i]))
            m_rows.push_back(i);
}

bool StepModel::isLarge(const ComparedStep &step) const
{
    const auto difference = step.difference();
    return difference &&
           std::chrono::abs(*difference) >= std::max<Duration>(std::chrono::milliseconds(1), m_longest / 20);
}

int StepModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int StepModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StepModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ComparedStep &shown = step(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(shown, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue<Qt::Alignment>(
            Qt::AlignVCenter | (index.column() >= Baseline ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return index.column() == Bars || role == Qt::ToolTipRole ? sentence(shown)
                                                                 : text(shown, index.column());
    default:
        return {};
    }
}

QString StepModel::text(const ComparedStep &shown, int column) const
{
    const auto run = [&](const std::optional<StepRun> &r) {
        return !r          ? tr("–")
               : r->failed ? tr("failed, %1").arg(formatDuration(r->duration))
                           : formatDuration(r->duration);
    };
    switch (column) {
    case Name:
        return QString::fromStdString(shown.name);
    case Baseline:
        return run(shown.baseline);
    case Replay:
        return run(shown.replay);
    case Change:
        return !shown.replay ? tr("not run") : !shown.baseline ? tr("new") : changeWords(shown.change());
    default:
        return {};
    }
}

QString StepModel::sentence(const ComparedStep &shown) const
{
    return tr("%1: original %2, replay %3, change %4")
        .arg(text(shown, Name), text(shown, Baseline), text(shown, Replay), text(shown, Change));
}

QVariant StepModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue<Qt::Alignment>(Qt::AlignVCenter |
                                                  (section >= Baseline ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Step");
    case Bars:
        return tr("original above, replay below");
    case Baseline:
        return tr("original");
    case Replay:
        return tr("replay");
    case Change:
        return tr("change");
    default:
        return {};
    }
}

} // namespace spanwise
