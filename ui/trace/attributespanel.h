// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/trace/textpages.h"

class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace spanwise {

class AttributesModel;
class FilterButtons;

/// Keys and values of a span with a filter over both; the selected value stands below, whole.
class AttributesPanel final : public DetailPage
{
    Q_OBJECT

public:
    explicit AttributesPanel(Theme &theme, QWidget *parent = nullptr);

    void showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row) override;
    void forget() override;

private:
    enum class Part : std::uint8_t { Key, Value, Both };

    void copy(Part part) const;
    QString term(bool has) const;
    void showValue();
    void openMenu(QPoint at);

    AttributesModel *m_model;
    QSortFilterProxyModel *m_filtered;
    QLineEdit *m_filter;
    QTableView *m_table;
    TextViewer *m_value;
    FilterButtons *m_filterBy;
};

} // namespace spanwise
