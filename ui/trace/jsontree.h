// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jobs/latestjob.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <memory>
#include <string>
#include <vector>

class QLabel;
class QToolButton;
class QTreeView;

namespace spanwise {

class FindBar;
class JsonOutline;
class JsonTreeModel;
class TextViewer;

/// A JSON value to look into: a tree that folds, a search over names and values, the selected value whole
/// below it, copies of value and path.
///
/// For messages, documents and attributes alike. Reading and searching go on in the background; text that is
/// not JSON is shown as it is. GUI thread.
class JsonTree final : public QWidget
{
    Q_OBJECT

public:
    explicit JsonTree(Theme &theme, QWidget *parent = nullptr);

    void setJson(std::string json, const QString &title = {});
    /// Offers a way back, which Escape takes too; says closed().
    void setClosable(bool closable);

public Q_SLOTS:
    void foldAll();
    /// All of it, or in very large values the upper levels.
    void unfoldAll();
    void copyValue();
    void copyPath();
    void openSearch();

Q_SIGNALS:
    void closed();
    /// What was given is shown; a search has ended.
    void shown();
    void searched();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QLayout *buildHead(Theme &theme);
    void showOutline(std::shared_ptr<const JsonOutline> outline);
    void showValue();
    void search(const QString &words);
    void step(int direction);
    void goToMatch();
    void openMenu(const QPoint &at);
    std::uint32_t current() const;

    JsonTreeModel *m_model;
    QTreeView *m_tree;
    FindBar *m_find;
    TextViewer *m_value;
    QLabel *m_title;
    QToolButton *m_back = nullptr;
    std::string m_json;
    std::vector<std::uint32_t> m_matches;
    std::size_t m_match = 0;
    LatestJob m_reading{this};
    LatestJob m_searching{this};
};

} // namespace spanwise
