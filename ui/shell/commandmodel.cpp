// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commandmodel.h"

#include <QAction>
#include <QMenu>

#include <algorithm>

namespace spanwise {
namespace {

QString withoutMnemonic(QString text)
{
    text.remove(u'&');
    while (text.endsWith(u'.') || text.endsWith(u'…'))
        text.chop(1);
    return text;
}

QString placeOf(const QAction &action)
{
    for (const QObject *object : action.associatedObjects()) {
        if (const auto *menu = qobject_cast<const QMenu *>(object))
            return withoutMnemonic(menu->title());
    }
    return {};
}

} // namespace

void CommandModel::setActions(const QList<QAction *> &actions)
{
    m_all.clear();
    for (QAction *action : actions) {
        if (action->isSeparator() || action->text().isEmpty() || action->menu() || !action->isVisible())
            continue;
        m_all.push_back({action, withoutMnemonic(action->text()), placeOf(*action), {}});
    }
    setPattern({});
}

void CommandModel::setPattern(const QString &pattern)
{
    beginResetModel();
    m_rows.clear();
    for (const Row &row : m_all) {
        if (!row.action)
            continue;
        auto match = fuzzyMatch(pattern, row.text);
        if (!match) {
            // "view dark" finds Dark in the View menu; nothing of its text is then marked.
            match = fuzzyMatch(pattern, row.place + u' ' + row.text);
            if (!match)
                continue;
            match->score /= 2;
            match->positions.clear();
        }
        m_rows.push_back(row);
        m_rows.back().match = *match;
    }
    std::ranges::stable_sort(m_rows, std::greater<>{}, [](const Row &row) { return row.match.score; });
    endResetModel();
}

QAction *CommandModel::actionAt(const QModelIndex &index) const
{
    return index.isValid() ? m_rows[static_cast<std::size_t>(index.row())].action.data() : nullptr;
}

int CommandModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant CommandModel::data(const QModelIndex &index, int role) const
{
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return row.text;
    case Qt::ToolTipRole:
        return row.action ? row.action->statusTip() : QString();
    case KeysRole:
        return row.action ? row.action->shortcut().toString(QKeySequence::NativeText) : QString();
    case PlaceRole:
        return row.place;
    case PositionsRole:
        return QVariant::fromValue(row.match.positions);
    default:
        return {};
    }
}

Qt::ItemFlags CommandModel::flags(const QModelIndex &index) const
{
    const QAction *action = actionAt(index);
    return action && action->isEnabled() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

} // namespace spanwise
