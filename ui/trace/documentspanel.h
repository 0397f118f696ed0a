// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/trace/textpages.h"

class QLabel;
class QTableView;

namespace spanwise {

class DocumentCell;
class DocumentsModel;
class FilterButtons;

/// The documents of a step side by side through the steps that ranked them, and the whole text of the
/// selected one.
class DocumentsPanel final : public DetailPage
{
    Q_OBJECT

public:
    DocumentsPanel(Theme &theme, SpanReaders readers, QWidget *parent = nullptr);

    void showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row) override;

private:
    void fitColumns();
    void showDocument(int row);
    QString term(bool has) const;
    void openMenu(QPoint at);

    SpanReaders m_readers;
    DocumentsModel *m_model;
    DocumentCell *m_cell;
    QTableView *m_table;
    QLabel *m_scope;
    QLabel *m_title;
    TextViewer *m_text;
    FilterButtons *m_filterBy;
};

} // namespace spanwise
