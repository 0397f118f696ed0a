// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/replay/resultview.h"

#include "ui/page/answerdiff.h"
#include "ui/page/fittedtable.h"
#include "ui/replay/documentdelegate.h"
#include "ui/replay/documentmodel.h"
#include "ui/replay/factscard.h"
#include "ui/replay/failurecard.h"
#include "ui/replay/stepdelegate.h"
#include "ui/replay/stepmodel.h"
#include "ui/replay/words.h"
#include "ui/theme/theme.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>

namespace spanwise {
namespace {

constexpr int gap = 12;
constexpr int barsFrom = 620;       // narrower, the numbers of a step matter more than its bars
constexpr int sideBySideFrom = 760; // narrower, documents and answers stand one above the other

/// A card with its title on the left and a summary on the right; content comes below.
QVBoxLayout *cardLayout(QFrame *card, const QString &title, QWidget *right)
{
    card->setProperty("card", true);
    auto *const layout = new QVBoxLayout(card);
    layout->setContentsMargins(1, 1, 1, 4);
    layout->setSpacing(0);
    auto *const head = new QHBoxLayout;
    head->setContentsMargins(13, 8, 13, 8);
    auto *const name = new QLabel(title, card);
    name->setProperty("type", QStringLiteral("strong"));
    head->addWidget(name);
    head->addStretch();
    head->addWidget(right);
    layout->addLayout(head);
    return layout;
}

QLabel *secondaryLabel(QWidget *parent)
{
    auto *const label = new QLabel(parent);
    label->setProperty("type", QStringLiteral("secondary"));
    label->setProperty("tone", QStringLiteral("secondary"));
    return label;
}

QLabel *emptyLabel(QWidget *parent)
{
    QLabel *const label = secondaryLabel(parent);
    label->setContentsMargins(13, 8, 13, 12);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    return label;
}

} // namespace

ResultView::ResultView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_failure(new FailureCard(theme, this))
    , m_facts(new FactsCard(theme, this))
    , m_stepCard(stepCard())
    , m_documentCard(documentCard())
    , m_answerCard(answerCard())
{
    auto *const lower = new QBoxLayout(QBoxLayout::LeftToRight);
    lower->setObjectName(QStringLiteral("lower"));
    lower->setSpacing(gap);
    lower->addWidget(m_documentCard, 1);
    lower->addWidget(m_answerCard, 1);
    auto *const column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(gap);
    column->addWidget(m_failure);
    column->addWidget(m_facts);
    column->addWidget(m_stepCard);
    column->addLayout(lower);

    connect(m_facts, &FactsCard::originalRequested, this, &ResultView::originalRequested);
    connect(m_facts, &FactsCard::replayRequested, this, &ResultView::replayRequested);
    connect(m_facts, &FactsCard::comparisonRequested, this, &ResultView::comparisonRequested);
    connect(m_failure, &FailureCard::retryRequested, this, &ResultView::retryRequested);
    connect(m_failure, &FailureCard::settingsRequested, this, &ResultView::settingsRequested);
}

ResultView::~ResultView() = default;

QWidget *ResultView::stepCard()
{
    auto *const card = new QFrame(this);
    m_stepModel = new StepModel(card);
    m_steps = new FittedTable(card);
    m_steps->setModel(m_stepModel);
    m_steps->setItemDelegate(new StepDelegate(m_theme, *m_stepModel, m_steps));
    m_steps->setRowHeight(38);
    m_steps->setMaxRows(14);
    m_steps->setAccessibleName(tr("Steps of both runs"));
    QHeaderView *const header = m_steps->horizontalHeader();
    header->setSectionResizeMode(StepModel::Bars, QHeaderView::Stretch);
    m_steps->setColumnWidth(StepModel::Name, 210);
    for (const int column : {StepModel::Baseline, StepModel::Replay, StepModel::Change})
        m_steps->setColumnWidth(column, 110);

    m_allSpans = new QPushButton(card);
    m_allSpans->setProperty("link", true);
    m_allSpans->setCheckable(true);
    connect(m_allSpans, &QPushButton::toggled, this, [this](bool all) {
        m_stepModel->setAllSpans(all);
        m_allSpans->setText(all ? tr("Steps only")
                                : tr("Show %n more span(s)", nullptr, m_stepModel->hiddenCount()));
    });
    cardLayout(card, tr("Steps"), m_allSpans)->addWidget(m_steps);
    return card;
}

QWidget *ResultView::documentCard()
{
    auto *const card = new QFrame(this);
    m_documentModel = new DocumentModel(card);
    m_documents = new FittedTable(card);
    m_documents->setModel(m_documentModel);
    m_documents->setItemDelegate(new DocumentDelegate(m_theme, *m_documentModel, m_documents));
    m_documents->setAccessibleName(tr("Documents of both answers"));
    QHeaderView *const header = m_documents->horizontalHeader();
    header->setSectionResizeMode(DocumentModel::Title, QHeaderView::Stretch);
    for (const int column : {DocumentModel::BaselineRank, DocumentModel::ReplayRank})
        m_documents->setColumnWidth(column, 48);
    m_documents->setColumnWidth(DocumentModel::Score, 96);
    header->setSectionResizeMode(DocumentModel::Change, QHeaderView::ResizeToContents);
    m_documentSummary = secondaryLabel(card);
    m_noDocuments = emptyLabel(card);
    QVBoxLayout *const layout = cardLayout(card, tr("Documents"), m_documentSummary);
    layout->addWidget(m_documents);
    layout->addWidget(m_noDocuments);
    layout->addStretch();
    return card;
}

QWidget *ResultView::answerCard()
{
    auto *const card = new QFrame(this);
    m_answer = new AnswerDiff(m_theme, card);
    m_answerSummary = secondaryLabel(card);
    m_noAnswers = emptyLabel(card);
    QVBoxLayout *const layout = cardLayout(card, tr("Answer"), m_answerSummary);
    auto *const rule = new QFrame(card);
    rule->setProperty("rule", true);
    rule->setFixedHeight(1);
    layout->addWidget(rule);
    layout->addWidget(m_answer, 1);
    layout->addWidget(m_noAnswers, 1);
    return card;
}

void ResultView::setResult(const ReplayResult &result)
{
    const bool answered = result.hasReplayTrace || !result.record.answer.empty();
    m_failure->setVisible(result.record.outcome != ReplayRecord::Outcome::Completed ||
                          !result.record.message.empty());
    m_failure->setRecord(result.record);
    m_facts->setVisible(answered);
    m_facts->setResult(result);
    showSteps(result);
    showDocuments(result);
    showAnswers(result);
    m_documentCard->setVisible(answered);
    m_answerCard->setVisible(answered);
}

void ResultView::showSteps(const ReplayResult &result)
{
    m_stepModel->setSteps(result.comparison.steps);
    m_stepCard->setVisible(m_stepModel->rowCount() > 0);
    m_allSpans->setVisible(m_stepModel->hiddenCount() > 0);
    m_allSpans->setText(m_allSpans->isChecked()
                            ? tr("Steps only")
                            : tr("Show %n more span(s)", nullptr, m_stepModel->hiddenCount()));
}

void ResultView::showDocuments(const ReplayResult &result)
{
    const DocumentComparison &documents = result.comparison.documents;
    m_documentModel->setDocuments(documents.documents);
    const bool any = !documents.documents.empty();
    m_documents->setVisible(any);
    m_documentSummary->setVisible(any);
    m_noDocuments->setVisible(!any);
    if (any)
        m_documentSummary->setText(
            tr("overlap@%1 %2 · RBO %3")
                .arg(documents.depth)
                .arg(scoreWords(documents.overlap), scoreWords(documents.rankBiasedOverlap)));
    else
        m_noDocuments->setText(
            result.hasBaselineTrace && result.hasReplayTrace
                ? tr("Neither run reported documents. Retrieval and reranking spans that carry "
                     "retrieval.documents or "
                     "gen_ai.retrieval.documents are compared here.")
                : tr("Both traces are needed to compare documents, and one of them is not here."));
}

void ResultView::showAnswers(const ReplayResult &result)
{
    const ReplayComparison &comparison = result.comparison;
    const bool any = !comparison.answer.parts.empty();
    m_answer->setVisible(any);
    m_answer->setDiff(comparison.answer);
    m_noAnswers->setVisible(!any);
    m_noAnswers->setText(
        tr("Neither run left an answer. Spanwise takes it from the response, or from output.value of "
           "the query's span."));
    QStringList facts;
    if (any)
        facts.append(comparison.answer.isSame()
                         ? tr("identical")
                         : tr("similarity %1").arg(scoreWords(comparison.answer.similarity)));
    if (comparison.answer.coarse)
        facts.append(tr("too different to align"));
    if (comparison.baseline.hallucination || comparison.replay.hallucination)
        facts.append(tr("hallucination %1 → %2")
                         .arg(scoreWords(comparison.baseline.hallucination),
                              scoreWords(comparison.replay.hallucination)));
    m_answerSummary->setText(facts.join(QStringLiteral(" · ")));
}

void ResultView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    auto *const lower = findChild<QBoxLayout *>(QStringLiteral("lower"));
    const bool bars = width() >= barsFrom;
    m_steps->setColumnHidden(StepModel::Bars, !bars);
    m_steps->horizontalHeader()->setSectionResizeMode(StepModel::Name,
                                                      bars ? QHeaderView::Interactive : QHeaderView::Stretch);
    if (bars)
        m_steps->setColumnWidth(StepModel::Name, 210);
    for (const int column : {StepModel::Baseline, StepModel::Replay, StepModel::Change})
        m_steps->setColumnWidth(column, bars ? 110 : 84);
    lower->setDirection(width() >= sideBySideFrom ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

} // namespace spanwise
