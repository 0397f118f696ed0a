// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/search/field.h"
#include "ui/jobs/latestjob.h"
#include "ui/trace/attributetree.h"
#include "ui/trace/readers.h"
#include "ui/trace/textpages.h"

#include <QSet>
#include <QTimer>

#include <optional>

class QAction;
class QLabel;
class QLineEdit;
class QMenu;
class QModelIndex;
class QSettings;
class QToolButton;
class QTreeView;

namespace spanwise {

class AttributesModel;
class FilterButtons;

/// Keys and values of a span as a tree, searched, with favourites on top; the selected value stands below,
/// whole.
///
/// What is open and selected stays so from span to span, as far as the next one has it.
class AttributesPanel final : public DetailPage
{
    Q_OBJECT

public:
    AttributesPanel(Theme &theme, SpanReaders readers, QWidget *parent = nullptr);

    void showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row) override;
    void forget() override;
    /// Favourites and form, in the group of whoever owns the settings.
    void remember(QSettings &settings) const;
    void recall(const QSettings &settings);

Q_SIGNALS:
    /// Its number is to be followed over time, in the spans of this name.
    void chartRequested(const spanwise::SearchField &field, const QString &spanName);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class Part : std::uint8_t { Key, Value, Both, Path };

    void buildTree(const Theme &theme);
    void buildActions();
    QAction *addAction(const QString &words, const QKeySequence &key, void (AttributesPanel::*run)());
    QModelIndex current() const;
    void copy(Part part) const;
    void copyBoth() { copy(Part::Both); }
    void copyPath() { copy(Part::Path); }
    void copyValue() { copy(Part::Value); }
    void chart();
    void toggleFavourite();
    void setNested(bool nested);
    QString term(bool has) const;
    void showValue();
    void openMenu(QPoint at);
    void openFolders(const QModelIndex &parent);
    QString folderOf(const QModelIndex &index) const;
    template<class Change>
    void keepSelection(Change &&change);
    void restore(const QString &identity, bool amongFavourites);
    void askMeasured(const std::shared_ptr<const Trace> &trace, SpanRow row);
    void search();
    void goToMatch(int direction);
    void sayFound(const QString &words);
    void arrangeColumns();

    const SpanReaders m_readers;
    AttributesModel *m_model;
    QLineEdit *m_search;
    QLabel *m_found;
    QToolButton *m_nested;
    std::optional<int> m_wideKeys; // the width of the keys before there was little room
    QTreeView *m_tree;
    TextViewer *m_value;
    FilterButtons *m_filterBy;
    QAction *m_chart = nullptr;
    QAction *m_favourite = nullptr;
    QList<QAction *> m_copies;
    QString m_spanName;
    QSet<QString> m_closed; // common beginnings that the user closed, in any span
    QSet<QString> m_opened; // values that the user opened
    bool m_restoring = false;
    std::vector<AttributeTree::Path> m_matches;
    std::size_t m_match = 0;
    QTimer m_typing;
    LatestJob m_reading{this};
    LatestJob m_measuring{this};
};

} // namespace spanwise
