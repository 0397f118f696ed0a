// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace spanwise {

/// What narrows the list of queries: text, service, status, duration, time; every active condition is a chip
/// that can be removed by itself. The filter is the only state; fields and chips show it.
class FilterBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(Theme &theme, QWidget *parent = nullptr);

    const TraceFilter &filter() const noexcept { return m_filter; }
    /// Shows it and tells nobody.
    void setFilter(const TraceFilter &filter);
    void setServices(const std::vector<std::string> &services);
    /// "3 214 queries · 12 ms", at the end of the text field.
    void setResult(const QString &words);
    void setLive(bool live);
    bool isLive() const;
    void focusText();
    QLineEdit &textField() const { return *m_text; }

Q_SIGNALS:
    void filterChanged(const spanwise::TraceFilter &filter);
    void liveToggled(bool live);
    /// Down from the text field: on to the results.
    void leftDownwards();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    QLineEdit *durationField(const QString &placeholder, const QString &name);
    void restyle();
    void readFields();
    void apply(TraceFilter filter);
    void showChips();
    void showStatus();
    void placeResult();
    void chooseTime(int index);

    Theme &m_theme;
    TraceFilter m_filter;
    QLineEdit *m_text = nullptr;
    QLabel *m_result = nullptr;
    QLabel *m_resultBelow = nullptr; // takes over where the text field is too short
    QComboBox *m_service = nullptr;
    QComboBox *m_status = nullptr;
    QLineEdit *m_min = nullptr;
    QLineEdit *m_max = nullptr;
    QComboBox *m_time = nullptr;
    QPushButton *m_live = nullptr;
    QWidget *m_chips = nullptr;
    QHBoxLayout *m_chipRow = nullptr;
    QTimer m_typing;
    bool m_showing = false; // fields are being set from the filter
};

} // namespace spanwise
