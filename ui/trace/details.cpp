// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/details.h"

#include "ui/models/format.h"
#include "ui/trace/attributespanel.h"
#include "ui/trace/documentspanel.h"
#include "ui/trace/logspanel.h"
#include "ui/trace/messagespage.h"
#include "ui/trace/summarypage.h"
#include "ui/trace/textpages.h"

#include <QBoxLayout>
#include <QLabel>
#include <QTabBar>
#include <QTabWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr int narrowest = 432;
constexpr int widest = 560;

} // namespace

SpanDetails::SpanDetails(Theme &theme, SpanReaders readers, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tabs(new QTabWidget(this))
    , m_note(new QLabel(this))
    , m_summary(new SummaryPage(theme, readers, this))
    , m_documents(new DocumentsPanel(theme, readers, this))
    , m_attributes(new AttributesPanel(theme, readers, this))
    , m_logs(new LogsPanel(theme, this))
    , m_messages(new MessagesPage(theme, readers, this))
{
    setObjectName(u"spanDetails"_s);
    setAccessibleName(tr("Details of the selected step"));
    setAttribute(Qt::WA_StyledBackground); // the dock's ground, which the style sheet knows
    const std::array titles{tr("Answer"), tr("Documents"), tr("Messages"), tr("Attributes"),
                            tr("Events"), tr("Logs"),      tr("Raw")};
    m_pages = {m_summary,
               m_documents,
               m_messages,
               m_attributes,
               new EventsPage(theme, this),
               m_logs,
               new RawPage(theme, readers, this)};
    for (std::size_t i = 0; i < m_pages.size(); ++i) {
        m_tabs->addTab(m_pages[i], titles[i]);
        connect(m_pages[i], &DetailPage::searchRequested, this, &SpanDetails::searchRequested);
    }
    connect(m_attributes, &AttributesPanel::chartRequested, this, &SpanDetails::chartRequested);
    connect(m_summary, &SummaryPage::pricesEdited, this, &SpanDetails::pricesEdited);
    m_tabs->setDocumentMode(true);
    m_tabs->setUsesScrollButtons(true);
    m_tabs->tabBar()->setExpanding(false);
    m_note->setText(tr("Select a step of a query to see what it was given and what it made of it."));
    m_note->setProperty("tone", u"secondary"_s);
    m_note->setAlignment(Qt::AlignCenter);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(24, 0, 24, 0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    layout->addWidget(m_note);
    connect(m_tabs, &QTabWidget::currentChanged, this, &SpanDetails::fill);
    connect(&m_theme, &Theme::changed, this, [this] {
        m_filled.fill(false); // text carries colours
        fill();
    });
    setMinimumWidth(260);
    clear();
}

QSize SpanDetails::sizeHint() const
{
    // A good quarter of the window, within what shows all tabs and leaves the steps the most of it.
    return {std::clamp(window()->width() * 3 / 10, narrowest, widest), 600};
}

void SpanDetails::showSpan(std::shared_ptr<const Trace> trace, SpanRow row)
{
    const bool same =
        m_trace && trace && m_trace->id() == trace->id() && (*m_trace)[m_row].id == (*trace)[row].id;
    if (!m_trace || !trace || m_trace->id() != trace->id())
        forgetBut(m_tabs->currentIndex());
    const bool grown = same && m_trace->size() != trace->size();
    m_trace = std::move(trace);
    m_row = row;
    for (std::size_t i = 0; i < m_filled.size(); ++i) {
        if (!same || (grown && growsWithTrace(static_cast<Tab>(i))))
            m_filled[i] = false;
    }
    m_note->hide();
    m_tabs->show();
    fill();
}

void SpanDetails::showLogs(std::shared_ptr<const TelemetryBatch> logs)
{
    const std::size_t count = logs ? logs->logs.size() : 0;
    m_tabs->setTabText(static_cast<int>(Tab::Logs),
                       count == 0 ? tr("Logs") : tr("Logs (%1)").arg(formatCount(count)));
    m_summary->setLogs(logs);
    m_messages->setLogs(logs);
    if (m_documents->setLogs(logs))
        m_filled[static_cast<std::size_t>(Tab::Documents)] = false;
    m_logs->setLogs(std::move(logs));
    for (const Tab tab : {Tab::Messages, Tab::Logs})
        m_filled[static_cast<std::size_t>(tab)] = false;
    fill();
}

void SpanDetails::setPrices(const QString &list)
{
    m_summary->setPrices(list);
}

void SpanDetails::showLabels()
{
    m_documents->showLabels();
}

void SpanDetails::remember(QSettings &settings) const
{
    m_attributes->remember(settings);
}

void SpanDetails::recall(const QSettings &settings)
{
    m_attributes->recall(settings);
}

void SpanDetails::clear()
{
    m_trace.reset();
    m_filled.fill(false);
    forgetBut(-1);
    m_tabs->hide();
    m_note->show();
}

void SpanDetails::forgetBut(int page)
{
    for (int i = 0; i < static_cast<int>(m_pages.size()); ++i) {
        if (i != page)
            m_pages[static_cast<std::size_t>(i)]->forget();
    }
}

void SpanDetails::setTab(Tab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

SpanDetails::Tab SpanDetails::tab() const
{
    return static_cast<Tab>(m_tabs->currentIndex());
}

void SpanDetails::fill()
{
    const auto front = static_cast<std::size_t>(std::max(0, m_tabs->currentIndex()));
    if (!m_trace || m_filled[front])
        return;
    m_filled[front] = true;
    m_pages[front]->showSpan(m_trace, m_row);
}

} // namespace spanwise
