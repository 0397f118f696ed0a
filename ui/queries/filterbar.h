// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/searchvocabulary.h"
#include "core/store/store.h"
#include "ui/queries/searchmemory.h"
#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

class QBoxLayout;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;

namespace spanwise {

class SearchEdit;

/// What narrows the list of queries: a search, service, status, duration, time; every active condition and
/// every part of the search is a chip that can be removed by itself. The filter is the only state; fields and
/// chips show it. A search that cannot be understood is marked where it is wrong, and changes nothing until
/// it can.
class FilterBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(Theme &theme, QWidget *parent = nullptr);

    const TraceFilter &filter() const noexcept { return m_filter; }
    /// Shows it and tells nobody.
    void setFilter(const TraceFilter &filter);
    /// Whether queries can be filtered by what people say about them; not until called.
    void setLabelsOffered(bool offered);
    void setServices(const std::vector<std::string> &services);
    /// "3 214 queries · 12 ms", at the end of the text field.
    void setResult(const QString &words);
    void setLive(bool live);
    bool isLive() const;
    void focusText();
    QLineEdit &textField() const;
    /// A search runs, and can be stopped.
    void setSearching(bool searching);
    void setVocabulary(std::shared_ptr<const SearchVocabulary> vocabulary);
    /// Adds a term to the search, as if it had been typed, and applies it.
    void addTerm(const QString &term);
    SearchMemory &memory() noexcept { return m_memory; }
    const SearchMemory &memory() const noexcept { return m_memory; }
    void openHistory();
    void saveSearch();

Q_SIGNALS:
    void filterChanged(const spanwise::TraceFilter &filter);
    void liveToggled(bool live);
    /// Down from the text field: on to the results.
    void leftDownwards();
    void stopRequested();
    /// A fresh vocabulary for completion would be welcome.
    void vocabularyWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    void present(const TraceFilter &filter, bool keepTyped);
    void showService();
    QLineEdit *durationField(const QString &placeholder, const QString &name);
    void restyle();
    void readFields();
    bool readSearch(TraceFilter &filter);
    void showProblem(bool now);
    void fillHistory(QMenu &menu);
    void applyText(const QString &text);
    void apply(TraceFilter filter);
    void showChips();
    void showStatus();
    void showLabelled();
    void placeResult();
    void chooseTime(int index);

    Theme &m_theme;
    TraceFilter m_filter;
    SearchEdit *m_text = nullptr;
    SearchMemory m_memory;
    QLabel *m_problem = nullptr; // what is wrong with the search
    QPushButton *m_stop = nullptr;
    QLabel *m_result = nullptr;
    QLabel *m_resultBelow = nullptr; // takes over where the text field is too short
    QComboBox *m_service = nullptr;
    QComboBox *m_status = nullptr;
    QComboBox *m_labelled = nullptr;
    QLineEdit *m_min = nullptr;
    QLineEdit *m_max = nullptr;
    QComboBox *m_time = nullptr;
    QPushButton *m_live = nullptr;
    QWidget *m_chips = nullptr;
    QBoxLayout *m_rows = nullptr;
    QHBoxLayout *m_chipRow = nullptr;
    QTimer m_typing;
    QTimer m_settled;       // nothing was typed for a while: now a problem is worth showing
    bool m_showing = false; // fields are being set from the filter
};

} // namespace spanwise
