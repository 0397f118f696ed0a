// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/field.h"
#include "ui/theme/theme.h"
#include "ui/trace/readers.h"

#include <QWidget>

#include <array>
#include <memory>

class QLabel;
class QSettings;
class QTabWidget;

namespace spanwise {

class DetailPage;
class AttributesPanel;
class DocumentsPanel;
class LogsPanel;
class MessagesPage;
class SummaryPage;

/// What is known about the selected span of a trace: answer, documents, messages, attributes, events, logs,
/// raw.
///
/// A widget of its own so that the window can dock it. Only the tab in front is filled; the others follow
/// when they are looked at. A newer snapshot of the same trace refreshes what more spans can change and
/// leaves the rest in peace.
class SpanDetails final : public QWidget
{
    Q_OBJECT

public:
    enum class Tab : std::uint8_t { Answer, Documents, Messages, Attributes, Events, Logs, Raw };

    SpanDetails(Theme &theme, SpanReaders readers, QWidget *parent = nullptr);

    void showSpan(std::shared_ptr<const Trace> trace, SpanRow row);
    /// The log records of the trace that is shown, by time; none (nullptr) while they are not known.
    void showLogs(std::shared_ptr<const TelemetryBatch> logs);
    /// What models cost that send no cost (core/genai/prices.h).
    void setPrices(const QString &list);
    /// What people say about the trace and its documents has changed.
    void showLabels();
    void clear();
    void setTab(Tab tab);
    /// What the user chose in the tabs, in the group of whoever owns the settings.
    void remember(QSettings &settings) const;
    void recall(const QSettings &settings);
    Tab tab() const;
    /// The width with which a dock opens: by the size of the window it is in.
    QSize sizeHint() const override;

Q_SIGNALS:
    /// "Filter by this" or "Not this" was chosen for a value: a term for the search of the queries.
    void searchRequested(const QString &term);
    /// A number of spans of this name is to be followed over time.
    void chartRequested(const spanwise::SearchField &field, const QString &spanName);
    void pricesEdited(const QString &list);

private:
    void fill();
    /// All pages but this one let go of what they show.
    void forgetBut(int page);
    static bool growsWithTrace(Tab tab) { return tab == Tab::Answer || tab == Tab::Documents; }

    Theme &m_theme;
    QTabWidget *m_tabs;
    QLabel *m_note;
    SummaryPage *m_summary;
    DocumentsPanel *m_documents;
    AttributesPanel *m_attributes;
    LogsPanel *m_logs;
    MessagesPage *m_messages;
    std::array<DetailPage *, 7> m_pages{};
    std::array<bool, 7> m_filled{};
    std::shared_ptr<const Trace> m_trace;
    SpanRow m_row{};
};

} // namespace spanwise
