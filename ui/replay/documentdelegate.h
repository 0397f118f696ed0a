// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace spanwise {

class DocumentModel;
class Theme;

/// Draws a row of DocumentModel; a lost document stands on the ground of errors.
class DocumentDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    DocumentDelegate(const Theme &theme, const DocumentModel &model, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    const Theme &m_theme;
    const DocumentModel &m_model;
};

} // namespace spanwise
