// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/trace/attributespanel.h"

#include "ui/models/format.h"
#include "ui/theme/icons.h"
#include "ui/trace/attributesmodel.h"
#include "ui/trace/filterbuttons.h"
#include "ui/trace/indentjson.h"
#include "ui/trace/spanwords.h"
#include "ui/trace/textviewer.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QSplitter>
#include <QToolButton>
#include <QTreeView>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace spanwise {
namespace {

constexpr std::size_t mostMatches = 10'000;
constexpr int typingPauseMs = 120;
constexpr std::size_t atOnceBytes = 128U << 10U; // a value up to this is made readable while the user waits
constexpr int typeFromWidth = 300;
constexpr int originFromWidth = 420;

/// JSON in an attribute is easier to read with one member a line.
QString readable(const QString &value)
{
    const bool isJson =
        (value.startsWith(u'{') && value.endsWith(u'}')) || (value.startsWith(u'[') && value.endsWith(u']'));
    return isJson ? QString::fromStdString(indentJson(value.toStdString())) : value;
}

/// Whether the value is long, without looking at all of it.
bool isLong(const Value &value, std::size_t &left)
{
    std::size_t size = 8;
    if (value.type() == Value::Type::String || value.type() == Value::Type::Bytes)
        size += value.string().size();
    if (size >= left)
        return true;
    left -= size;
    if (value.type() == Value::Type::Array)
        return std::ranges::any_of(value.array(), [&](const Value &item) { return isLong(item, left); });
    if (value.type() == Value::Type::Map)
        return std::ranges::any_of(value.map(),
                                   [&](const Attribute &entry) { return isLong(entry.value, left); });
    return false;
}

} // namespace

AttributesPanel::AttributesPanel(Theme &theme, SpanReaders readers, QWidget *parent)
    : DetailPage(parent)
    , m_readers(std::move(readers))
    , m_model(new AttributesModel(theme, this))
    , m_search(new QLineEdit(this))
    , m_found(new QLabel(this))
    , m_nested(new QToolButton(this))
    , m_tree(new QTreeView(this))
    , m_value(new TextViewer(theme, TextViewer::Face::Monospace, this))
    , m_filterBy(new FilterButtons(theme, this))
{
    m_search->setPlaceholderText(tr("Search keys and values"));
    m_search->setAccessibleName(tr("Search keys and values"));
    m_search->setToolTip(tr("Enter goes to the next match, Shift+Enter to the one before"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_found->setObjectName(u"found"_s);
    m_found->setProperty("tone", u"secondary"_s);
    m_nested->setObjectName(u"nested"_s);
    m_nested->setText(tr("Nested"));
    m_nested->setCheckable(true);
    m_nested->setChecked(true);
    m_nested->setAutoRaise(true);
    m_nested->setToolTip(tr("Put keys with a common beginning under it"));
    m_value->setAccessibleName(tr("The selected value"));
    buildTree(theme);

    auto *split = new QSplitter(Qt::Vertical, this);
    auto *below = new QWidget(this);
    auto *belowColumn = new QVBoxLayout(below);
    belowColumn->setContentsMargins(0, 0, 0, 0);
    belowColumn->setSpacing(0);
    belowColumn->addWidget(m_filterBy);
    belowColumn->addWidget(m_value, 1);
    split->addWidget(m_tree);
    split->addWidget(below);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(false);
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 8, 0, 0);
    column->setSpacing(8);
    auto *field = new QHBoxLayout;
    field->setContentsMargins(12, 0, 12, 0);
    field->addWidget(m_search, 1);
    field->addWidget(m_found);
    field->addWidget(m_nested);
    column->addLayout(field);
    column->addWidget(split, 1);
    setContent(content);

    buildActions();
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPauseMs);
    connect(&m_typing, &QTimer::timeout, this, &AttributesPanel::search);
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_typing.start(); });
    connect(m_nested, &QToolButton::toggled, this, &AttributesPanel::setNested);
    connect(m_filterBy, &FilterButtons::chosen, this,
            [this](bool has) { Q_EMIT searchRequested(term(has)); });
}

void AttributesPanel::buildTree(const Theme &theme)
{
    m_tree->setModel(m_model);
    m_tree->setAccessibleName(tr("Attributes"));
    m_tree->setTreePosition(AttributesModel::KeyColumn);
    m_tree->setUniformRowHeights(true);
    m_tree->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_tree->setSelectionMode(QAbstractItemView::SingleSelection);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setTextElideMode(Qt::ElideMiddle); // the end of a key tells it from its neighbours
    m_tree->setIndentation(std::max(14, QFontMetrics(theme.body()).height()));
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->viewport()->installEventFilter(this);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setMinimumSectionSize(20);
    m_tree->header()->setSectionResizeMode(AttributesModel::ValueColumn, QHeaderView::Stretch);
    m_tree->setColumnWidth(AttributesModel::StarColumn,
                           QFontMetrics(theme.body()).horizontalAdvance(u"★"_s) + 16);
    m_tree->setColumnWidth(AttributesModel::KeyColumn, 176);
    m_tree->setColumnWidth(AttributesModel::TypeColumn,
                           QFontMetrics(theme.body()).horizontalAdvance(u"array 00"_s) + 12);
    m_tree->setColumnWidth(AttributesModel::OriginColumn, 70);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &AttributesPanel::openMenu);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (!m_restoring) // it shows the value once, when all is in place
            showValue();
    });
    connect(m_tree, &QTreeView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == AttributesModel::StarColumn)
            toggleFavourite();
    });
    const auto folded = [this](const QModelIndex &index, bool open) {
        if (m_restoring)
            return;
        const QString folder = folderOf(index);
        const bool isGroup = index.data(AttributesModel::GroupRole).toBool();
        QSet<QString> &unusual =
            isGroup ? m_closed : m_opened; // common beginnings are open, values closed, until the user says
        if (open == isGroup)
            unusual.remove(folder);
        else
            unusual.insert(folder);
    };
    connect(m_tree, &QTreeView::expanded, this, [folded](const QModelIndex &index) { folded(index, true); });
    connect(m_tree, &QTreeView::collapsed, this,
            [folded](const QModelIndex &index) { folded(index, false); });
}

QAction *AttributesPanel::addAction(const QString &words, const QKeySequence &key,
                                    void (AttributesPanel::*run)())
{
    auto *const action = new QAction(words, m_tree);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, run);
    m_tree->addAction(action);
    return action;
}

void AttributesPanel::buildActions()
{
    m_copies = {addAction(tr("Copy key and value"), QKeySequence::Copy, &AttributesPanel::copyBoth),
                addAction(tr("Copy value"), QKeySequence(u"Ctrl+Alt+C"_s), &AttributesPanel::copyValue),
                addAction(tr("Copy path"), QKeySequence(u"Ctrl+Alt+P"_s), &AttributesPanel::copyPath)};
    m_chart = addAction(tr("Chart this"), QKeySequence(u"Ctrl+Alt+G"_s), &AttributesPanel::chart);
    m_favourite = addAction(tr("Favourite"), QKeySequence(u"*"_s), &AttributesPanel::toggleFavourite);
    m_favourite->setCheckable(true);
    auto *const find = new QAction(tr("Search keys and values"), this);
    find->setShortcuts({QKeySequence(u"/"_s), QKeySequence(QKeySequence::Find)});
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, this, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    m_tree->addAction(find);
    for (const int direction : {1, -1}) {
        auto *const next = new QAction(direction > 0 ? tr("Next match") : tr("Previous match"), this);
        next->setShortcut(direction > 0 ? QKeySequence(u"F3"_s) : QKeySequence(u"Shift+F3"_s));
        next->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(next, &QAction::triggered, this, [this, direction] { goToMatch(direction); });
        QWidget::addAction(next);
    }
}

void AttributesPanel::remember(QSettings &settings) const
{
    settings.setValue(u"attributes/nested"_s, m_model->isNested());
    settings.setValue(u"attributes/favourites"_s, m_model->favourites());
}

void AttributesPanel::recall(const QSettings &settings)
{
    m_nested->setChecked(settings.value(u"attributes/nested"_s, true).toBool());
    m_model->setFavourites(settings.value(u"attributes/favourites"_s).toStringList());
}

void AttributesPanel::forget()
{
    m_reading.cancel();
    m_measuring.cancel();
    m_matches.clear();
    m_model->setSpan(nullptr, {});
}

void AttributesPanel::showSpan(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    m_spanName = text((*trace)[row].name);
    // The same key of the next span: people compare values by walking through the spans.
    keepSelection([&] { m_model->setSpan(trace, row); });
    showContent();
    askMeasured(trace, row);
}

template<class Change>
void AttributesPanel::keepSelection(Change &&change)
{
    const AttributeNode *const before = m_model->nodeAt(current());
    const QString identity = before != nullptr ? AttributeTree::identityOf(*before) : QString();
    const bool amongFavourites = before != nullptr && before->isFavourite;
    change();
    restore(identity, amongFavourites);
}

/// Each time anew: metrics come later than the spans that they point to.
void AttributesPanel::askMeasured(const std::shared_ptr<const Trace> &trace, SpanRow row)
{
    if (!m_readers.exemplars)
        return;
    const SpanId span = (*trace)[row].id;
    const bool isQuery = row == trace->queryRow(); // it has what names no span
    m_measuring.start(
        [read = m_readers.exemplars, id = trace->id(), span, isQuery](const std::stop_token &) {
            auto found = std::make_shared<std::vector<ExemplarRow>>();
            if (auto answer = read(id))
                *found = std::move(*answer); // else the trace beside it says that the history cannot be read
            std::erase_if(*found, [&](const ExemplarRow &exemplar) {
                return exemplar.span ? exemplar.span != span : !isQuery;
            });
            return AttributeTree::Measured(std::move(found));
        },
        [this](AttributeTree::Measured measured) {
            if (!measured->empty())
                keepSelection([&] { m_model->setMeasured(std::move(measured)); });
        });
}

QModelIndex AttributesPanel::current() const
{
    return m_tree->currentIndex().siblingAtColumn(AttributesModel::KeyColumn);
}

/// What tells a row that can be opened from others, in any span.
QString AttributesPanel::folderOf(const QModelIndex &index) const
{
    const AttributeNode *const node = m_model->nodeAt(index);
    if (node == nullptr)
        return {};
    return (node->isFavourite ? u"*"_s : QString()) %
           (node->kind == AttributeNode::Kind::Section ? text(node->label) : m_model->pathOf(index));
}

void AttributesPanel::openFolders(const QModelIndex &parent)
{
    for (int row = 0; row < m_model->rowCount(parent); ++row) {
        const QModelIndex index = m_model->index(row, 0, parent);
        if (!m_model->hasChildren(index))
            continue;
        const bool isGroup = index.data(AttributesModel::GroupRole).toBool();
        if (!isGroup && m_opened.isEmpty())
            continue;
        const QString folder = folderOf(index);
        if (isGroup ? m_closed.contains(folder) : !m_opened.contains(folder))
            continue;
        if (m_model->canFetchMore(index) && m_model->rowCount(index) == 0)
            m_model->fetchMore(index);
        m_tree->expand(index);
        openFolders(index);
    }
}

/// After a reset: what was open and selected.
void AttributesPanel::restore(const QString &identity, bool amongFavourites)
{
    m_restoring = true;
    openFolders({});
    QModelIndex index = identity.isEmpty() ? QModelIndex() : m_model->find(identity, amongFavourites);
    if (!index.isValid())
        index = m_model->index(0, AttributesModel::KeyColumn);
    m_tree->setCurrentIndex(index);
    m_restoring = false;
    m_matches.clear();
    sayFound({});
    if (!m_search->text().isEmpty())
        m_typing.start();
    arrangeColumns();
    showValue();
}

void AttributesPanel::arrangeColumns()
{
    const int width = m_tree->viewport()->width();
    const bool narrow = width < typeFromWidth;
    m_tree->setColumnHidden(AttributesModel::TypeColumn, narrow);
    if (narrow && !m_wideKeys)
        m_wideKeys = m_tree->columnWidth(AttributesModel::KeyColumn);
    if (narrow) // the value shall be seen, too
        m_tree->setColumnWidth(AttributesModel::KeyColumn, std::max(100, width / 2));
    else if (m_wideKeys)
        m_tree->setColumnWidth(AttributesModel::KeyColumn, *std::exchange(m_wideKeys, std::nullopt));
    m_tree->setColumnHidden(AttributesModel::OriginColumn, m_model->isNested() || width < originFromWidth);
}

void AttributesPanel::setNested(bool nested)
{
    if (m_model->isNested() == nested)
        return;
    const AttributeNode *const before = m_model->nodeAt(current());
    const QString identity = before != nullptr ? AttributeTree::identityOf(*before) : QString();
    const bool amongFavourites = before != nullptr && before->isFavourite;
    m_model->setNested(nested);
    restore(identity, amongFavourites);
}

void AttributesPanel::toggleFavourite()
{
    const AttributeNode *const node = m_model->nodeAt(current());
    if (node == nullptr)
        return;
    const QString identity = AttributeTree::identityOf(*node);
    const bool amongFavourites = node->isFavourite;
    m_model->toggleFavourite(current());
    restore(identity, amongFavourites);
}

void AttributesPanel::chart()
{
    if (const auto field = m_model->numberField(current()))
        Q_EMIT chartRequested(*field, m_spanName);
}

void AttributesPanel::showValue()
{
    m_reading.cancel();
    const QModelIndex index = current();
    const AttributeNode *const node = m_model->nodeAt(index);
    m_filterBy->setEnabled(m_model->hasTerm(index));
    m_chart->setEnabled(m_model->numberField(index).has_value());
    m_favourite->setChecked(node != nullptr &&
                            m_model->favourites().contains(AttributeTree::identityOf(*node)));
    m_favourite->setEnabled(node != nullptr && !index.data(AttributesModel::GroupRole).toBool());
    if (node == nullptr || index.data(AttributesModel::GroupRole).toBool()) {
        m_value->setWhole({});
        return;
    }
    std::size_t room = atOnceBytes;
    if (!isLong(node->value, room)) {
        m_value->setWhole(readable(index.data(AttributesModel::WholeValueRole).toString()));
        return;
    }
    // Its beginning is there at once; all of it as soon as it is decoded and indented. The snapshot keeps the
    // value, or its copy.
    m_value->setWhole(briefText(node->value, 20'000));
    std::string copy = node->value.isString()
                           ? std::string(node->value.string())
                           : index.data(AttributesModel::WholeValueRole).toString().toStdString();
    m_reading.start(
        [copy = std::move(copy)](const std::stop_token &) {
            return QString::fromStdString(looksLikeJson(copy) ? indentJson(copy) : copy);
        },
        [this](const QString &whole) { m_value->setWhole(whole); });
}

QString AttributesPanel::term(bool has) const
{
    return m_model->termOf(current(), has);
}

void AttributesPanel::copy(Part part) const
{
    const QModelIndex index = current();
    const AttributeNode *const node = m_model->nodeAt(index);
    if (node == nullptr)
        return;
    const QString key =
        node->key.empty() || node->kind == AttributeNode::Kind::Inside ? text(node->label) : text(node->key);
    const bool isGroup = index.data(AttributesModel::GroupRole).toBool();
    QString copied =
        part == Part::Key || isGroup ? key : index.data(AttributesModel::WholeValueRole).toString();
    if (part == Part::Both && !isGroup)
        copied = key % u": "_s % copied;
    if (part == Part::Path)
        copied = m_model->pathOf(index).isEmpty() ? key : m_model->pathOf(index);
    QGuiApplication::clipboard()->setText(copied);
}

void AttributesPanel::openMenu(QPoint at)
{
    const QModelIndex under = m_tree->indexAt(at);
    if (!under.isValid())
        return;
    m_tree->setCurrentIndex(under);
    QMenu menu(this);
    menu.addAction(tr("Copy key"), this, [this] { copy(Part::Key); });
    menu.addActions(m_copies);
    menu.addSeparator();
    m_filterBy->addTo(menu);
    menu.addAction(m_chart);
    menu.addAction(m_favourite);
    menu.addSeparator();
    menu.addAction(tr("Open all inside"), this,
                   [this] { m_tree->expandRecursively(m_tree->currentIndex().siblingAtColumn(0), 4); });
    menu.addAction(tr("Close all"), m_tree, &QTreeView::collapseAll);
    menu.exec(m_tree->viewport()->mapToGlobal(at));
}

void AttributesPanel::search()
{
    m_typing.stop();
    const QString words = m_search->text();
    m_matches = m_model->search(words, mostMatches);
    m_match = 0;
    sayFound({});
    if (words.isEmpty())
        return;
    if (m_matches.empty())
        sayFound(tr("nothing"));
    else
        goToMatch(0);
}

void AttributesPanel::goToMatch(int direction)
{
    if (m_typing.isActive())
        search();
    if (m_matches.empty())
        return;
    const std::size_t count = m_matches.size();
    m_match = direction < 0 ? (m_match + count - 1) % count
                            : (m_match + static_cast<std::size_t>(direction)) % count;
    m_restoring = true; // what a search opens is not what the user wants open in the next span
    const QModelIndex found = m_model->unfold(m_matches[m_match]);
    for (QModelIndex above = found.parent(); above.isValid(); above = above.parent())
        m_tree->expand(above);
    m_restoring = false;
    m_tree->setCurrentIndex(found);
    m_tree->scrollTo(found);
    sayFound(
        tr("%1 of %2")
            .arg(formatCount(m_match + 1), formatCount(count) + (count == mostMatches ? u"+"_s : QString())));
}

/// A label that is set lays the whole window out anew, also when it says what it said: with every span that
/// is selected.
void AttributesPanel::sayFound(const QString &words)
{
    if (m_found->text() != words)
        m_found->setText(words);
}

bool AttributesPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree->viewport() && event->type() == QEvent::Resize)
        arrangeColumns();
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto *const key = static_cast<const QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (m_typing.isActive())
                search();
            else
                goToMatch(key->modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1);
            return true;
        }
        if (key->key() == Qt::Key_Down) {
            m_tree->setFocus();
            return true;
        }
        if (key->key() == Qt::Key_Escape && !m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
    }
    return DetailPage::eventFilter(watched, event);
}

} // namespace spanwise
