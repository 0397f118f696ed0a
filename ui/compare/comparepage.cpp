// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparepage.h"

#include "ui/compare/pairview.h"
#include "ui/compare/qualityview.h"
#include "ui/compare/setsview.h"

#include <QAction>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace spanwise {

ComparePage::ComparePage(Theme &theme, std::shared_ptr<const StoreReader> store,
                         std::shared_ptr<const LabelReader> labels, QWidget *parent)
    : Page(parent)
    , m_tabs(new QTabWidget(this))
    , m_pair(new PairView(theme, store, m_tabs))
    , m_sets(new SetsView(theme, store, m_tabs))
    , m_quality(new QualityView(theme, store, std::move(labels), m_tabs))
{
    setObjectName(u"compare"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_pair, tr("Two traces"));
    m_tabs->addTab(m_sets, tr("Two sets"));
    m_tabs->addTab(m_quality, tr("Quality"));
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 4, 0, 0);
    column->addWidget(m_tabs);
    buildActions();
    connect(m_pair, &PairView::traceRequested, this, &ComparePage::traceRequested);
    connect(m_pair, &PairView::spanRequested, this, &ComparePage::spanRequested);
    connect(m_pair, &PairView::connectRequested, this, &ComparePage::connectRequested);
    connect(m_quality, &QualityView::traceRequested, this, &ComparePage::traceRequested);
    connect(m_sets, &SetsView::searchRequested, this, &ComparePage::searchRequested);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] { setActive(true); });
}

void ComparePage::buildActions()
{
    const auto add = [this](const QString &words, const QString &tip, auto run) {
        auto *const action = new QAction(words, this);
        action->setStatusTip(tip);
        connect(action, &QAction::triggered, this, run);
        m_actions += action;
    };
    add(tr("Compare two traces"), tr("Step by step, with documents, prompts and answers"),
        [this] { showPair(); });
    add(tr("Swap A and B"), tr("Compare the other way round"), [this] { m_pair->swapSides(); });
    add(tr("Copy the comparison as Markdown"), tr("Of the two traces side by side, for an issue or a mail"),
        [this] { m_pair->copyMarkdown(); });
    add(tr("Compare slow queries with the rest"),
        tr("Which steps are slower, and what is different about them"), [this] {
            showSets();
            m_sets->usePreset(SetsView::Preset::Slow);
        });
    add(tr("Compare failed queries with the rest"), tr("What is different about queries that fail"), [this] {
        showSets();
        m_sets->usePreset(SetsView::Preset::Failed);
        m_sets->run();
    });
    add(tr("Compare two builds"), tr("By service.version"), [this] {
        showSets();
        m_sets->usePreset(SetsView::Preset::Builds);
    });
    add(tr("Quality of labelled queries"), tr("Hit rate, MRR, nDCG, precision and recall, day by day"),
        [this] { showQuality(); });
    addActions(m_actions);
}

void ComparePage::setActive(bool active)
{
    if (!active)
        return;
    if (m_tabs->currentWidget() == m_pair)
        m_pair->refresh();
    else if (m_tabs->currentWidget() == m_quality)
        m_quality->refresh();
}

QList<QAction *> ComparePage::pageActions() const
{
    return m_actions;
}

void ComparePage::showPair()
{
    m_tabs->setCurrentWidget(m_pair);
}

void ComparePage::showSets()
{
    m_tabs->setCurrentWidget(m_sets);
}

void ComparePage::showQuality()
{
    m_tabs->setCurrentWidget(m_quality);
}

void ComparePage::compare(TraceId a, std::optional<TraceId> b)
{
    showPair();
    m_pair->compare(a, b);
}

} // namespace spanwise
