// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/qualityview.h"

#include "ui/compare/comparewords.h"
#include "ui/compare/labelledmodel.h"
#include "ui/compare/plaintable.h"
#include "ui/compare/qualitychart.h"
#include "ui/compare/qualitydays.h"
#include "ui/models/format.h"
#include "ui/queries/listnote.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDateTime>
#include <QHeaderView>
#include <QLabel>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace spanwise {

QualityView::QualityView(Theme &theme, std::shared_ptr<const StoreReader> store,
                         std::shared_ptr<const LabelReader> labels, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_store(std::move(store))
    , m_labels(std::move(labels))
    , m_queries(new LabelledModel(this))
    , m_days(new QualityDays(this))
    , m_note(new ListNote(this))
    , m_layers(new QStackedLayout(this))
{
    m_content = buildResult();
    m_layers->addWidget(m_note);
    m_layers->addWidget(m_content);
    m_note->show(tr("Reading the labels…"), {});
}

QWidget *QualityView::buildResult()
{
    auto *const part = new QWidget(this);
    m_summary = new QLabel(part);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_depth = new QSpinBox(part);
    m_depth->setRange(1, 100);
    m_depth->setValue(static_cast<int>(usualQualityDepth));
    m_depth->setPrefix(tr("k = "));
    m_depth->setToolTip(tr("How many places of a ranking are looked at"));
    auto *const shown = new QComboBox(part);
    shown->setAccessibleName(tr("Which queries are shown"));
    for (const QString &words : {tr("All labelled"), tr("Good"), tr("Bad"), tr("With a missing document")})
        shown->addItem(words);
    connect(shown, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_queries->show(static_cast<LabelledModel::Shown>(index)); });
    connect(m_depth, &QSpinBox::valueChanged, this, &QualityView::refresh);
    auto *const head = new QHBoxLayout;
    head->setContentsMargins(14, 8, 14, 8);
    head->setSpacing(8);
    head->addWidget(m_summary, 1);
    head->addWidget(m_depth);
    head->addWidget(shown);

    m_chart = new QualityChart(m_theme, part);
    auto *const days = new PlainTable(m_days, 26, part);
    days->setAccessibleName(tr("Quality by day"));
    for (int column = 0; column < QualityDays::ColumnCount; ++column)
        days->setColumnWidth(column, column == QualityDays::Day ? 110 : 84);
    auto *const queries = new PlainTable(m_queries, 28, part);
    queries->setAccessibleName(tr("Labelled queries"));
    queries->setColumnWidth(LabelledModel::When, 136);
    queries->setColumnWidth(LabelledModel::Verdict, 70);
    queries->setColumnWidth(LabelledModel::Note, 140);
    for (const int column :
         {LabelledModel::Hit, LabelledModel::Rank, LabelledModel::Ndcg, LabelledModel::Found})
        queries->setColumnWidth(column, 72);
    queries->horizontalHeader()->setSectionResizeMode(LabelledModel::Question, QHeaderView::Stretch);
    queries->setColumnWidth(LabelledModel::Missing, 200);
    connect(queries, &QTableView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT traceRequested(m_queries->query(index.row()).trace.id);
    });

    auto *const upper = new QWidget(part);
    auto *const over = new QVBoxLayout(upper);
    over->setContentsMargins(0, 0, 0, 0);
    over->setSpacing(0);
    over->addWidget(m_chart, 3);
    over->addWidget(days, 2);
    auto *const split = new QSplitter(Qt::Vertical, part);
    split->setHandleWidth(1);
    split->setChildrenCollapsible(false);
    split->addWidget(upper);
    split->addWidget(queries);
    split->setStretchFactor(0, 1);
    split->setStretchFactor(1, 1);
    auto *const column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(split, 1);
    return part;
}

void QualityView::refresh()
{
    QualityWish wish;
    wish.k = static_cast<std::uint32_t>(m_depth->value());
    wish.offset = std::chrono::seconds(QDateTime::currentDateTime().offsetFromUtc());
    m_job.start([store = m_store, labels = m_labels,
                 wish](const std::stop_token &stop) { return surveyQuality(*store, *labels, wish, stop); },
                [this](const Result<QualitySurvey> &survey) { show(survey); });
}

void QualityView::show(const Result<QualitySurvey> &survey)
{
    if (!survey) {
        m_layers->setCurrentWidget(m_note);
        m_note->show(tr("The labels cannot be read"), QString::fromStdString(survey.error().message));
    } else if (survey->queries.empty()) {
        m_layers->setCurrentWidget(m_note);
        m_note->show(tr("No query is labelled yet"),
                     tr("Open a query and press Label to say whether its answer is good or bad. In its "
                        "documents, a right click says that a "
                        "document should be found, or should not.\nFrom then on hit rate, MRR, nDCG, "
                        "precision and recall are measured here for "
                        "every query with that question, without any model."));
    } else {
        const auto k = static_cast<std::uint32_t>(m_depth->value());
        m_queries->setQueries(survey->queries, k);
        m_days->setDays(survey->days, k);
        m_chart->setDays(survey->days);
        QStringList parts{counted(survey->queries.size(), tr("1 labelled query"), tr("%1 labelled queries")),
                          tr("%1 good").arg(formatCount(survey->good)),
                          tr("%1 bad").arg(formatCount(survey->bad))};
        const QualityMeans &means = survey->means;
        if (means.queries > 0)
            parts += {tr("hit@%1 %2").arg(k).arg(measureWords(means.hitRate)),
                      tr("MRR %1").arg(measureWords(means.reciprocalRank)),
                      tr("nDCG@%1 %2").arg(k).arg(measureWords(means.ndcg)),
                      tr("precision@%1 %2").arg(k).arg(measureWords(means.precision)),
                      tr("recall@%1 %2").arg(k).arg(measureWords(means.recall)),
                      tr("MAP@%1 %2").arg(k).arg(measureWords(means.averagePrecision))};
        else
            parts += tr("no document is said to be wanted yet, so nothing can be measured");
        if (!survey->complete)
            parts += tr("older ones are left out");
        m_summary->setText(parts.join(u"  ·  "_s));
        m_layers->setCurrentWidget(m_content);
    }
    Q_EMIT shown();
}

} // namespace spanwise
