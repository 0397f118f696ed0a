// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/searcherror.h"
#include "core/search/searchvocabulary.h"
#include "ui/theme/theme.h"

#include <QLineEdit>

#include <memory>
#include <optional>

class QCompleter;
class QStandardItemModel;

namespace spanwise {

/// The line that a search is typed into: completes names and values from what the history holds, and
/// underlines what is wrong at its character. What to do with the text is its owner's business. GUI thread.
class SearchEdit final : public QLineEdit
{
    Q_OBJECT

public:
    explicit SearchEdit(Theme &theme, QWidget *parent = nullptr);

    void setVocabulary(std::shared_ptr<const SearchVocabulary> vocabulary);
    /// Marks the place; nullopt takes the mark away. Positions are those of the whole text as UTF-8.
    void showProblem(const std::optional<SearchError> &problem);
    bool isCompleting() const;
    /// Puts the cursor behind these bytes of the text and selects them.
    void selectBytes(std::size_t begin, std::size_t end);

Q_SIGNALS:
    /// Down, while nothing is offered.
    void leftDownwards();
    /// Up, while nothing is offered.
    void historyWanted();
    /// The user is about to type: a fresh vocabulary would be welcome.
    void vocabularyWanted();

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void offer(bool asked);
    void complete(const QModelIndex &chosen);

    Theme &m_theme;
    std::shared_ptr<const SearchVocabulary> m_vocabulary;
    QStandardItemModel *m_items;
    QCompleter *m_completer;
    int m_begin = 0; // of what the offer replaces
    int m_end = 0;
    bool m_completing = false; // what was chosen is being put in: no new offer for it
};

} // namespace spanwise
