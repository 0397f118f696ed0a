// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/fuzzymatch.h"

#include <QAbstractListModel>
#include <QPointer>

#include <vector>

class QAction;

namespace spanwise {

/// The actions that match what was typed, best first. Actions that die while it is open vanish.
class CommandModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        KeysRole = Qt::UserRole, ///< QString, native spelling
        PlaceRole,               ///< QString: the menu it is in
        PositionsRole,           ///< QList<qsizetype>: matched characters of the display text
    };

    using QAbstractListModel::QAbstractListModel;

    /// Actions without text and separators are left out.
    void setActions(const QList<QAction *> &actions);
    void setPattern(const QString &pattern);
    QAction *actionAt(const QModelIndex &index) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row
    {
        QPointer<QAction> action;
        QString text;
        QString place;
        FuzzyMatch match;
    };

    std::vector<Row> m_all;
    std::vector<Row> m_rows;
};

} // namespace spanwise
