// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/replay/loadresult.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace spanwise {

class AnswerDiff;
class DocumentModel;
class FactsCard;
class FailureCard;
class FittedTable;
class StepModel;
class Theme;

/// One replay beside its original: what failed, the facts, the steps, the documents, the answers. Parts that
/// there is nothing to say about say so. GUI thread.
class ResultView final : public QWidget
{
    Q_OBJECT

public:
    explicit ResultView(const Theme &theme, QWidget *parent = nullptr);
    ~ResultView() override;

    void setResult(const ReplayResult &result);

Q_SIGNALS:
    void originalRequested();
    void replayRequested();
    void comparisonRequested();
    void retryRequested();
    void settingsRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *stepCard();
    QWidget *documentCard();
    QWidget *answerCard();
    void showSteps(const ReplayResult &result);
    void showDocuments(const ReplayResult &result);
    void showAnswers(const ReplayResult &result);

    const Theme &m_theme;
    FailureCard *m_failure;
    FactsCard *m_facts;
    StepModel *m_stepModel;
    FittedTable *m_steps;
    QPushButton *m_allSpans;
    QWidget *m_stepCard;
    DocumentModel *m_documentModel;
    FittedTable *m_documents;
    QLabel *m_documentSummary;
    QLabel *m_noDocuments;
    QWidget *m_documentCard;
    AnswerDiff *m_answer;
    QLabel *m_answerSummary;
    QLabel *m_noAnswers;
    QWidget *m_answerCard;
};

} // namespace spanwise
